/** One page of a list in the order of its keys; the token says after which key the next begins, whatever comes or goes between. */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { token, limit }: { readonly token: string | undefined; readonly limit: number },
): { readonly page: readonly T[]; readonly next: string | undefined } {
  const after = token === undefined || token === "" ? undefined : Buffer.from(token, "base64url").toString("utf8");
  const rest = items
    .filter((item) => after === undefined || keyOf(item) > after)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    page,
    next: rest.length > page.length && last !== undefined ? Buffer.from(keyOf(last)).toString("base64url") : undefined,
  };
}
