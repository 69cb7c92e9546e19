import { failedAs } from "../../model/aws-error.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import { pollPace } from "../../model/poll-pace.ts";
import type { BulkLoad, BulkStatus } from "../../ports/bulk-load.ts";
import type { BulkJournal } from "./bulk-journal.ts";
import { checkEnd } from "./check-end.ts";
import type { RestoreJob, RestoreOptions } from "./job.ts";
import type { Share } from "./stage.ts";

/** A share that DynamoDB loads. */
export interface Started extends Share {
  readonly operation: string;
}

export interface Following {
  readonly job: RestoreJob;
  readonly bulk: BulkLoad;
  readonly journal: BulkJournal;
  readonly options: Pick<RestoreOptions, "command">;
}

/** Without an answer for so long the watching is given up, in milliseconds; the load itself goes on. */
const patience = 15 * 60_000;
/** A load that has just begun may not be known everywhere. */
const unknownFor = 60_000;
const noteEvery = 60_000;

interface Watch {
  readonly statuses: Map<string, BulkStatus>;
  readonly since: number;
  movedAt: number;
  answeredAt: number;
  toldAt: number;
  failures: number;
  throttled: boolean;
}

/** Looks at all loads until each has ended well, noting its chunks as loaded. A failed look is told and repeated. */
export async function followLoads(following: Following, started: readonly Started[]): Promise<void> {
  const { job } = following;
  const { clock, data } = job.ports;
  const now = clock.now();
  const watch: Watch = {
    statuses: new Map(),
    since: now,
    movedAt: now,
    answeredAt: now,
    toldAt: -Infinity,
    failures: 0,
    throttled: false,
  };
  let going = started;
  while (going.length > 0) {
    job.signal.throwIfAborted();
    for (const load of going) {
      const status = await look(following, load, watch);
      if (status === undefined || status.state === "loading" || status.state === "cancelling") continue;
      await checkEnd(following, load, status);
      const sha256s = load.chunks.map(({ sha256 }) => sha256);
      await data.catalogue.addLoaded(job.entry, sha256s);
      going = going.filter((one) => one !== load);
    }
    tell(job, started, watch);
    const quietMs = clock.now() - watch.movedAt;
    if (going.length > 0) await clock.wait(pollPace({ ...watch, quietMs }), job.signal);
  }
}

/** Undefined where nothing can be said now. */
async function look({ job, bulk }: Following, load: Started, watch: Watch): Promise<BulkStatus | undefined> {
  const { clock } = job.ports;
  try {
    const status = await bulk.status(load.operation);
    watch.failures = 0;
    watch.throttled = false;
    watch.answeredAt = clock.now();
    if (status === undefined && clock.now() - watch.since > unknownFor) return forgotten;
    const before = watch.statuses.get(load.operation);
    if (status === undefined) return undefined;
    if (before?.bytes !== status.bytes || before.rows !== status.rows) watch.movedAt = clock.now();
    watch.statuses.set(load.operation, status);
    return status;
  } catch (error) {
    missed(job, watch, error);
    return undefined;
  }
}

const forgotten: BulkStatus = {
  state: "failed",
  rows: 0,
  failedRows: 0,
  bytes: 0,
  ofBytes: undefined,
  reason: "DynamoDB does not know this load any more",
};

function missed({ ports, report, entry }: RestoreJob, watch: Watch, error: unknown): void {
  watch.failures += 1;
  watch.throttled = failedAs(error, "throttled");
  const now = ports.clock.now();
  const hopeless = !watch.throttled && !failedAs(error, "unreachable");
  if (hopeless || now - watch.answeredAt > patience)
    throw new GworldError("resumable", `Cannot watch DynamoDB loading ${entry.worldId} any more: ${wordsOf(error)}`, {
      hint: "DynamoDB goes on, and that is followed: when it can be asked again, run the same command again",
      cause: error,
    });
  if (now - watch.toldAt < noteEvery) return;
  watch.toldAt = now;
  report({ kind: "note", at: now, text: `Still watching, though a look failed: ${wordsOf(error)}` });
}

function tell({ ports, plan, report }: RestoreJob, started: readonly Started[], { statuses }: Watch): void {
  const before = plan.rows - started.reduce((sum, { rows }) => sum + rows, 0);
  const known = started.flatMap(({ operation }) => statuses.get(operation) ?? []);
  const totals = known.flatMap(({ ofBytes }) => ofBytes ?? []);
  report({
    kind: "bulk",
    at: ports.clock.now(),
    rows: before + known.reduce((sum, { rows }) => sum + rows, 0),
    ofRows: plan.rows,
    bytes: known.reduce((sum, { bytes }) => sum + bytes, 0),
    ofBytes: totals.length === started.length ? totals.reduce((sum, one) => sum + one, 0) : null,
  });
}
