import { defineCommand } from "../cli/command.ts";
import { flag, lockFlags } from "../cli/flags.ts";

export const doctor = defineCommand({
  name: "doctor",
  summary: "Check all that gworld relies on, and say what to type where something is wrong",
  examples: [
    { command: "gworld doctor --env dev", summary: "Asks only; ends with 1 where something is to be mended" },
    { command: "gworld doctor --env prod --rebuild", summary: "Lost rows of the state table, from CloudFormation" },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "locked", "refused", "lockLost", "interrupted"],
  args: {},
  flags: {
    rebuild: flag.boolean("Write what is deployed to the state table, where that has lost it"),
    ...lockFlags,
  },
  async run(input, context) {
    if (input.rebuild) return (await import("./doctoring/rebuild.ts")).rebuild(input, context);
    return (await import("./doctoring/examine.ts")).examine(context);
  },
});
