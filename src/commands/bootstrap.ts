import { defineCommand } from "../cli/command.ts";

export const bootstrap = defineCommand({
  name: "bootstrap",
  summary: "Prepare an account and Region once: state table, state bucket, keys",
  examples: [
    { command: "gworld bootstrap --env dev", summary: "The account and Region of dev" },
    { command: "gworld bootstrap --env prod --profile prod-admin --yes", summary: "With other credentials, unasked" },
  ],
  exitCodes: ["credentials", "resumable", "refused", "interrupted"],
  args: {},
  flags: {},
  async run({ yes }, context) {
    const [op, { followStacks }, { stackRemoval }, display, text] = await Promise.all([
      import("../operations/bootstrap.ts"),
      import("../operations/follow.ts"),
      import("../operations/remove-stack.ts"),
      import("../output/operation-display.ts"),
      import("../output/bootstrap.ts"),
    ]);
    const { io, signal, synth } = context;
    const connection = await context.connect();
    const { report, pause } = display.operationDisplay(io);
    const follow = followStacks({ clock: connection.clock, signal, report, attended: io.interactive });
    const ports = { ...connection, synth, follow, remove: stackRemoval(follow) };
    try {
      const plan = await op.planBootstrap(ports);
      pause();
      if (plan.action !== "unchanged" || plan.faulty.some(({ faults }) => faults.length > 0)) {
        const question = { yes, question: "Prepare it?" };
        const asked = io.approve((_, style) => text.bootstrapPlanText(plan, style), question);
        const approved = await asked.catch(async (error: unknown) => {
          await op.discardBootstrap(ports, plan);
          throw error;
        });
        if (!approved) {
          await op.discardBootstrap(ports, plan);
          return "refused";
        }
      }
      const done = await op.applyBootstrap(ports, plan);
      pause();
      io.result(done, text.bootstrappedText);
      return undefined;
    } finally {
      pause();
    }
  },
});
