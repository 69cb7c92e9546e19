import { defineCommand } from "../cli/command.ts";
import { arg, flag, lockFlags } from "../cli/flags.ts";
import { revisionNumber } from "../model/revision.ts";

export const rollback = defineCommand({
  name: "rollback",
  summary: "Deploy an earlier revision again: its templates, its images; as a plan that is shown first",
  examples: [
    { command: "gworld rollback --env staging", summary: "To the last one that succeeded before the current" },
    { command: "gworld rollback 7 --env prod --yes", summary: "To this one, without asking" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "interrupted"],
  args: { revision: arg.optional("Number of a revision (gworld history)") },
  flags: {
    allowReplace: flag.list("Resource that may lose its data", { placeholder: "logical-id", greedy: true }),
    ...lockFlags,
  },
  async run({ revision: number, ...input }, context) {
    const wanted = revisionNumber(number);
    const [{ load }, { runDeployment }, { findWayBack }, { revisionLine }] = await Promise.all([
      import("./deploying/wiring.ts"),
      import("./deploying/run.ts"),
      import("../operations/rollback.ts"),
      import("../output/rollback.ts"),
    ]);
    const op = await load();
    const connection = await context.connect();
    const kept = { ...connection, synth: context.synth };
    const reading = { ...connection, read: op.readRevision(kept), template: op.readTemplateOf(kept) };
    const { revision, goal, document } = await findWayBack(reading, wanted);
    context.io.note(revisionLine(revision));
    return runDeployment(op, context, {
      ...input,
      stack: [],
      command: `rollback ${revision.revision}`,
      question: `Go back to revision ${revision.revision}?`,
      back: { goal, to: revision.revision, document },
    });
  },
});
