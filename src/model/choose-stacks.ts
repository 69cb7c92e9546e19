import { GworldError } from "./error.ts";
import { stackName, stackParts, type StackPart } from "./graph.ts";
import { nearest, suggestion } from "./nearest.ts";

/** The stacks that names mean, given as `network` or `gworld-dev-network`; all when none is named. Throws `notFound`. */
export function chooseStacks(environment: string, names: readonly string[]): readonly StackPart[] {
  if (names.length === 0) return stackParts;
  const chosen = names.map((name) => {
    const part = stackParts.find((one) => name === one || name === stackName(environment, one));
    if (part === undefined)
      throw new GworldError("notFound", `There is no stack "${name}".`, { hint: hintOf(environment, name) });
    return part;
  });
  return stackParts.filter((part) => chosen.includes(part));
}

function hintOf(environment: string, name: string): string {
  const full = nearest(
    name,
    stackParts.map((part) => stackName(environment, part)),
  );
  return full === undefined ? suggestion(name, stackParts) : `Did you mean ${full}?`;
}
