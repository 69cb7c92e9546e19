/** Reads the values at `$.a.b[0]["c d"]` of a parsed message: one, or none where the path leads nowhere; `[*]` reads all. */
export function selectorOf(token: string): ((value: unknown) => readonly unknown[]) | undefined {
  if (!token.startsWith("$")) return undefined;
  const steps = [...token.matchAll(/\.([\w:@#/-]+)|\[(?:"([^"]*)"|'([^']*)'|(\d+|\*))\]/g)].map(
    ([, name, double, single, index]) =>
      index === undefined
        ? property(name ?? double ?? single ?? "")
        : index === "*"
          ? elements
          : element(Number(index)),
  );
  return (value) => steps.reduce<readonly unknown[]>((found, step) => found.flatMap(step), [value]);
}

type Step = (value: unknown) => readonly unknown[];

const property =
  (name: string): Step =>
  (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
      ? [Object.getOwnPropertyDescriptor(value, name)?.value]
      : [];

const element =
  (index: number): Step =>
  (value) =>
    Array.isArray(value) ? value.slice(index, index + 1) : [];

const elements: Step = (value) => (Array.isArray(value) ? value : []);
