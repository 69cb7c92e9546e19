import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";
import { GworldError } from "../model/error.ts";

export const history = defineCommand({
  name: "history",
  summary: "Show who deployed what, when, from which commit, and how it ended",
  examples: [
    { command: "gworld history --env dev", summary: "The last twenty, newest first" },
    { command: "gworld history 7 --env dev", summary: "Everything that is known of one" },
  ],
  exitCodes: ["credentials", "notFound"],
  args: { revision: arg.optional("Number of a revision") },
  flags: { last: flag.integer("So many, newest first", { placeholder: "count", min: 1, max: 1_000 }) },
  async run({ revision, last = 20 }, { io, connect }) {
    if (revision !== undefined && !/^\d{1,10}$/.test(revision))
      throw new GworldError("usage", `"${revision}" is not the number of a revision.`, {
        hint: "gworld history lists them.",
      });
    const [{ readHistory }, { historyText, revisionText }] = await Promise.all([
      import("../operations/history.ts"),
      import("../output/history.ts"),
    ]);
    const number = revision === undefined ? undefined : Number(revision);
    const found = await readHistory(await connect(), { revision: number, most: last });
    io.result(found, number === undefined ? historyText : revisionText);
  },
});
