import { GworldError } from "../model/error.ts";
import { stackName, stackParts, stackRegion } from "../model/graph.ts";
import { checkSkipped, stumbledOver, type RecoveryPlan, type StackRecovery } from "../model/recovery.ts";
import { combined, stackFailed } from "../model/stack-failure.ts";
import { standing } from "../model/stack-status.ts";
import type { Connection } from "../ports/connection.ts";
import type { Follow } from "./follow.ts";

export type RecoverPorts = Pick<Connection, "config" | "stacks" | "clock">;

/** The stacks that have stopped between two templates, and what each has stumbled over. */
export async function planRecovery(
  { config, stacks }: Pick<RecoverPorts, "config" | "stacks">,
  skip: readonly string[],
): Promise<RecoveryPlan> {
  const found = await Promise.all(
    stackParts.map(async (part): Promise<readonly StackRecovery[]> => {
      const region = stackRegion(part, config.region);
      const stack = await stacks(region).describe(stackName(config.name, part));
      const move = stack && standing(stack.status).recovery;
      if (stack === undefined || move === undefined) return [];
      const events = await stacks(region).eventsSince(stack.id, undefined);
      const { id: stackId, name, status } = stack;
      return [{ name, region, stackId, status, move, stumbled: stumbledOver(events, skip) }];
    }),
  );
  const plan = { environment: config.name, stacks: found.flat() };
  checkSkipped(plan.stacks, skip);
  return plan;
}

/**
 * Brings all of them back to their last good template. Throws `failed` where a rollback stumbles again: what over is told, with
 * the command that leaves it as it is.
 */
export async function applyRecovery(
  ports: RecoverPorts & { readonly follow: Follow },
  plan: RecoveryPlan,
): Promise<void> {
  const ended = await Promise.allSettled(plan.stacks.map((stack) => recover(ports, stack)));
  const errors = ended.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
  if (errors.length > 0) throw combined(errors, [], "Run the same command again.");
}

async function recover(
  { config, stacks, clock, follow }: RecoverPorts & { readonly follow: Follow },
  one: StackRecovery,
) {
  const { name, region, stackId, move, stumbled } = one;
  const inRegion = stacks(region);
  const after = await inRegion.newestEvent(stackId);
  const token = `gw-recover-${clock.now().toString(36)}`;
  const skip = stumbled.filter(({ skipped }) => skipped).map(({ logicalId }) => logicalId);
  await (move === "continue" ? inRegion.continueRollback(stackId, skip, token) : inRegion.rollback(stackId, token));
  const { stack, events, detached } = await follow(inRegion, { stackId, name, after, fresh: false });
  if (detached)
    throw new GworldError("interrupted", `CloudFormation goes on rolling ${name} back.`, {
      hint: "Run the same command again to follow it.",
    });
  if (stack?.status === "UPDATE_ROLLBACK_COMPLETE") return;
  const again = stumbledOver(events, skip).map(({ logicalId }) => logicalId);
  const leave = [...new Set([...skip, ...again])].join(" ");
  throw stackFailed(
    { name, status: stack?.status ?? "gone", statusReason: stack?.statusReason, events },
    `Mend what it names and run the same command again, or leave it as it is, out of step with its template: gworld deploy --env ${config.name} --recover --skip ${leave}`,
  );
}
