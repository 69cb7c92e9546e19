import type { CodecName } from "../archive/manifest.ts";
import { type WorldTable, worldTables } from "../names.ts";

/**
 * staged: its files are there; asked: DynamoDB may be loading them; started: it does, and under which name is known; over: it
 * has ended without all rows, and what is left is staged anew.
 */
const bulkSteps = ["staged", "asked", "started", "over"] as const;
type BulkStep = (typeof bulkSteps)[number];

/** How far the bulk load of one table is: an option of the restore's entry, written before what it says is begun. */
export interface BulkNote {
  readonly step: BulkStep;
  /** Goes up when a load that has ended badly is asked for again: DynamoDB keeps to a token for hours. */
  readonly attempt: number;
  /** Rows in its files: later fewer may be left to load. Undefined where an earlier gworld has staged them. */
  readonly rows: number | undefined;
  readonly codec: CodecName;
  readonly maxWriteUnits: number | undefined;
  /** DynamoDB's name of the load, its ARN. */
  readonly operation: string | undefined;
}

type Options = Readonly<Record<string, string>>;

const prefix = "bulk.";

export const noteText = ({ step, attempt, codec, maxWriteUnits, operation, rows }: BulkNote): string =>
  [step, attempt, codec, maxWriteUnits ?? "-", operation ?? "-", rows ?? "-"].join(" ");

/** The note on a table; undefined where nothing of it was ever staged whole. */
export function noteOf(options: Options, table: WorldTable): BulkNote | undefined {
  const [word, attempt, packed, units, operation, rows] = (options[`${prefix}${table}`] ?? "").split(" ");
  const step = bulkSteps.find((one) => one === word);
  if (step === undefined) return undefined;
  return {
    step,
    attempt: Number(attempt),
    codec: packed === "zstd" ? "zstd" : "gzip",
    maxWriteUnits: numberIn(units),
    rows: numberIn(rows),
    operation: operation === "-" ? undefined : operation,
  };
}

const numberIn = (word: string | undefined) => (word === undefined || word === "-" ? undefined : Number(word));

/** The note on a load that has ended without all rows: another is asked for under a token of its own. */
export const noteOver = (note: BulkNote): BulkNote => ({
  ...note,
  step: "over",
  attempt: note.step === "over" ? note.attempt : note.attempt + 1,
  rows: undefined,
  operation: undefined,
});

export const withNote = (options: Options, table: WorldTable, note: BulkNote): Options => ({
  ...options,
  [`${prefix}${table}`]: noteText(note),
});

/** The options after all bulk loads were ended. */
export const withNotesOver = (options: Options): Options =>
  worldTables.reduce((all, table) => {
    const note = noteOf(all, table);
    return note === undefined ? all : withNote(all, table, noteOver(note));
  }, options);

/** Makes a request that is repeated the same load, for eight hours. */
export const bulkToken = (restoreId: string, table: WorldTable, { attempt }: Pick<BulkNote, "attempt">) =>
  `${restoreId}-${table}-${attempt}`;
