import { GworldError } from "../../model/error.ts";
import type { WorldTable } from "../../model/names.ts";
import { type BulkNote, noteOf, withNote } from "../../model/restore/bulk-note.ts";
import type { RestoreJob } from "./job.ts";

/** What the restore's entry says of its bulk loads. Everything is noted before it is begun. */
export interface BulkJournal {
  note(table: WorldTable): BulkNote | undefined;
  write(table: WorldTable, note: BulkNote): Promise<void>;
}

/** Notes first that DynamoDB is to load the rows: from here on there may be files. */
export async function bulkJournal(job: RestoreJob): Promise<BulkJournal> {
  const { entry } = job;
  let { options } = entry;
  const write = async (next: typeof options) => {
    await changeOptions(job, next);
    options = next;
  };
  if (options["engine"] !== "aws") await write({ ...options, engine: "aws" });
  return {
    note: (table) => noteOf(options, table),
    write: (table, note) => write(withNote(options, table, note)),
  };
}

/** What another run has noted meanwhile would be lost. Throws `locked` where somebody has dropped the restore. */
export async function changeOptions({ ports, entry, sure }: RestoreJob, options: Readonly<Record<string, string>>) {
  await sure();
  if (await ports.data.catalogue.changeRestore(entry, "LOADING", { options })) return;
  throw new GworldError("locked", `Somebody has dropped the restore of ${entry.worldId}.`, {
    hint: `See it: gworld worlds show ${entry.worldId}`,
  });
}
