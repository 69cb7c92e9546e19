import { isObject } from "./json.ts";

/** A guard for the rows of a store's table: a journal row counts as a T when it has the keys every T has. */
export const rowWith =
  <T>(...keys: readonly (keyof T & string)[]) =>
  (value: unknown): value is T =>
    isObject(value) && keys.every((key) => value[key] !== undefined);
