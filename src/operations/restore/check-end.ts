import { GworldError } from "../../model/error.ts";
import { asBeforeSentence } from "../../model/restore/as-before.ts";
import { noteOver } from "../../model/restore/bulk-note.ts";
import { reportLine } from "../../model/restore/bulk-report.ts";
import type { BulkStatus } from "../../ports/bulk-load.ts";
import type { Following, Started } from "./follow-loads.ts";

/** So many of the rows that could not be put are named. */
const named = 3;

/**
 * Throws where a load has not put every one of its rows: `unverified` where DynamoDB refuses rows, `resumable` where it may
 * succeed the next time: then what is left is staged anew, since files go after some days, and asked for under another token.
 */
export async function checkEnd(following: Following, load: Started, status: BulkStatus): Promise<void> {
  if (status.state === "loaded" && status.failedRows > 0) throw await refusedRows(following, load, status);
  const { job, journal, options } = following;
  const note = journal.note(load.table);
  // An earlier run may have staged more than is left, and noted some of it as loaded.
  const staged = note?.rows ?? load.rows;
  if (status.state === "loaded" && status.rows === staged) return;
  if (note !== undefined) await journal.write(load.table, noteOver(note));
  throw new GworldError("resumable", `${endText(load.table, staged, status)} ${asBeforeSentence(job.entry)}`, {
    hint: `Go on with: ${options.command}. Or let gworld write the rows itself: the same with --engine client`,
  });
}

function endText(table: string, staged: number, { state, reason, ...found }: BulkStatus): string {
  const why = reason === undefined ? "" : ` (${reason})`;
  if (state === "cancelled") return `The bulk load of ${table} was cancelled${why}.`;
  if (state === "loaded") return `DynamoDB has loaded ${found.rows} rows of ${table}, and ${staged} were staged.`;
  return `DynamoDB could not load ${table}${why}.`;
}

async function refusedRows({ job, bulk }: Following, { table }: Started, { failedRows }: BulkStatus) {
  const share = { restoreId: job.entry.restoreId, table };
  const lines = await bulk.report(share, named).catch(() => []);
  const rows = lines.map((line) => reportLine(table, line));
  const more = failedRows > rows.length && rows.length > 0 ? ` and ${failedRows - rows.length} more` : "";
  return new GworldError(
    "unverified",
    `DynamoDB could not put ${failedRows} rows of ${table}${rows.length === 0 ? "" : `: ${rows.join("; ")}${more}`}. ${asBeforeSentence(job.entry)}`,
    {
      hint: `Its report stays until the next restore of ${job.entry.worldId}: aws s3 ls --recursive ${bulk.location(share)}output/`,
    },
  );
}
