/**
 * A DynamoDB value as it goes over the wire: numbers are decimal text and binaries base64, so that nothing is lost on the
 * way through JavaScript (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html).
 */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: boolean }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

export interface Item {
  readonly [attribute: string]: AttributeValue;
}

/** The attribute's text; undefined when it is absent or of another type. */
export function stringOf(item: Item | undefined, attribute: string): string | undefined {
  const value = item?.[attribute];
  return value !== undefined && "S" in value ? value.S : undefined;
}

/** The attribute as a JavaScript number: for counters and moments of ours, never for data on its way through. */
export function numberOf(item: Item | undefined, attribute: string): number | undefined {
  const value = item?.[attribute];
  return value !== undefined && "N" in value ? Number(value.N) : undefined;
}

export function mapOf(item: Item | undefined, attribute: string): Item | undefined {
  const value = item?.[attribute];
  return value !== undefined && "M" in value ? value.M : undefined;
}

export function listAt(item: Item | undefined, attribute: string): readonly AttributeValue[] {
  const value = item?.[attribute];
  return value !== undefined && "L" in value ? value.L : [];
}
