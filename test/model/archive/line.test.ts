import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lineOf, placed, rowOf } from "../../../src/model/archive/line.ts";
import type { AttributeValue, Item } from "../../../src/model/item.ts";
import { nodeCodec } from "../../../src/main/codec.ts";
import { generation } from "../../../src/model/world/keys.ts";
import { arbitraryAttributes, arbitraryText, arbitraryValue, deepValue } from "../../fakes/arbitrary-items.ts";

const g = generation("w", 1);
const codec = nodeCodec();
const keys = { g: { S: g }, objectId: { S: "o-1" }, "g#place": { S: `${g}#square` } } satisfies Item;
const ofTable = (own: Item): Item => ({ ...own, ...keys });

/** Sets have no order: as equal as DynamoDB thinks them. */
function unordered(value: AttributeValue): AttributeValue {
  if ("SS" in value) return { SS: value.SS.toSorted() };
  if ("NS" in value) return { NS: value.NS.toSorted() };
  if ("BS" in value) return { BS: value.BS.toSorted() };
  if ("L" in value) return { L: value.L.map(unordered) };
  return "M" in value ? { M: unorderedItem(value.M) } : value;
}
const unorderedItem = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, unordered(value)]));

/** The same item, its names, and the members of its sets, the other way round. */
function reversed(value: AttributeValue): AttributeValue {
  if ("SS" in value) return { SS: value.SS.toReversed() };
  if ("NS" in value) return { NS: value.NS.toReversed() };
  if ("BS" in value) return { BS: value.BS.toReversed() };
  if ("L" in value) return { L: value.L.map(reversed) };
  return "M" in value ? { M: reversedItem(value.M) } : value;
}
const reversedItem = (item: Item): Item =>
  Object.fromEntries(
    Object.entries(item)
      .toReversed()
      .map(([name, value]) => [name, reversed(value)]),
  );

test("any item goes through line, chunk and line back to itself, in another generation too", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryAttributes, { minLength: 1, maxLength: 5 }), async (all) => {
      const items = all.map(ofTable);
      const lines = items.map((item) => lineOf("WorldObjects", g, item));
      const packer = codec.packer(codec.preferred);
      await packer.add(lines);
      const packed = await packer.end();
      const text = await codec.unpack(packed.codec, packed.body, packed.bytes);
      expect(text).toBe(lines.map((line) => `${line}\n`).join(""));
      const rows = text.split("\n").slice(0, -1).map(rowOf);
      expect(rows.map((row) => placed("WorldObjects", g, row))).toEqual(items.map(unorderedItem));
      const moved = rows.map((row) => placed("WorldObjects", "copy@7", row));
      expect(moved.map((item) => lineOf("WorldObjects", "copy@7", item))).toEqual(lines);
    }),
    { numRuns: 150 },
  );
});

test("equal items are equal lines, whatever the order of names and of sets", () => {
  fc.assert(
    fc.property(arbitraryAttributes, (own) => {
      const item = ofTable(own);
      expect(lineOf("WorldObjects", g, reversedItem(item))).toBe(lineOf("WorldObjects", g, item));
    }),
  );
});

test("items that differ in a value are other lines", () => {
  fc.assert(
    fc.property(arbitraryValue, arbitraryValue, (one, other) => {
      const [a, b] = [one, other].map((value) => lineOf("WorldObjects", g, ofTable({ own: value })));
      const same = JSON.stringify(rowOf(a ?? "")["own"]) === JSON.stringify(rowOf(b ?? "")["own"]);
      expect(a === b).toBe(same);
    }),
  );
});

test("an item of 400 KB, and one as deep as DynamoDB nests, come back", () => {
  const item = ofTable({ own: { S: "\u0001é🗝".repeat(50_000) }, deep: deepValue() });
  expect(placed("WorldObjects", g, rowOf(lineOf("WorldObjects", g, item)))).toEqual(item);
});

test("a line is DynamoDB JSON in one order, its keys without the generation", () => {
  const memory: Item = {
    text: { S: "hello" },
    seq: { S: "000000000001" },
    "importance#seq": { S: "05#000000000001" },
    "g#agentId#bucket": { S: "w@1#a-001#0" },
    "g#agentId": { S: "w@1#a-001" },
    importance: { N: "5" },
  };
  expect(lineOf("MemoryStreams", g, memory)).toBe(
    '{"Item":{"g#agentId":{"S":"#a-001"},"g#agentId#bucket":{"S":"#a-001#0"},"importance":{"N":"5"},' +
      '"importance#seq":{"S":"05#000000000001"},"seq":{"S":"000000000001"},"text":{"S":"hello"}}}',
  );
});

test.each([
  { what: "a key of a longer world's name", value: "w@12#square", line: "w@12#square" },
  { what: "a key of the generation alone", value: "w@1", line: "" },
  { what: "a key of the generation and more", value: "w@1#square", line: "#square" },
  { what: "a key that says no generation", value: "square", line: "square" },
])("$what comes back as it was", ({ value, line }) => {
  const item = { ...keys, "g#place": { S: value } };
  const row = rowOf(lineOf("WorldObjects", g, item));
  expect(row["g#place"]).toEqual({ S: line });
  expect(placed("WorldObjects", g, row)).toEqual(item);
});

test("a key that could not be told from one without its generation is refused, with its row", () => {
  fc.assert(
    fc.property(
      arbitraryText.map((text) => `#${text}`),
      (key) => {
        const item = { ...keys, "g#place": { S: key } };
        expect(() => lineOf("WorldObjects", g, item)).toThrow(/names no generation: w@1 o-1/);
      },
    ),
  );
  expect(() => lineOf("WorldObjects", g, { ...keys, "g#place": { S: "" } })).toThrow(/names no generation/);
});

test("attributes that are no keys may begin with anything", () => {
  const item = ofTable({ g2: { S: "#x" }, place: { S: g }, "own#": { S: `${g}#a` } });
  expect(placed("WorldObjects", "copy@2", rowOf(lineOf("WorldObjects", g, item)))).toEqual({
    ...item,
    g: { S: "copy@2" },
    "g#place": { S: "copy@2#square" },
  });
});

test.each(["", "{}", "[]", '{"Item":[]}', '{"Item":{"a":{}}}', '{"Item":{"a":{"S":"x","N":"1"}}}', '{"Item":{"a":1}}'])(
  "%j is no row",
  (line) => {
    expect(() => rowOf(line)).toThrow(expect.objectContaining({ code: "unverified" }));
  },
);
