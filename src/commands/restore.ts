import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";
import { engines } from "../model/restore/engine.ts";
import { ttlModes } from "../model/restore/request.ts";

export const restore = defineCommand({
  name: "restore",
  summary: "Put a snapshot back, all or nothing: as a new world, or in place of the one it is of",
  examples: [
    {
      command: "gworld restore 01JD2V8Q4XK3M5N7P9R1S3T5V7 --as smallville-copy -e dev",
      summary: "A new world, paused",
    },
    { command: "gworld restore 01JD2V8Q4XK3M5N7P9R1S3T5V7 -e dev", summary: "The same world, back to that tick" },
    {
      command: "gworld restore 01JD2V8Q4XK3M5N7P9R1S3T5V7 --only objects events -e dev",
      summary: "Two parts of a paused world; the rest stays",
    },
    { command: "gworld restore smallville --undo -e dev", summary: "Back to before the restore, within 24 hours" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "interrupted"],
  args: { id: arg.required("Snapshot; with --undo, --redo and --abort a world, a restore or a snapshot") },
  flags: {
    as: flag.string("The world to make; without it the snapshot's own world is replaced", { placeholder: "world" }),
    undo: flag.boolean("Bring back what a restore has replaced"),
    redo: flag.boolean("Bring back what an undo has taken away"),
    abort: flag.boolean("Drop a restore that did not come to its end"),
    from: flag.string("An archive elsewhere", { placeholder: "s3://bucket/prefix" }),
    ttl: flag.string("Events past their time: keep as they are, shift by the snapshot's age, strip the end", {
      placeholder: "mode",
      choices: ttlModes,
    }),
    only: flag.list(
      "Only these of agents, memories, objects, events; agents and memories go together. Stands after the ID",
      {
        placeholder: "part",
        greedy: true,
      },
    ),
    allowFuzzy: flag.boolean("Also a snapshot that is not exact"),
    engine: flag.string("Who loads the rows: gworld, or from more than 5 GB on DynamoDB's own bulk load", {
      placeholder: "engine",
      choices: engines,
    }),
    maxWcu: flag.integer("Write units a second it may take at most", { placeholder: "units", min: 1 }),
    confirm: flag.string("Name of the environment, where it is protected", { placeholder: "env" }),
  },
  run: async (input, context) => (await import("./restoring/restore.ts")).runRestore(input, context),
});
