import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";
import { hasChanges, planReport } from "../model/plan.ts";

export const diff = defineCommand({
  name: "diff",
  aliases: ["plan"],
  summary: "Show what deploy would change, resource by resource, and what is at risk",
  examples: [
    { command: "gworld diff --env dev", summary: "The plan, without applying it" },
    { command: "gworld diff --env prod --exit-code --json", summary: "For CI: exit code 3 when there are changes" },
    { command: "gworld diff --env prod --out plan.json", summary: "Saved, for an approval and gworld deploy --plan" },
  ],
  exitCodes: ["changes", "credentials", "resumable", "notFound", "interrupted"],
  args: {},
  flags: {
    stack: flag.list("Only these stacks, such as network or storage", { placeholder: "name" }),
    out: flag.string("Save the plan, for gworld deploy --plan", { placeholder: "file" }),
    exitCode: flag.boolean("End with 3 when there are changes"),
  },
  async run({ stack, exitCode, out }, context) {
    const [op, { followStacks }, { placeToPlan }, { findStacks }, { adoptionPorts }, display, { diffText }] =
      await Promise.all([
        import("../operations/diff.ts"),
        import("../operations/follow.ts"),
        import("../operations/place-template.ts"),
        import("../operations/settle.ts"),
        import("./stacks/adoption-ports.ts"),
        import("../output/operation-display.ts"),
        import("../output/diff.ts"),
      ]);
    const { io, signal, synth } = context;
    const connection = await context.connect();
    const { report, pause } = display.operationDisplay(io);
    const follow = followStacks({ clock: connection.clock, signal, report });
    const ports = {
      ...connection,
      synth,
      ...adoptionPorts(connection),
      place: placeToPlan({ ...connection, synth }),
      find: findStacks({ ...connection, follow }),
    };
    try {
      const plan = await op.planDeploy(ports, stack);
      pause();
      await op.discardPlan(ports, plan);
      if (out !== undefined) {
        const { bindPlan } = await import("../operations/saved-plan.ts");
        const saved = await bindPlan({ ...ports, version: context.version }, plan, stack);
        await context.writeFile(out, `${JSON.stringify(saved, undefined, 2)}\n`);
        io.note(`Saved to ${out}. Once approved: gworld deploy --env ${connection.config.name} --plan ${out}`);
      }
      const report = planReport(plan);
      await context.summarize(async () => (await import("../output/step-summary.ts")).planSummary(report));
      io.result(report, diffText);
      return exitCode && hasChanges(plan) ? "changes" : undefined;
    } finally {
      pause();
    }
  },
});
