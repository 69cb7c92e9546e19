import { list, text } from "../../json.ts";
import type { BucketObject, BucketObjects } from "../../s3/bucket-objects.ts";
import type { Dynamo } from "../dynamo.ts";
import { linesOf } from "./lines.ts";
import { faultText, putLines } from "./put-lines.ts";
import type { BulkProgress, BulkRecord } from "./record.ts";

const mostObjects = 50_000;
const greatestObject = 5 * 1_024 ** 3;
const linesAtOnce = 25;
const faultsInObject = 1_000;

export interface Loading {
  readonly dynamo: Dynamo;
  readonly objects: BucketObjects;
  readonly record: BulkRecord;
  /** Ended by a cancellation and by the cloud's own end. */
  readonly signal: AbortSignal;
  readonly told: (progress: BulkProgress) => void;
}

/** An input that the whole load fails of. */
export class BulkFailure extends Error {
  override readonly name = "BulkFailure";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Reads all objects under the prefix and puts their items; lines that are no items go to the report. Stops early on the signal. */
export async function load(loading: Loading): Promise<void> {
  const { record, objects, told } = loading;
  const found = inputOf(loading);
  let progress: BulkProgress = { ...nothing, total: found.reduce((sum, { size }) => sum + size, 0) };
  const report = reportOf(objects, record);
  const add = (more: Partial<BulkProgress>) => {
    const { items = 0, failed = 0, bytes = 0 } = more;
    progress = {
      ...progress,
      items: progress.items + items,
      failed: progress.failed + failed,
      bytes: progress.bytes + bytes,
    };
    told(progress);
  };
  add({});
  for (const { key } of found) {
    if (loading.signal.aborted) break;
    await loadObject(loading, key, { add, fault: (line) => report.add(line) });
  }
  await report.end();
}

const nothing: BulkProgress = { items: 0, failed: 0, bytes: 0, total: null };

function inputOf({ objects, record, dynamo }: Loading): readonly BucketObject[] {
  const found = objects.list(text(record.from, "S3Bucket") ?? "", text(record.from, "S3KeyPrefix") ?? "");
  if (found === undefined || objects.list(text(record.to, "S3Bucket") ?? "", "-") === undefined)
    throw new BulkFailure("S3NoSuchBucket", "The specified bucket does not exist");
  if ([record.from, record.to].some((place) => (text(place, "S3BucketOwner") ?? dynamo.account) !== dynamo.account))
    throw new BulkFailure("S3AccessDenied", "Access Denied");
  if (found.length === 0) throw new BulkFailure("S3NoSuchKey", "No objects were found under the prefix");
  if (found.length > mostObjects || found.some(({ size }) => size > greatestObject))
    throw new BulkFailure("InputLimitExceeded", `At most ${mostObjects} objects of at most 5 GB can be loaded`);
  return found;
}

async function loadObject(
  { dynamo, objects, record, signal }: Loading,
  key: string,
  { add, fault }: { add: (more: Partial<BulkProgress>) => void; fault: (line: string) => Promise<void> },
): Promise<void> {
  const stored = objects.read(text(record.from, "S3Bucket") ?? "", key);
  const compression = text(record.from, "InputCompressionType") ?? "NONE";
  let line = 0;
  const put = async (lines: readonly string[]) => {
    const faults = await putLines(dynamo, record, lines);
    for (const [index, one] of faults.entries())
      if (one !== undefined) await fault(faultText(one, { key, line: line + index + 1, record: lines[index] ?? "" }));
    line += faults.length;
    add({ items: faults.length, failed: faults.filter((one) => one !== undefined).length });
    return faults.at(-1)?.unread === true;
  };
  try {
    if (stored === undefined) throw new Error("The object is gone.");
    let waiting: string[] = [];
    for await (const text of linesOf(stored, compression, (bytes) => add({ bytes }))) {
      waiting.push(text);
      if (waiting.length < linesAtOnce) continue;
      if (signal.aborted || (await put(waiting))) return;
      waiting = [];
    }
    if (waiting.length > 0 && !signal.aborted) await put(waiting);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    await fault(faultText({ code: "ObjectError", message: error.message }, { key, line: line + 1 }));
    add({ items: 1, failed: 1 });
  }
}

/** What could not be put, in objects of so many lines under the output prefix. AWS's own layout is not imitated. */
function reportOf(objects: BucketObjects, { to, arn }: BulkRecord) {
  const wanted = list(to, "OutputType").includes("ERROR");
  const prefix = (text(to, "S3KeyPrefix") ?? "").replace(/\/*$/, "");
  const folder = `${prefix === "" ? "" : `${prefix}/`}${arn.slice(arn.lastIndexOf("/") + 1)}/error`;
  let lines: string[] = [];
  let part = 0;
  const end = async () => {
    if (!wanted || lines.length === 0) return;
    const name = `${folder}/${String(part).padStart(5, "0")}.json`;
    part += 1;
    await objects.write(text(to, "S3Bucket") ?? "", name, `${lines.join("\n")}\n`);
    lines = [];
  };
  return {
    async add(line: string) {
      if (wanted) lines.push(line);
      if (lines.length >= faultsInObject) await end();
    },
    end,
  };
}
