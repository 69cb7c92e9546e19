import { GworldError } from "./error.ts";
import { stackName, upstream, type StackPart } from "./graph.ts";

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
