import type { Context } from "../../cli/command.ts";
import { refuseIdleDeadlines } from "../../model/deadline.ts";
import type { Revision } from "../../model/revision.ts";
import { revisionNumber } from "../../model/revision-number.ts";
import { rowOf } from "../../operations/history.ts";
import { findWayBack } from "../../operations/rollback.ts";
import { revisionLine } from "../../output/rollback.ts";
import { runDeployment, type Deploying } from "./run.ts";
import { load } from "./wiring.ts";

interface Wish extends Pick<
  Deploying,
  "yes" | "wait" | "noWait" | "allowReplace" | "deadline" | "serviceDeadline" | "detach"
> {
  readonly revision: string | undefined;
}

/** Finds the revision that is meant, says which it is, and deploys what was kept of it. */
export async function runRollback({ revision: number, ...wish }: Wish, context: Context) {
  const wanted = revisionNumber(number);
  refuseIdleDeadlines(["gworld rollback", ...(number === undefined ? [] : [number])].join(" "), wish);
  const [op, connection] = await Promise.all([load(), context.connect()]);
  const kept = { ...connection, synth: context.synth };
  const telling = { ...connection, ends: op.endsAt(connection) };
  const row = (told: Revision) => rowOf(telling, told);
  const reading = { ...connection, row, read: op.readRevision(kept), template: op.readTemplateOf(kept) };
  const { revision, goal, document } = await findWayBack(reading, wanted);
  context.io.note(revisionLine(revision));
  return runDeployment(op, context, {
    ...wish,
    stack: [],
    command: `rollback ${revision.revision}`,
    question: `Go back to revision ${revision.revision}?`,
    back: { goal, to: revision.revision, document },
  });
}
