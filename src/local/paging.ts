export interface Page<T> {
  readonly page: readonly T[];
  readonly next: string | undefined;
}

interface Asked {
  readonly token: string | undefined;
  readonly limit: number;
}

/** One page of a list in the order of its keys; the token says after which key the next begins, whatever comes or goes between. */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, { token, limit }: Asked): Page<T> {
  const after = keyIn(token);
  const rest = items
    .filter((item) => after === undefined || keyOf(item) > after)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return firstOf(rest, keyOf, limit);
}

/** One page of a list that has an order of its own; undefined when it does not have the item after which the page begins. */
export function pageInOrder<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { token, limit }: Asked,
): Page<T> | undefined {
  const after = keyIn(token);
  const at = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after) + 1;
  return after !== undefined && at === 0 ? undefined : firstOf(items.slice(at), keyOf, limit);
}

const keyIn = (token: string | undefined) =>
  token === undefined || token === "" ? undefined : Buffer.from(token, "base64url").toString("utf8");

function firstOf<T>(rest: readonly T[], keyOf: (item: T) => string, limit: number): Page<T> {
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    page,
    next: rest.length > page.length && last !== undefined ? Buffer.from(keyOf(last)).toString("base64url") : undefined,
  };
}
