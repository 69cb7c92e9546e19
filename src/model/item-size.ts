import type { AttributeValue, Item } from "./item.ts";

/** The greatest item DynamoDB takes, names included, and the greatest request. */
export const greatestItem = 409_600;
export const greatestBatch = 16 * 1_024 * 1_024;

/**
 * Bytes of an item as DynamoDB counts them: names and text as UTF-8, binaries as bytes, numbers about half a byte a digit, one
 * byte for each element of a list or map and three for itself
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
 */
export const itemSize = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + utf8Length(name) + valueSize(value), 0);

/** Write request units of a put, indexes not counted. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1_024));

function valueSize(value: AttributeValue): number {
  if ("S" in value) return utf8Length(value.S);
  if ("B" in value) return base64Bytes(value.B);
  if ("N" in value) return numberSize(value.N);
  if ("SS" in value) return value.SS.reduce((sum, one) => sum + utf8Length(one), 0);
  if ("NS" in value) return value.NS.reduce((sum, one) => sum + numberSize(one), 0);
  if ("BS" in value) return value.BS.reduce((sum, one) => sum + base64Bytes(one), 0);
  if ("L" in value) return 3 + value.L.reduce((sum, one) => sum + 1 + valueSize(one), 0);
  if ("M" in value) return 3 + itemSize(value.M) + Object.keys(value.M).length;
  return 1;
}

const base64Bytes = (text: string) =>
  Math.floor((text.length * 3) / 4) - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);

/** Digits between the first and the last that is no zero, wherever the point stands. */
function numberSize(text: string): number {
  const digits = text.replace(/e.*$/i, "").replace(/[-+.]/g, "").replace(/^0+/, "").replace(/0+$/, "");
  return 1 + Math.ceil(digits.length / 2) + (text.startsWith("-") ? 1 : 0);
}

/** Without a buffer: text here is mostly ASCII, and lone surrogates count as the replacement that is sent. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    bytes += code < 0x800 ? 1 : isPair(text, index) ? 1 : 2;
    if (code >= 0x800 && isPair(text, index)) {
      bytes += 1;
      index += 1;
    }
  }
  return bytes;
}

const isPair = (text: string, index: number) => {
  const [high, low] = [text.charCodeAt(index), text.charCodeAt(index + 1)];
  return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
};
