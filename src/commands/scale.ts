import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const scale = defineCommand({
  name: "scale",
  summary: "Change how many tasks a service runs, or the bounds of its autoscaling",
  examples: [
    { command: "gworld scale agent-runtime -e dev --count 3", summary: "Three tasks, within the bounds" },
    { command: "gworld scale agent-runtime -e prod --count 12 --max 20", summary: "More than the bounds allowed" },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "refused", "interrupted"],
  args: { service: arg.required("Service to scale") },
  flags: {
    count: flag.integer("Tasks that are to run", { placeholder: "tasks", min: 0, max: 5_000 }),
    min: flag.integer("Fewest tasks autoscaling keeps", { placeholder: "tasks", min: 0, max: 5_000 }),
    max: flag.integer("Most tasks autoscaling starts", { placeholder: "tasks", min: 0, max: 5_000 }),
  },
  async run({ service, yes, ...wish }, context) {
    const [{ prepareScale, applyScale }, { scalePlanText, scaledText, scaleProgress }] = await Promise.all([
      import("../operations/scale.ts"),
      import("../output/scale.ts"),
    ]);
    const { io, signal } = context;
    const connection = await context.connect();
    const plan = await prepareScale(connection, service, wish);
    if (plan.steps.length > 0) {
      const approved = await io.approve(scalePlanText(plan), { yes, question: "Scale it?" });
      if (!approved) return "refused";
    }
    const progress = io.progress(scaleProgress);
    try {
      const scaled = await applyScale(connection, plan, { signal, report: (event) => progress.report(event) });
      progress.end();
      io.result(scaled, scaledText);
    } finally {
      progress.end();
    }
    return undefined;
  },
});
