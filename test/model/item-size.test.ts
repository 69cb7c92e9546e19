import * as fc from "fast-check";
import { expect, test } from "vitest";
import { itemSize, writeUnits } from "../../src/model/item-size.ts";
import type { AttributeValue } from "../../src/model/item.ts";
import { arbitraryBinary, arbitraryText } from "../fakes/arbitrary-items.ts";

const sizeOf = (value: AttributeValue) => itemSize({ n: value }) - 1;

test.each<{ value: AttributeValue; bytes: number }>([
  { value: { S: "" }, bytes: 0 },
  { value: { S: "é🗝" }, bytes: 6 },
  { value: { B: "" }, bytes: 0 },
  { value: { B: "AAEC/w==" }, bytes: 4 },
  { value: { BOOL: false }, bytes: 1 },
  { value: { NULL: true }, bytes: 1 },
  { value: { N: "0" }, bytes: 1 },
  { value: { N: "5" }, bytes: 2 },
  { value: { N: "1000" }, bytes: 2 },
  { value: { N: "0.005" }, bytes: 2 },
  { value: { N: "100.001" }, bytes: 4 },
  { value: { N: "-12" }, bytes: 3 },
  { value: { N: "1E+125" }, bytes: 2 },
  { value: { N: "9".repeat(38) }, bytes: 20 },
  { value: { L: [] }, bytes: 3 },
  { value: { L: [{ S: "ab" }, { NULL: true }] }, bytes: 3 + 3 + 2 },
  { value: { M: { k: { S: "ab" } } }, bytes: 3 + 1 + 3 },
  { value: { SS: ["a", "bc"] }, bytes: 3 },
  { value: { NS: ["1", "22"] }, bytes: 4 },
  { value: { BS: ["AA==", "AAA="] }, bytes: 3 },
])("$value takes $bytes bytes", ({ value, bytes }) => expect(sizeOf(value)).toBe(bytes));

test("text takes its bytes of UTF-8, binaries theirs", () => {
  fc.assert(
    fc.property(arbitraryText, arbitraryBinary, (S, B) => {
      expect(sizeOf({ S })).toBe(Buffer.byteLength(S));
      expect(sizeOf({ B })).toBe(Buffer.from(B, "base64").length);
    }),
  );
});

test.each([
  [0, 1],
  [1, 1],
  [1_024, 1],
  [1_025, 2],
  [409_600, 400],
])("%i bytes are %i write units", (bytes, units) => expect(writeUnits(bytes)).toBe(units));
