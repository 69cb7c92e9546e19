import { defineCommand } from "../cli/command.ts";
import { arg } from "../cli/flags.ts";

export const worldsPause = defineCommand({
  name: "worlds pause",
  summary: "Let nobody run a world until it is resumed",
  examples: [
    { command: "gworld worlds pause smallville -e dev", summary: "Nothing happens where it is so already" },
    { command: "gworld worlds pause smallville -e dev --yes --json", summary: "The same for a program" },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "refused", "interrupted"],
  args: { world: arg.required("World to pause") },
  flags: {},
  async run({ world, yes }, context) {
    const [{ planSwitch, switchWorld }, { findWorld }, { switchPlanText, switchedText }] = await Promise.all([
      import("../operations/worlds-switch.ts"),
      import("../operations/find-world.ts"),
      import("../output/worlds-switch.ts"),
    ]);
    const connection = await context.connect();
    const plan = planSwitch(connection, await findWorld(connection, world), "paused");
    const asked = { yes, question: `Pause ${world}?` };
    if (plan.changes && !(await context.io.approve(switchPlanText(plan), asked))) return "refused";
    context.io.result(await switchWorld(connection, plan), switchedText);
    return undefined;
  },
});
