import { defineCommand, type Context } from "../cli/command.ts";
import { flag, lockFlags } from "../cli/flags.ts";

export const doctor = defineCommand({
  name: "doctor",
  summary: "Check all that gworld relies on, and say what to type where something is wrong",
  examples: [
    { command: "gworld doctor --env dev", summary: "Asks only; ends with 1 where something is to be mended" },
    { command: "gworld doctor --env prod --rebuild", summary: "Lost rows of the state table, from CloudFormation" },
  ],
  exitCodes: ["credentials", "notFound", "locked", "refused", "interrupted"],
  args: {},
  flags: {
    rebuild: flag.boolean("Write what is deployed to the state table, where that has lost it"),
    ...lockFlags,
  },
  run: (input, context) => (input.rebuild ? rebuild(input, context) : examine(context)),
});

async function examine({ io, clock, node, config, environment, identity, connect, synth }: Context) {
  const [op, quotas, { diagnosisText }] = await Promise.all([
    import("../operations/doctor.ts"),
    import("../operations/quotas.ts"),
    import("../output/doctor.ts"),
  ]);
  const diagnosis = await op.examine({
    node,
    now: () => clock.now(),
    config,
    environment,
    identity,
    connect,
    synth,
    quotas: (connection) => quotas.environmentQuotas(connection, synth),
  });
  io.result(diagnosis, diagnosisText);
  return op.endOf(diagnosis);
}

interface Wish {
  readonly yes: boolean;
  readonly wait: boolean;
  readonly noWait: boolean;
}

async function rebuild({ yes, wait, noWait }: Wish, { io, clock, signal, synth, origin, connect }: Context) {
  const [op, connection, from] = await Promise.all([load(), connect(), origin("doctor --rebuild")]);
  const { config, locks } = connection;
  const keeping = { ...connection, synth, origin: from, warn: (text: string) => io.warn(text) };
  const seen = locks.read(config.name).catch(() => undefined);
  await op.guardState(keeping);
  const approve = (plan: Awaited<ReturnType<typeof op.planRebuild>>) =>
    io.approve((_, style) => op.rebuildPlanText(plan, style), { yes, question: "Write this?" });
  const plan = await op.planRebuild(keeping);
  if (plan.why === undefined) {
    io.result(op.rebuiltOf(plan, "unchanged", null), op.rebuiltText);
    return undefined;
  }
  if (!(await approve(plan))) return "refused" as const;
  const wish = op.lockWish({ command: "doctor --rebuild", wait, noWait, io, clock, signal });
  const done = await op.withEnvironmentLock(connection, wish, await seen, (held) =>
    op.journaled(keeping, held, async (record) => {
      const own = { ...keeping, ...op.sureFirst(connection, held.sure) };
      const current = await op.freshPlan(held.undisturbed, plan, {
        environment: config.name,
        again: () => op.planRebuild(own),
        facts: ({ stacks }) => stacks,
        approve,
        warn: keeping.warn,
      });
      const keep = op.keepRevision({ ...own, read: op.readRevision(own) });
      return current && op.applyRebuild(current, keep, record);
    }),
  );
  if (done === undefined) return "refused" as const;
  io.result(done, op.rebuiltText);
  return undefined;
}

const load = async () => ({
  ...(await import("../operations/fresh-plan.ts")),
  ...(await import("../operations/journal.ts")),
  ...(await import("../operations/keep-revision.ts")),
  ...(await import("../operations/lock.ts")),
  ...(await import("../operations/read-revision.ts")),
  ...(await import("../operations/rebuild.ts")),
  ...(await import("../operations/sure-first.ts")),
  ...(await import("../output/lock.ts")),
  ...(await import("../output/rebuild.ts")),
});
