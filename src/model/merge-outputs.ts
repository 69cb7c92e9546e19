import { stackParts } from "./graph.ts";
import type { Outputs } from "./inputs.ts";

/** All outputs of an environment, sorted by key. A name that two stacks use is told apart as `<part>.<Output>`. */
export function mergeOutputs(outputs: Outputs): Record<string, string> {
  const all = stackParts.flatMap((part) =>
    Object.entries(outputs[part] ?? {}).map(([name, value]) => ({ part, name, value })),
  );
  const isTaken = (name: string) => all.filter((one) => one.name === name).length > 1;
  const entries = all.map(({ part, name, value }) => [isTaken(name) ? `${part}.${name}` : name, value] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
