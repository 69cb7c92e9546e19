import * as fc from "fast-check";
import type { AttributeValue, Item } from "../../src/model/item.ts";
import { anyText } from "./any-text.ts";

/** Numbers as DynamoDB writes them back: up to 38 digits, no needless zeros, and exponents where they are needed. */
export const arbitraryNumber: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("0", "1", "-1", "9".repeat(38), `-${"9".repeat(38)}`, "1E+125", "-1E-130", "1.5E-7"),
  // As many digits as there can be, the point anywhere and far away.
  fc
    .tuple(fc.boolean(), fc.stringMatching(/^[1-9]\d{36}[1-9]$/), fc.integer({ min: -120, max: 80 }))
    .map(([negative, digits, exponent]) => `${negative ? "-" : ""}${digits}E${exponent}`),
  fc
    .tuple(fc.boolean(), fc.stringMatching(/^[1-9]\d{0,17}(?:\.\d{0,17}[1-9])?$/))
    .map(([negative, digits]) => (negative ? `-${digits}` : digits)),
);

/** Text that has broken programs before, and any other that DynamoDB stores. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    "#",
    "#not-a-key",
    "w@1",
    "w@1#a",
    "7",
    "007",
    "constructor",
    "null",
    'a"b\\c',
    "line\nbreak\r\u2028\u2029",
    "\u0000\u001b[31m",
    "e\u0301 \u00e9",
    "\u202Etfel \u05d0\u05d1",
    "👩‍👩‍👧‍👦 🗝",
    "\uFFFD\uFFFF",
    "\u{10FFFF}",
  ),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  anyText({ maxLength: 30 }),
);

/** Base64, as binaries go over the wire. */
export const arbitraryBinary: fc.Arbitrary<string> = fc
  .uint8Array({ maxLength: 120 })
  .map((bytes) => Buffer.from(bytes).toString("base64"));

/** Names that mean something to JavaScript, to JSON, to expressions or to the keys of a world, and any other. */
const name = fc.oneof(
  fc.constantFrom("constructor", "toString", "length", "__proto__", "7", "10", "2", "ключ", "🗝", "𝒂.𝒃"),
  fc.constantFrom("#", ":v", "a.b", "a[0]", 'say "so"', "it's", "\\", "{", "Item", "S"),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
);

/** Attributes by names that are each there once: also those that an assignment would lose. */
const attributes = (names: fc.Arbitrary<string>, values: fc.Arbitrary<AttributeValue>, maxLength: number) =>
  fc
    .uniqueArray(fc.tuple(names, values), { maxLength, selector: ([one]) => one })
    .map((entries): Item => Object.fromEntries(entries));

const set = (of: fc.Arbitrary<string>) => fc.uniqueArray(of, { minLength: 1, maxLength: 6 });

/** Any value, sets of each kind and lists and maps in each other. */
export const arbitraryValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ any: AttributeValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    arbitraryText.map((S): AttributeValue => ({ S })),
    arbitraryNumber.map((N): AttributeValue => ({ N })),
    arbitraryBinary.map((B): AttributeValue => ({ B })),
    fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
    fc.constant<AttributeValue>({ NULL: true }),
    set(arbitraryText).map((SS): AttributeValue => ({ SS })),
    set(arbitraryNumber).map((NS): AttributeValue => ({ NS })),
    set(arbitraryBinary).map((BS): AttributeValue => ({ BS })),
    fc.array(tie("any"), { maxLength: 4 }).map((L): AttributeValue => ({ L })),
    attributes(name, tie("any"), 5).map((M): AttributeValue => ({ M })),
  ),
})).any;

/** Attributes beside the keys: their names are of none of the tables' keys. */
export const arbitraryAttributes: fc.Arbitrary<Item> = attributes(
  fc.oneof(
    { weight: 9, arbitrary: name.map((text) => `own ${text}`) },
    { weight: 1, arbitrary: fc.constant("__proto__") },
  ),
  arbitraryValue,
  8,
);

/** A value as deep as DynamoDB nests: 32 lists and maps in each other. */
export const deepValue = (depth = 32): AttributeValue =>
  Array.from({ length: depth }).reduce<AttributeValue>(
    (inner, _, level) => (level % 2 === 0 ? { L: [inner] } : { M: { in: inner } }),
    { S: "bottom" },
  );
