import { estimate, type CostLine, type Estimate } from "../model/cost/estimate.ts";
import type { EnvironmentConfig } from "../model/environment.ts";
import { standing } from "../model/stack-status.ts";
import type { Connection } from "../ports/connection.ts";
import type { Synth } from "../ports/synth.ts";

export interface EnvironmentCost extends Estimate {
  readonly env: string;
  readonly region: string;
  /** The same with every service at its most tasks. */
  readonly atMaximum: number;
}

/** A line that differs between what is deployed and what would be. */
export interface LineChange extends Pick<CostLine, "kind" | "unit"> {
  readonly stack: string;
  readonly before: number;
  readonly after: number;
}

export interface EnvironmentCostChange extends EnvironmentCost {
  readonly deployed: number;
  readonly delta: number;
  readonly changes: readonly LineChange[];
}

/** What an environment costs in a month as it is configured; offline. */
export async function environmentCost(synth: Synth, config: EnvironmentConfig): Promise<EnvironmentCost> {
  const templates = await synth.environment(config);
  const { total: atMaximum } = estimate(templates, config.usage, "max");
  return { env: config.name, region: config.region, ...estimate(templates, config.usage), atMaximum };
}

/** The same against what the deployed stacks' templates say. */
export async function environmentCostChange(
  connection: Pick<Connection, "config" | "stacks">,
  synth: Synth,
): Promise<EnvironmentCostChange> {
  const { config, stacks } = connection;
  const templates = await synth.environment(config);
  const deployed = await Promise.all(
    templates.map(async ({ name, region }) => {
      const stack = await stacks(region).describe(name);
      if (stack === undefined || standing(stack.status).deploy === "create") return [];
      return [{ name, body: await stacks(region).template(stack.id) }];
    }),
  );
  const before = estimate(deployed.flat(), config.usage);
  const after = await environmentCost(synth, config);
  const changes = lineChanges(before, after);
  return { ...after, deployed: before.total, delta: cents(after.total - before.total), changes };
}

function lineChanges(before: Estimate, after: Estimate): readonly LineChange[] {
  const lines = new Map<string, LineChange>();
  for (const [side, { stacks }] of [["before", before] as const, ["after", after] as const])
    for (const { name: stack, lines: own } of stacks)
      for (const { kind, unit, total } of own) {
        const key = `${stack} ${kind}`;
        const line = lines.get(key) ?? { stack, kind, unit, before: 0, after: 0 };
        lines.set(key, { ...line, [side]: line[side] + total });
      }
  return [...lines.values()].filter((line) => cents(line.after - line.before) !== 0);
}

const cents = (value: number) => Math.round(value * 100) / 100;
