import type { UsageConfig } from "../environment.ts";
import type { StackPlan } from "../plan.ts";
import { estimate, type PricedTemplate } from "./estimate.ts";

/** How a month's cost changes, from what is deployed to what would be. */
export interface CostChange {
  readonly currency: "USD";
  readonly asOf: string;
  readonly before: number;
  readonly after: number;
  readonly delta: number;
}

/** Both sides at the same prices and the same assumed usage. */
export function costChange(
  deployed: readonly PricedTemplate[],
  wanted: readonly PricedTemplate[],
  usage: UsageConfig,
): CostChange {
  const { currency, asOf, total: after } = estimate(wanted, usage);
  const before = estimate(deployed, usage).total;
  return { currency, asOf, before, after, delta: Math.round((after - before) * 100) / 100 };
}

/** Of a plan's stacks. An unchanged one costs what its template says, which is the one that is deployed. */
export function costOfPlan(
  stacks: readonly Pick<StackPlan, "name" | "template" | "deployed">[],
  usage: UsageConfig,
): CostChange {
  const deployed = stacks.flatMap(({ name, template, deployed: body = template.body }) =>
    body === null ? [] : [{ name, body }],
  );
  const wanted = stacks.map(({ template }) => template);
  return costChange(deployed, wanted, usage);
}
