import type { RestoreEntry } from "../../model/catalogue.ts";
import { GworldError } from "../../model/error.ts";
import { worldTables } from "../../model/names.ts";
import { pollPace } from "../../model/poll-pace.ts";
import { bulkToken, noteOf } from "../../model/restore/bulk-note.ts";
import type { BulkLoad } from "../../ports/bulk-load.ts";
import type { Connection } from "../../ports/connection.ts";

type EndPorts = Pick<Connection, "clock" | "data">;

/**
 * Ends what DynamoDB still loads for a restore, waits until nothing is written any more, and removes what is staged. Nothing is
 * done for a restore that has never had DynamoDB load.
 */
export async function endBulk(ports: EndPorts, entry: RestoreEntry, signal: AbortSignal): Promise<void> {
  if (entry.options["engine"] !== "aws") return;
  const bulk = await ports.data.bulkLoad();
  const found = await Promise.all(worldTables.map((table) => loadOf(bulk, entry, table)));
  const loads = found.flatMap((operation) => operation ?? []);
  await Promise.all(loads.map((operation) => ended(ports, bulk, { operation, signal })));
  await bulk.clear({ restoreId: entry.restoreId });
}

async function loadOf(
  bulk: BulkLoad,
  { options, restoreId, createdAt }: RestoreEntry,
  table: (typeof worldTables)[number],
) {
  const note = noteOf(options, table);
  if (note?.step !== "asked") return note?.operation;
  return bulk.find(bulkToken(restoreId, table, note), Date.parse(createdAt));
}

async function ended(
  { clock }: EndPorts,
  bulk: BulkLoad,
  { operation, signal }: { operation: string; signal: AbortSignal },
): Promise<void> {
  const begun = clock.now();
  for (;;) {
    const status = await bulk.status(operation);
    if (status?.state === "loading") await bulk.cancel(operation);
    else if (status?.state !== "cancelling") return;
    await clock.wait(pollPace({ quietMs: clock.now() - begun, failures: 0, throttled: false }), signal);
    if (signal.aborted)
      throw new GworldError("interrupted", "Interrupted. DynamoDB was told to stop loading, and has not yet.", {
        hint: "The next restore of the world waits for it and removes what is left.",
      });
  }
}
