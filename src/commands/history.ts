import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const history = defineCommand({
  name: "history",
  summary: "Show who deployed what, when, from which commit, and how it ended",
  examples: [
    { command: "gworld history --env dev", summary: "The last twenty, newest first" },
    { command: "gworld history 7 --env dev", summary: "Everything about one: what changed, images, durations, cause" },
    { command: "gworld history --verify --env prod", summary: "Prove that nobody has changed it" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound"],
  args: { revision: arg.optional("Number of a revision") },
  flags: {
    last: flag.integer("So many, newest first", { placeholder: "count", min: 1, max: 1_000 }),
    operations: flag.boolean("What was done, also by verbs that make no revision, such as scale"),
    verify: flag.boolean("Prove the hash chain of all that was done"),
  },
  run: async (input, context) => (await import("./telling/history.ts")).tellHistory(input, context),
});
