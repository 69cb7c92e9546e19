import { defineCommand } from "../cli/command.ts";
import { flag, lockFlags, stackFlags } from "../cli/flags.ts";

export const destroy = defineCommand({
  name: "destroy",
  summary: "Delete an environment's stacks in reverse order; report what is retained",
  examples: [
    { command: "gworld destroy --env dev", summary: "Shows what goes and asks" },
    {
      command: "gworld destroy --env staging --with-data --discard-worlds --confirm staging --yes",
      summary: "With all data, without asking",
    },
    {
      command: "gworld destroy --env dev --purge",
      summary: "Nothing stays, also of an earlier destroy; asks for the environment's name",
    },
    {
      command: "gworld destroy --env dev --with-data --final-snapshots worlds",
      summary: "Each world into a file first",
    },
  ],
  exitCodes: ["credentials", "resumable", "locked", "refused", "lockLost", "interrupted"],
  args: {},
  flags: {
    withData: flag.boolean("Empty buckets that are not empty, all versions too"),
    discardWorlds: flag.boolean("Also delete worlds that no snapshot keeps as they stand"),
    purge: flag.boolean("Also delete for good what a destroy retains: tables, buckets, secrets, images, logs, keys"),
    finalSnapshots: flag.string("Keep each world that goes in a file of this folder first", { placeholder: "folder" }),
    confirm: flag.string("Name of the environment, where it is protected or purged", { placeholder: "env" }),
    ...stackFlags,
    ...lockFlags,
  },
  run: async (input, context) => (await import("./destroying/destroy.ts")).runDestroy(input, context),
});
