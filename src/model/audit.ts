import { canonical, given, numberAt, textAt } from "./json.ts";
import { revisionFrom, type Revision } from "./revision.ts";

type Digest = (text: string) => string;

/** One thing done to an environment. Its hash covers the row before it, so that none can be changed or taken out unseen. */
export interface AuditRow {
  readonly seq: number;
  readonly at: string;
  readonly who: string;
  readonly what: string;
  /** begun, or how it ended. */
  readonly outcome: string;
  readonly operation?: number | undefined;
  readonly revision?: number | undefined;
  /** Of the row of that revision, as it was written. */
  readonly revisionHash?: string | undefined;
  readonly prevHash: string;
  readonly hash: string;
}

/** The last row of a chain. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export type AuditEvent = Omit<AuditRow, "seq" | "prevHash" | "hash">;

/** What the first row of a chain has before it. */
const genesis = "";

export function nextAudit(
  environment: string,
  head: AuditHead | undefined,
  event: AuditEvent,
  digest: Digest,
): AuditRow {
  const { at, who, what, outcome, operation, revision, revisionHash } = event;
  const row = {
    seq: (head?.seq ?? 0) + 1,
    at,
    who,
    what,
    outcome,
    prevHash: head?.hash ?? genesis,
    ...given({ operation, revision, revisionHash }),
  };
  return { ...row, hash: hashOf(environment, row, digest) };
}

/** Of one environment's chain: a row copied from another's does not fit. */
const hashOf = (environment: string, row: Omit<AuditRow, "hash">, digest: Digest) =>
  digest(canonical({ environment, ...given(row), hash: "" }));

/** Of what can be read back: the table keeps neither what is undefined nor empty lists. */
export const revisionHash = (revision: Revision, digest: Digest) =>
  digest(canonical(revisionFrom(revision.environment, revision)));

export interface Chain {
  readonly rows: readonly AuditRow[];
  readonly head: AuditHead | undefined;
  readonly revisions: readonly Revision[];
}

export interface AuditBreak {
  /** The row, or the revision, at which it no longer fits. */
  readonly at: string;
  readonly why: string;
}

/** Where a chain is broken, oldest first; none where it is whole. */
export function auditBreaks(
  environment: string,
  { rows, head, revisions }: Chain,
  digest: Digest,
): readonly AuditBreak[] {
  const breaks: AuditBreak[] = [];
  let before: AuditHead = { seq: 0, hash: genesis };
  for (const { hash, ...row } of rows) {
    const at = `row ${row.seq}`;
    if (row.seq !== before.seq + 1) breaks.push({ at, why: missing(before.seq, row.seq) });
    else if (row.prevHash !== before.hash) breaks.push({ at, why: "it does not follow the row before it" });
    if (hashOf(environment, row, digest) !== hash) breaks.push({ at, why: "it was changed after it was written" });
    before = { seq: row.seq, hash };
  }
  return [...breaks, ...tailBreaks(before, head), ...revisionBreaks(rows, revisions, digest)];
}

const missing = (last: number, found: number) =>
  found === last + 2
    ? `row ${last + 1} is missing before it`
    : `rows ${last + 1} to ${found - 1} are missing before it`;

function tailBreaks(last: AuditHead, head: AuditHead | undefined): readonly AuditBreak[] {
  if (head === undefined) return last.seq === 0 ? [] : [{ at: "the end", why: "nothing tells which row is the last" }];
  if (last.seq === head.seq && last.hash === head.hash) return [];
  const why =
    last.seq < head.seq
      ? `rows after ${last.seq} are missing; the last is ${head.seq}`
      : "it is not the row that was written last";
  return [{ at: "the end", why }];
}

function revisionBreaks(
  rows: readonly AuditRow[],
  revisions: readonly Revision[],
  digest: Digest,
): readonly AuditBreak[] {
  const standing = new Map(revisions.map((one) => [one.revision, one]));
  return rows.flatMap(({ revision, revisionHash: expected }): readonly AuditBreak[] => {
    if (revision === undefined || expected === undefined) return [];
    const found = standing.get(revision);
    const at = `revision ${revision}`;
    if (found === undefined) return [{ at, why: "it is missing" }];
    return revisionHash(found, digest) === expected ? [] : [{ at, why: "it was changed after it was written" }];
  });
}

export function auditFrom(row: unknown): AuditRow {
  const text = (key: string) => textAt(row, key);
  return {
    seq: numberAt(row, "seq") ?? 0,
    at: text("at") ?? "",
    who: text("who") ?? "",
    what: text("what") ?? "",
    outcome: text("outcome") ?? "",
    prevHash: text("prevHash") ?? "",
    hash: text("hash") ?? "",
    ...given({
      operation: numberAt(row, "operation"),
      revision: numberAt(row, "revision"),
      revisionHash: text("revisionHash"),
    }),
  };
}
