import type { Context } from "../../cli/command.ts";

interface Wish {
  readonly yes: boolean;
  readonly wait: boolean;
  readonly noWait: boolean;
}

/** Plans, asks, and writes under the lock. */
export async function rebuild({ yes, wait, noWait }: Wish, { io, clock, signal, synth, origin, connect }: Context) {
  const [op, connection, from] = await Promise.all([load(), connect(), origin("doctor --rebuild")]);
  const { config, locks } = connection;
  const keeping = { ...connection, synth, origin: from, warn: (text: string) => io.warn(text) };
  const seen = locks.read(config.name).catch(() => undefined);
  await Promise.all([seen, op.guardState(keeping)]);
  const approve = (plan: Awaited<ReturnType<typeof op.planRebuild>>) =>
    io.approve((_, style) => op.rebuildPlanText(plan, style), { yes, question: "Write this?" });
  const plan = await op.planRebuild({ ...keeping, deployed: op.deployedStacks(keeping) });
  if (plan.why === undefined) {
    io.result(op.rebuiltOf(plan, "unchanged", null), op.rebuiltText);
    return undefined;
  }
  if (!(await approve(plan))) return "refused" as const;
  const wish = op.lockWish({ command: "doctor --rebuild", wait, noWait, io, clock, signal });
  const done = await op.withEnvironmentLock(connection, wish, await seen, (held) =>
    op.journaled(keeping, held, async (record) => {
      const sure = { ...keeping, ...op.sureFirst(connection, held.sure) };
      const own = { ...sure, deployed: op.deployedStacks(sure) };
      const current = await op.freshPlan(held.undisturbed, plan, {
        environment: config.name,
        again: () => op.planRebuild(own),
        facts: ({ stacks }) => stacks,
        approve,
        warn: keeping.warn,
      });
      return current && op.applyRebuild(current, op.keepRevision(own), record);
    }),
  );
  if (done === undefined) return "refused" as const;
  io.result(done, op.rebuiltText);
  return undefined;
}

const load = async () => ({
  ...(await import("../../operations/fresh-plan.ts")),
  ...(await import("../../operations/journal.ts")),
  ...(await import("../../operations/keep-revision.ts")),
  ...(await import("../../operations/lock.ts")),
  ...(await import("../../operations/read-deployed.ts")),
  ...(await import("../../operations/rebuild.ts")),
  ...(await import("../../operations/sure-first.ts")),
  ...(await import("../../output/lock.ts")),
  ...(await import("../../output/rebuild.ts")),
});
