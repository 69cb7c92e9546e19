import { defineCommand } from "../cli/command.ts";
import { arg, flag, lockFlags } from "../cli/flags.ts";
import type { ScalePlan } from "../model/scale-plan.ts";

export const scale = defineCommand({
  name: "scale",
  summary: "Change how many tasks a service runs, or the bounds of its autoscaling",
  examples: [
    { command: "gworld scale agent-runtime -e dev --count 3", summary: "Three tasks, within the bounds" },
    { command: "gworld scale agent-runtime -e prod --count 12 --max 20", summary: "More than the bounds allowed" },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "locked", "refused", "lockLost", "interrupted"],
  args: { service: arg.required("Service to scale") },
  flags: {
    count: flag.integer("Tasks that are to run", { placeholder: "tasks", min: 0, max: 5_000 }),
    min: flag.integer("Fewest tasks autoscaling keeps", { placeholder: "tasks", min: 0, max: 5_000 }),
    max: flag.integer("Most tasks autoscaling starts", { placeholder: "tasks", min: 0, max: 5_000 }),
    ...lockFlags,
  },
  async run({ service, wait, noWait, yes, ...wish }, { io, signal, synth, origin, connect }) {
    const [op, connection, from] = await Promise.all([load(), connect(), origin(`scale ${service}`)]);
    const { config, clock, locks } = connection;
    const seen = locks.read(config.name).catch(() => undefined);
    const approve = async (plan: ScalePlan) =>
      plan.steps.length === 0 || io.approve(op.scalePlanText(plan), { yes, question: "Scale it?" });
    const keeping = { ...connection, origin: from, synth, warn: (text: string) => io.warn(text) };
    await Promise.all([seen, op.guardChange(keeping)]);
    const plan = await op.prepareScale(connection, service, wish);
    if (!(await approve(plan))) return "refused";
    const progress = io.progress(op.scaleProgress);
    const taking = op.lockWish({ command: `scale ${service}`, wait, noWait, io, clock, signal });
    try {
      const scaled = await op.scale(connection, plan, {
        wish,
        signal,
        report: (event) => progress.report(event),
        underLock: async (work) =>
          op.withEnvironmentLock(connection, taking, await seen, (held) =>
            op.journaled(keeping, held, () => work(op.sureFirst(connection, held.sure), held.undisturbed)),
          ),
        fresh: op.freshPlan,
        cutOff: await op.wasCutOff(connection),
        approve,
        warn: keeping.warn,
      });
      if (scaled === undefined) return "refused";
      progress.end();
      io.result(scaled, op.scaledText);
    } finally {
      progress.end();
    }
    return undefined;
  },
});

const load = async () => ({
  ...(await import("../operations/fresh-plan.ts")),
  ...(await import("../operations/journal.ts")),
  ...(await import("../operations/lock.ts")),
  ...(await import("../operations/scale.ts")),
  ...(await import("../operations/sure-first.ts")),
  ...(await import("../output/lock.ts")),
  ...(await import("../output/scale.ts")),
});
