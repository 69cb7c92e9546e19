import * as fc from "fast-check";

/** Text of any code points but surrogates. As a unit of `fc.string`, "binary" takes seconds: it maps every code point there is. */
export const anyText = ({ minLength = 0, maxLength = 10 } = {}): fc.Arbitrary<string> =>
  fc.array(codePoint, { minLength, maxLength }).map((points) => String.fromCodePoint(...points));

const codePoint = fc.oneof(
  { arbitrary: fc.integer({ min: 0xe0_00, max: 0x10_ff_ff }), weight: 15 },
  { arbitrary: fc.integer({ min: 0x80, max: 0xd7_ff }), weight: 3 },
  { arbitrary: fc.nat({ max: 0x7f }), weight: 2 },
);
