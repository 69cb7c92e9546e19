import type { CodecName } from "../archive/manifest.ts";
import type { WorldTable } from "../names.ts";

/** staged: its files are there; asked: DynamoDB may be loading them; started: it does, and under which name is known. */
export const bulkSteps = ["staged", "asked", "started"] as const;
export type BulkStep = (typeof bulkSteps)[number];

/** How far the bulk load of one table is: an option of the restore's entry, written before what it says is begun. */
export interface BulkNote {
  readonly step: BulkStep;
  /** Goes up when a load that has ended badly is asked for again: DynamoDB keeps to a token for hours. */
  readonly attempt: number;
  readonly codec: CodecName;
  readonly maxWriteUnits: number | undefined;
  /** DynamoDB's name of the load, its ARN. */
  readonly operation: string | undefined;
}

type Options = Readonly<Record<string, string>>;

const prefix = "bulk.";

export const noteText = ({ step, attempt, codec, maxWriteUnits, operation }: BulkNote): string =>
  [step, attempt, codec, maxWriteUnits ?? "-", operation ?? "-"].join(" ");

/** The note on a table; undefined where nothing of it is staged whole. */
export function noteOf(options: Options, table: WorldTable): BulkNote | undefined {
  const [word, attempt, packed, units, operation] = (options[`${prefix}${table}`] ?? "").split(" ");
  const step = bulkSteps.find((one) => one === word);
  if (step === undefined) return undefined;
  return {
    step,
    attempt: Number(attempt),
    codec: packed === "zstd" ? "zstd" : "gzip",
    maxWriteUnits: units === undefined || units === "-" ? undefined : Number(units),
    operation: operation === "-" ? undefined : operation,
  };
}

export const withNote = (options: Options, table: WorldTable, note: BulkNote): Options => ({
  ...options,
  [`${prefix}${table}`]: noteText(note),
});

/** The options without anything of a bulk load. */
export const withoutNotes = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !name.startsWith(prefix)));

/** Makes a request that is repeated the same load, for eight hours. */
export const bulkToken = (restoreId: string, table: WorldTable, { attempt }: Pick<BulkNote, "attempt">) =>
  `${restoreId}-${table}-${attempt}`;
