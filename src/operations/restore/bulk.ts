import { GworldError } from "../../model/error.ts";
import { asBefore } from "../../model/restore/as-before.ts";
import { type BulkNote, bulkToken } from "../../model/restore/bulk-note.ts";
import { loadedParts } from "../../model/restore/parts.ts";
import { partTables } from "../../model/world/keys.ts";
import type { BulkLoad } from "../../ports/bulk-load.ts";
import { type BulkJournal, bulkJournal } from "./bulk-journal.ts";
import { followLoads, type Started } from "./follow-loads.ts";
import type { RestoreJob, RestoreOptions } from "./job.ts";
import { chunksLeft } from "./placing.ts";
import { type Share, stageShare } from "./stage.ts";

interface BulkJob {
  readonly job: RestoreJob;
  readonly bulk: BulkLoad;
  readonly journal: BulkJournal;
  readonly options: Pick<RestoreOptions, "maxWriteUnits" | "command">;
}

/**
 * Has DynamoDB load what is not loaded yet: table by table the rows are staged and their load is begun, then all are
 * followed to their end. What an earlier run has begun is taken up. Staged files go as soon as all rows are there.
 */
export async function loadInBulk(job: RestoreJob, options: BulkJob["options"]): Promise<void> {
  const shares = sharesOf(job);
  const bulk = await job.ports.data.bulkLoad();
  const all: BulkJob = { job, bulk, options, journal: await bulkJournal(job) };
  const started: Started[] = [];
  try {
    const staged = stagedSoFar(job, shares);
    for (const share of shares) started.push({ ...share, operation: await begun(all, share, staged) });
    await followLoads(all, started);
  } catch (error) {
    // Nothing of it will be shown: DynamoDB need not go on.
    if (error instanceof GworldError && error.code === "unverified")
      await Promise.allSettled(started.map(({ operation }) => bulk.cancel(operation)));
    if (job.signal.aborted && started.length > 0) throw goesOn(all, error);
    throw error;
  }
  await job.sure();
  await bulk.clear({ restoreId: job.entry.restoreId });
}

/** The largest first: it is loaded while the others are staged. */
function sharesOf(job: RestoreJob): readonly Share[] {
  const left = chunksLeft(job);
  return loadedParts
    .map((part) => left.filter((chunk) => chunk.part === part))
    .flatMap((chunks) => {
      const [first] = chunks;
      const rows = chunks.reduce((sum, { items }) => sum + items, 0);
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
      return first === undefined ? [] : [{ table: partTables[first.part], chunks, rows, bytes }];
    })
    .toSorted((a, b) => b.bytes - a.bytes);
}

type Staged = Parameters<typeof stageShare>[2]["staged"];

function stagedSoFar({ ports, plan, report }: RestoreJob, shares: readonly Share[]): Staged {
  let rows = plan.rows - shares.reduce((sum, share) => sum + share.rows, 0);
  let bytes = 0;
  return (chunk) => {
    rows += chunk.items;
    bytes += chunk.bytes;
    report({ kind: "staged", at: ports.clock.now(), rows, bytes, ofRows: plan.rows });
  };
}

/** DynamoDB's name of the load of a share, which is begun where it is not yet. */
async function begun(all: BulkJob, share: Share, staged: Staged): Promise<string> {
  const { job, bulk, journal, options } = all;
  const { table } = share;
  const { entry, ports, signal } = job;
  let note = journal.note(table);
  if (note === undefined || note.step === "over") {
    const codec = ports.data.codec.preferred;
    await stageShare(job, share, { bulk, codec, staged });
    const { attempt = 1 } = note ?? {};
    note = { step: "staged", attempt, codec, rows: share.rows, maxWriteUnits: undefined, operation: undefined };
    await journal.write(table, note);
  } else for (const chunk of share.chunks) staged(chunk);
  if (note.operation !== undefined) return note.operation;
  signal.throwIfAborted();
  // The answer to an earlier run may have been lost, and its token forgotten since.
  const before =
    note.step === "asked"
      ? await bulk.find(bulkToken(entry.restoreId, table, note), Date.parse(entry.createdAt))
      : undefined;
  const asked: BulkNote =
    note.step === "asked" ? note : { ...note, step: "asked", maxWriteUnits: options.maxWriteUnits };
  if (note.step !== "asked") await journal.write(table, asked);
  const operation = before ?? (await start(all, share, asked));
  await journal.write(table, { ...asked, step: "started", operation });
  return operation;
}

const start = async ({ job, bulk }: BulkJob, { table }: Share, note: BulkNote): Promise<string> => {
  const { restoreId } = job.entry;
  const { codec, maxWriteUnits } = note;
  await job.sure();
  return bulk.start({ restoreId, table, codec, maxWriteUnits, token: bulkToken(restoreId, table, note) });
};

const goesOn = ({ job, options }: BulkJob, cause: unknown) =>
  new GworldError(
    "interrupted",
    `Interrupted. DynamoDB goes on loading; ${asBefore(job.entry)} until all rows are there.`,
    {
      hint: `Go on with: ${options.command}. Or stop it: gworld restore ${job.entry.worldId} --abort -e ${job.plan.env}`,
      cause,
    },
  );
