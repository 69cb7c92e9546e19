import { withNotesOver } from "../../model/restore/bulk-note.ts";
import { loadInBulk } from "./bulk.ts";
import { changeOptions } from "./bulk-journal.ts";
import { endBulk } from "./end-bulk.ts";
import type { RestoreJob, RestoreOptions } from "./job.ts";
import { loadChunks } from "./load.ts";

/** Loads what is not loaded yet by the engine of the plan; a bulk load that is to be one no more is ended first. */
export async function loadRows(job: RestoreJob, options: RestoreOptions): Promise<void> {
  if (job.plan.engine.name === "aws") return loadInBulk(job, options);
  const { entry, ports, signal, sure } = job;
  if (entry.options["engine"] === "aws") {
    await sure();
    await endBulk(ports, entry, signal);
    await changeOptions(job, { ...withNotesOver(entry.options), engine: "client" });
  }
  return loadChunks(job);
}
