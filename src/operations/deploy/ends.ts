import type { DeployPlan } from "../../model/plan.ts";
import type { StackEnd } from "../applied.ts";
import type { Adopted } from "../settle.ts";

/** In the plan's order. A stack that was found busy and needed nothing more is shown with what was going on. */
export function ends(plan: DeployPlan, adopted: readonly Adopted[], applied: readonly StackEnd[]): StackEnd[] {
  const known = new Map(
    [...adoptedEnds(adopted), ...applied.filter(({ action }) => action !== "unchanged")].map((end) => [end.name, end]),
  );
  return plan.stacks.map(({ name, status }) => known.get(name) ?? { name, action: "unchanged", status, seconds: 0 });
}

export const adoptedEnds = (adopted: readonly Adopted[]): StackEnd[] =>
  adopted.flatMap(({ name, action, followed: { stack, phase } }) =>
    action === "delete" || phase !== "succeeded" ? [] : [{ name, action, status: stack?.status ?? "", seconds: 0 }],
  );
