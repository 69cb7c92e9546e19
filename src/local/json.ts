export type Json = undefined | null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value under a key as text; numbers and booleans in CloudFormation's spelling. Undefined when absent. */
export function text(value: Json, key: string): string | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "string"
    ? found
    : typeof found === "number" || typeof found === "boolean"
      ? String(found)
      : undefined;
}

/** The value under a key as a number, also when it was sent as text. */
export function number(value: Json, key: string): number | undefined {
  const found = text(value, key);
  return found === undefined || found === "" || Number.isNaN(Number(found)) ? undefined : Number(found);
}

/** The value under a key as a boolean, also when it was sent as text. */
export function bool(value: Json, key: string): boolean | undefined {
  const found = text(value, key);
  return found === undefined ? undefined : found === "true";
}

export function list(value: Json, key: string): readonly Json[] {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
}

export const texts = (value: Json, key: string): readonly string[] =>
  list(value, key).flatMap((item) => (typeof item === "string" ? [item] : []));

export function object(value: Json, key: string): JsonObject {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : {};
}
