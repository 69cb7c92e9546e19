import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";

export const destroy = defineCommand({
  name: "destroy",
  summary: "Delete an environment's stacks in reverse order; report what is retained",
  examples: [
    { command: "gworld destroy --env dev", summary: "Shows what goes and asks" },
    {
      command: "gworld destroy --env staging --with-data --confirm staging --yes",
      summary: "With all data, without asking",
    },
  ],
  exitCodes: ["credentials", "resumable", "refused", "interrupted"],
  args: {},
  flags: {
    withData: flag.boolean("Empty buckets that are not empty, all versions too"),
    confirm: flag.string("Name of the environment, where it is protected", { placeholder: "env" }),
  },
  async run({ withData, confirm, yes }, context) {
    const [op, { followStacks }, { stackRemoval }, { findStacks }, { recordRevision }, display, text] =
      await Promise.all([
        import("../operations/destroy.ts"),
        import("../operations/follow.ts"),
        import("../operations/remove-stack.ts"),
        import("../operations/settle.ts"),
        import("../operations/record.ts"),
        import("../output/operation-display.ts"),
        import("../output/destroy.ts"),
      ]);
    const { io, signal, version } = context;
    const connection = await context.connect();
    const { config, clock } = connection;
    const { report, pause } = display.operationDisplay(io);
    const follow = followStacks({ clock, signal, report });
    const ports = {
      ...connection,
      remove: stackRemoval(follow),
      report,
      signal,
      version,
      record: (done: Parameters<typeof recordRevision>[1]) =>
        recordRevision({ ...connection, warn: (text) => io.warn(text) }, done),
      find: findStacks({ ...connection, follow }),
    };
    try {
      const plan = await op.planDestroy(ports, withData);
      pause();
      if (plan.stacks.length > 0) {
        op.refuseFullBuckets(plan);
        const approved = await io.approve((_, style) => text.destroyPlanText(plan, style), {
          yes,
          question: `Destroy ${config.name}?`,
          ...(op.wantsName(config, plan) && { confirm: { expected: config.name, given: confirm } }),
        });
        if (!approved) return "refused";
      }
      const done = await op.applyDestroy(ports, plan);
      pause();
      io.result(done, text.destroyedText);
      return undefined;
    } finally {
      pause();
    }
  },
});
