import { defineCommand } from "../cli/command.ts";
import { arg, deployFlags, flag, lockFlags } from "../cli/flags.ts";

export const rollback = defineCommand({
  name: "rollback",
  summary: "Deploy an earlier revision again: its templates, its images; as a plan that is shown first",
  examples: [
    { command: "gworld rollback --env staging", summary: "To the last one that succeeded before the current" },
    { command: "gworld rollback 7 --env prod --yes", summary: "To this one, without asking" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "lockLost", "interrupted"],
  args: { revision: arg.optional("Number of a revision (gworld history)") },
  flags: {
    allowReplace: flag.list("Resource that may lose its data", { placeholder: "logical-id", greedy: true }),
    ...deployFlags,
    ...lockFlags,
  },
  run: async (input, context) => (await import("./deploying/rollback.ts")).runRollback(input, context),
});
