import { compareKeys, firstNot } from "./key-order.ts";

export interface ListingRequest {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Only what comes after; a common prefix that was the last entry of a page is not told again. */
  readonly after: string;
  readonly limit: number;
  /** Which of the keys there are; all when left out. */
  readonly visible?: (key: string) => boolean;
}

export type Entry = { readonly key: string } | { readonly commonPrefix: string };

export interface Listing {
  readonly entries: readonly Entry[];
  /** Whether more would follow. */
  readonly truncated: boolean;
}

/** One page of sorted keys, keys with the delimiter behind the prefix rolled up into common prefixes. */
export function listing(keys: readonly string[], request: ListingRequest): Listing {
  const { prefix, delimiter, after, limit, visible = () => true } = request;
  const entries: Entry[] = [];
  const begin = (key: string) => compareKeys(key, prefix) < 0 || compareKeys(key, after) <= 0;
  for (let index = firstNot(keys, begin); index < keys.length;) {
    const key = keys[index] ?? "";
    if (!key.startsWith(prefix)) break;
    if (!visible(key)) {
      index += 1;
      continue;
    }
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const common = end < 0 ? undefined : key.slice(0, end + delimiter.length);
    if (common !== after) {
      if (entries.length >= limit) return { entries, truncated: limit > 0 };
      entries.push(common === undefined ? { key } : { commonPrefix: common });
    }
    index = common === undefined ? index + 1 : firstNot(keys, (other) => other.startsWith(common), index);
  }
  return { entries, truncated: false };
}

/** Where the next page begins. */
export const lastOf = ({ entries }: Listing): string | undefined => {
  const last = entries.at(-1);
  return last === undefined ? undefined : "key" in last ? last.key : last.commonPrefix;
};
