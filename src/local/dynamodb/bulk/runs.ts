import type { Ground } from "../../resource.ts";
import type { BucketObjects } from "../../s3/bucket-objects.ts";
import type { Table } from "../../store.ts";
import type { Dynamo } from "../dynamo.ts";
import { BulkFailure, load } from "./load.ts";
import { type BulkProgress, type BulkRecord, isBulkRecord, isRunning } from "./record.ts";

/** How long AWS takes before the first item of a small load is there. */
const beginsAfter = 20_000;
/** AWS lists operations of the last 90 days. */
const keptFor = 90 * 86_400_000;

/** The bulk loads there are, and those under way. */
export interface BulkRuns {
  readonly records: Table<BulkRecord>;
  /** The record with how far it has come. */
  of(arn: string): BulkRecord | undefined;
  begin(dynamo: Dynamo, record: BulkRecord): void;
  /** What is under way stops; its record tells CANCELLED as soon as nothing is put any more. */
  cancel(record: BulkRecord): void;
  /** Loads that the cloud's end has cut off begin again: putting an item twice changes nothing. */
  takeUp(dynamo: Dynamo): void;
  stop(): Promise<void>;
}

export function bulkRuns(ground: Ground, objects: BucketObjects): BulkRuns {
  const records = ground.store.table("dynamodb.bulk", isBulkRecord);
  const progress = new Map<string, BulkProgress>();
  const running = new Map<string, { readonly control: AbortController; readonly done: Promise<void> }>();
  let stopping = false;
  const of = (arn: string) => {
    const record = records.get(arn);
    return record && { ...record, ...progress.get(arn) };
  };
  const settle = (arn: string, change: Partial<BulkRecord>) => {
    const record = of(arn);
    if (record !== undefined) records.put(arn, { ...record, endedAt: ground.clock.now(), ...change });
    progress.delete(arn);
    running.delete(arn);
  };
  const run = async (dynamo: Dynamo, record: BulkRecord, signal: AbortSignal) => {
    const { arn } = record;
    try {
      await waited(ground, beginsAfter, signal);
      if (!signal.aborted) await load({ dynamo, objects, record, signal, told: (far) => void progress.set(arn, far) });
      if (stopping) return;
      const failed = of(arn)?.failed ?? 0;
      settle(arn, { status: signal.aborted ? "CANCELLED" : failed > 0 ? "COMPLETED_WITH_ERRORS" : "COMPLETED" });
    } catch (error) {
      if (stopping) return;
      const code = error instanceof BulkFailure ? error.code : "InternalServerError";
      settle(arn, {
        status: "FAILED",
        failure: { code, message: error instanceof Error ? error.message : String(error) },
      });
    }
  };
  const begin = (dynamo: Dynamo, record: BulkRecord) => {
    const control = new AbortController();
    const done = run(dynamo, record, control.signal);
    if (isRunning(records.get(record.arn) ?? record)) running.set(record.arn, { control, done });
  };
  return {
    records,
    of,
    begin,
    cancel(record) {
      records.put(record.arn, { ...record, status: "CANCELLING" });
      running.get(record.arn)?.control.abort();
    },
    takeUp(dynamo) {
      for (const record of records.values()) {
        if (record.startedAt < ground.clock.now() - keptFor) records.delete(record.arn);
        else if (record.status === "CANCELLING") settle(record.arn, { status: "CANCELLED" });
        else if (record.status === "IN_PROGRESS") begin(dynamo, record);
      }
    },
    async stop() {
      stopping = true;
      const all = [...running.values()];
      for (const { control } of all) control.abort();
      await Promise.all(all.map(({ done }) => done));
    },
  };
}

function waited({ clock, timeScale }: Ground, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (timeScale === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = clock.after(milliseconds * timeScale, resolve);
    signal.addEventListener("abort", () => {
      cancel();
      resolve();
    });
  });
}
