import type { Context } from "../../cli/command.ts";
import { revisionNumber } from "../../model/revision-number.ts";
import { verifyAudit } from "../../operations/audit.ts";
import { prepared, readHistory, readOperations } from "../../operations/history.ts";
import { detailed } from "../../operations/history/detail.ts";
import { endsAt, wasCutOff } from "../../operations/journal.ts";
import { readRevision, readTemplateOf } from "../../operations/read-revision.ts";
import { auditText, historyText, operationsText, revisionText } from "../../output/history.ts";

interface Wish {
  readonly revision: string | undefined;
  readonly last: number | undefined;
  readonly operations: boolean;
  readonly verify: boolean;
}

/** The list, one revision, the operations, or the proof: what was asked for. */
export async function tellHistory({ revision, last = 20, operations, verify }: Wish, { io, synth, connect }: Context) {
  const number = revisionNumber(revision);
  const connection = await connect();
  if (verify) {
    const audit = await prepared(connection.config.name, () => verifyAudit({ ...connection, synth }));
    io.result(audit, auditText);
    return audit.result === "broken" ? "unverified" : undefined;
  }
  if (operations) {
    io.result(await readOperations(connection, last), operationsText);
    return undefined;
  }
  const telling = { ...connection, ends: endsAt(connection), wasCutOff: () => wasCutOff(connection) };
  const found = await readHistory(telling, { revision: number, most: last });
  if (number === undefined) {
    io.result(found, historyText);
    return undefined;
  }
  const kept = { ...connection, synth };
  const reading = { ...telling, read: readRevision(kept), template: readTemplateOf(kept) };
  io.result(await detailed(reading, found), revisionText);
  return undefined;
}
