import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";

export const cost = defineCommand({
  name: "cost",
  summary: "Estimate what an environment costs a month, from its templates and dated list prices; offline",
  examples: [
    { command: "gworld cost --env prod", summary: "Line by line, with what is assumed and what is left out" },
    { command: "gworld cost --env dev --delta", summary: "What deploying would change, against the deployed stacks" },
  ],
  exitCodes: ["credentials", "resumable", "notFound"],
  args: {},
  flags: { delta: flag.boolean("Compare with what is deployed; needs credentials") },
  async run({ delta }, { io, synth, environment, connect }) {
    const [{ environmentCost, environmentCostChange }, { costText, costChangeText }] = await Promise.all([
      import("../operations/cost.ts"),
      import("../output/cost.ts"),
    ]);
    if (delta) io.result(await environmentCostChange(await connect(), synth), costChangeText);
    else io.result(await environmentCost(synth, await environment()), costText);
  },
});
