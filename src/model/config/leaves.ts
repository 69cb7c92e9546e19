import { isRecord } from "../json.ts";
import type { ConfigPath } from "./document.ts";

export interface ConfigLeaf {
  readonly path: ConfigPath;
  readonly value: unknown;
}

/** Every single value of a configuration, in its order; lists count as one value, what is not set is left out. */
export function configLeaves(value: unknown, path: ConfigPath = []): readonly ConfigLeaf[] {
  if (value === undefined) return [];
  if (!isRecord(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, child]) => configLeaves(child, [...path, key]));
}
