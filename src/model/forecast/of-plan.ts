import { upstream, type StackPart } from "../graph.ts";
import type { Operation } from "../operation.ts";
import type { StackPlan } from "../plan.ts";
import { forecastOf, type Forecast, type WantedStack } from "./forecast.ts";

/** So many operations are looked back at. */
export const lookBack = 20;

/** How long a plan will take, from how long operations took before, newest first. */
export const forecastOfPlan = (
  stacks: readonly StackPlan[],
  operations: readonly Pick<Operation, "timings">[],
  pace?: number,
): Forecast | undefined => {
  const changing = stacks.filter(({ action }) => action !== "unchanged");
  const names = new Map(changing.map(({ part, name }) => [part, name]));
  return forecastOf(
    changing.map((stack) => wantedOf(stack, names)),
    operations.flatMap(({ timings = [] }) => timings),
    pace,
  );
};

function wantedOf(stack: StackPlan, names: ReadonlyMap<StackPart, string>): WantedStack {
  const { name, part, action, changes, template } = stack;
  return {
    name,
    part,
    action: action === "update" ? "update" : "create",
    needs: upstream[part].flatMap((need) => names.get(need) ?? []),
    // What is removed goes after the stack can be used.
    changes: changes
      .filter((change) => change.action !== "Remove")
      .map((change) => ({ logicalId: change.logicalId, type: change.type, action: timed(change) })),
    ...(action !== "update" && { body: template.body }),
  };
}

/** A replaced resource takes as long as a new one. CloudFormation tells of it as updated. */
const timed = ({ action }: StackPlan["changes"][number]) => (action === "Add" ? "create" : "update");
