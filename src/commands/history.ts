import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";
import { revisionNumber } from "../model/revision.ts";

export const history = defineCommand({
  name: "history",
  summary: "Show who deployed what, when, from which commit, and how it ended",
  examples: [
    { command: "gworld history --env dev", summary: "The last twenty, newest first" },
    { command: "gworld history 7 --env dev", summary: "Everything about one: what changed, images, durations, cause" },
    { command: "gworld history --verify --env prod", summary: "Prove that nobody has changed it" },
  ],
  exitCodes: ["credentials", "unverified", "notFound"],
  args: { revision: arg.optional("Number of a revision") },
  flags: {
    last: flag.integer("So many, newest first", { placeholder: "count", min: 1, max: 1_000 }),
    operations: flag.boolean("What was done, also by verbs that make no revision, such as scale"),
    verify: flag.boolean("Prove the hash chain of all that was done"),
  },
  async run({ revision, last = 20, operations, verify }, { io, synth, connect }) {
    const number = revisionNumber(revision);
    const [op, text] = await Promise.all([load(), import("../output/history.ts")]);
    const connection = await connect();
    if (verify) {
      const audit = await op.prepared(connection.config.name, () => op.verifyAudit({ ...connection, synth }));
      io.result(audit, text.auditText);
      return audit.result === "broken" ? "unverified" : undefined;
    }
    if (operations) {
      io.result(await op.readOperations(connection, last), text.operationsText);
      return undefined;
    }
    const found = await op.readHistory(connection, { revision: number, most: last });
    if (number === undefined) {
      io.result(found, text.historyText);
      return undefined;
    }
    const kept = { ...connection, synth };
    const reading = { ...connection, read: op.readRevision(kept), template: op.readTemplateOf(kept) };
    io.result(await op.detailed(reading, found), text.revisionText);
    return undefined;
  },
});

const load = async () => ({
  ...(await import("../operations/audit.ts")),
  ...(await import("../operations/history.ts")),
  ...(await import("../operations/history/detail.ts")),
  ...(await import("../operations/read-revision.ts")),
});
