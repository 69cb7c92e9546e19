import { GworldError } from "./error.ts";
import { stackName, stackParts, upstream, type StackPart } from "./graph.ts";
import { nearest } from "./nearest.ts";

/** The parts that `--stack` names, as `network` or `gworld-dev-network`; all when it names none. */
export function selectParts(environment: string, names: readonly string[]): readonly StackPart[] {
  if (names.length === 0) return stackParts;
  const asked = new Set(names.map((name) => partOf(environment, name)));
  return stackParts.filter((part) => asked.has(part));
}

function partOf(environment: string, name: string): StackPart {
  const found = stackParts.find((part) => part === name || stackName(environment, part) === name);
  if (found !== undefined) return found;
  const meant = nearest(name, [...stackParts, ...stackParts.map((part) => stackName(environment, part))]);
  throw new GworldError("usage", `There is no stack ${name} in an environment.`, {
    hint: meant === undefined ? `The stacks are: ${stackParts.join(", ")}.` : `Did you mean ${meant}?`,
  });
}

/** Refuses a selection whose stacks need others that are neither selected nor deployed. */
export function requireUpstream(
  environment: string,
  selected: readonly StackPart[],
  isDeployed: (part: StackPart) => boolean,
): void {
  const missing = selected.flatMap((part) =>
    upstream[part].filter((need) => !selected.includes(need) && !isDeployed(need)).map((need) => ({ part, need })),
  );
  const [first] = missing;
  if (first === undefined) return;
  const needs = [...new Set(missing.map(({ need }) => need))];
  throw new GworldError(
    "notFound",
    `${stackName(environment, first.part)} needs ${needs.map((need) => stackName(environment, need)).join(" and ")}, which ${needs.length === 1 ? "is" : "are"} not deployed.`,
    { hint: `Deploy them together: gworld deploy --env ${environment} --stack ${[...needs, ...selected].join(" ")}` },
  );
}
