import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { contentHash, merkleRoot, totalSum } from "../../../src/model/archive/hashes.ts";
import { compareKeys } from "../../../src/model/archive/key-order.ts";
import { nodeCodec } from "../../../src/main/codec.ts";
import { worldParts } from "../../../src/model/world/keys.ts";
import { arbitraryText } from "../../fakes/arbitrary-items.ts";

const codec = nodeCodec();
const sha256 = (content: string) => createHash("sha256").update(content).digest("hex");
const leaf = (name: string) => ({ sha256: sha256(name) });
const leafHash = (name: string) => sha256(`0${sha256(name)}`);

test("a Merkle root is of pairs, an odd one going up as it is", () => {
  const [a, b, c] = ["a", "b", "c"].map(leafHash);
  expect(merkleRoot([], sha256)).toBe(sha256(""));
  expect(merkleRoot([leaf("a")], sha256)).toBe(a);
  expect(merkleRoot(["a", "b", "c"].map(leaf), sha256)).toBe(sha256(`1${sha256(`1${a}${b}`)}${c}`));
});

test("no chunk can be changed, moved, left out or doubled under a Merkle root", () => {
  const names = fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(names, fc.nat(), (all, at) => {
      const root = merkleRoot(all.map(leaf), sha256);
      const index = at % all.length;
      const one = all[index] ?? "";
      const others = [
        all.with(index, `${one}!`),
        all.toSpliced(index, 1),
        all.toSpliced(index, 0, one),
        [...all.slice(1), all[0] ?? ""],
      ];
      for (const other of others) expect(merkleRoot(other.map(leaf), sha256)).not.toBe(root);
    }),
  );
});

/** Chunks of rows that are cut as told. */
const chunksOf = (rows: readonly string[], cuts: readonly number[]) => {
  const ends = [...new Set([...cuts.map((cut) => cut % (rows.length + 1)), rows.length])].sort((a, b) => a - b);
  return ends.flatMap((end, index) => {
    const own = rows.slice(ends[index - 1] ?? 0, end);
    return own.length === 0 ? [] : [{ part: "memories" as const, items: own.length, sum: codec.sum(own) }];
  });
};

test("a content hash is the same however rows are cut and ordered, and another for other rows", () => {
  const rows = fc.array(arbitraryText, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(rows, fc.array(fc.nat()), fc.array(fc.nat()), (all, cuts, others) => {
      const hash = contentHash(chunksOf(all, cuts), sha256);
      expect(contentHash(chunksOf(all.toReversed(), others), sha256)).toBe(hash);
      expect(contentHash(chunksOf([...all, "more"], cuts), sha256)).not.toBe(hash);
      expect(contentHash(chunksOf(all.with(0, `${all[0] ?? ""}!`), cuts), sha256)).not.toBe(hash);
    }),
  );
});

test("a content hash is told by its documentation", () => {
  const sum = totalSum([sha256("a"), sha256("b")]);
  const lines = worldParts.map((part) =>
    part === "memories" ? `memories 2 ${sum}\n` : `${part} 0 ${"0".repeat(64)}\n`,
  );
  expect(contentHash(chunksOf(["a", "b"], []), sha256)).toBe(sha256(lines.join("")));
});

test("sums are modulo 2^256", () => {
  expect(totalSum(["f".repeat(64), `${"0".repeat(63)}2`])).toBe(`${"0".repeat(63)}1`);
  expect(totalSum([])).toBe("0".repeat(64));
});

test("rows add up as whole numbers do, carries and all", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 40 }), (rows) => {
      expect(codec.sum(rows)).toBe(totalSum(rows.map(sha256)));
    }),
  );
});

test("keys are ordered by their bytes", () => {
  fc.assert(
    fc.property(arbitraryText, arbitraryText, (a, b) => {
      const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
      expect(Math.sign(compareKeys(a, b))).toBe(bytes);
    }),
  );
});
