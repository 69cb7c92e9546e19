/** Reads `$.a.b[0]["c d"]` out of a parsed message; undefined where the path leads nowhere. */
export function selectorOf(token: string): ((value: unknown) => unknown) | undefined {
  if (!token.startsWith("$")) return undefined;
  const steps = [...token.matchAll(/\.([\w:@#/-]+)|\[(?:"([^"]*)"|'([^']*)'|(\d+|\*))\]/g)].map(
    ([, name, double, single, index]) => name ?? double ?? single ?? index ?? "",
  );
  return (value) => steps.reduce(step, value);
}

function step(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}
