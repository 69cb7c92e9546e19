import { expect, test } from "vitest";
import { auditBreaks, nextAudit, type AuditRow, type Chain } from "../../src/model/audit.ts";
import { digest } from "../fakes/environment-templates.ts";
import { stateEntry } from "../fakes/state-entry.ts";

function chain(length: number): Chain {
  const revisions = [];
  const rows: AuditRow[] = [];
  let last: ReturnType<typeof stateEntry> | undefined;
  for (let count = 0; count < length; count += 1) {
    last = stateEntry("dev", last);
    rows.push(last.audit);
    if (last.revision !== undefined) revisions.push(last.revision);
  }
  return { rows, revisions, head: last?.standing.audit };
}

const whole = chain(4);
const changed = (index: number, over: Partial<AuditRow>) =>
  whole.rows.map((row, at) => (at === index ? { ...row, ...over } : row));

test("a chain that nobody touched is whole, and so is none", () => {
  expect(auditBreaks("dev", whole, digest)).toEqual([]);
  expect(auditBreaks("dev", { rows: [], revisions: [], head: undefined }, digest)).toEqual([]);
});

test.each<{ what: string; chain: Partial<Chain>; at: string; why: RegExp }>([
  { what: "a changed row", chain: { rows: changed(1, { who: "eve" }) }, at: "row 2", why: /changed after/ },
  {
    what: "a row changed with its hash",
    chain: { rows: whole.rows.map((row, at) => (at === 1 ? forged(row) : row)) },
    at: "row 3",
    why: /does not follow/,
  },
  { what: "a row that is gone", chain: { rows: whole.rows.toSpliced(1, 1) }, at: "row 3", why: /row 2 is missing/ },
  { what: "rows that are gone", chain: { rows: whole.rows.toSpliced(0, 2) }, at: "row 3", why: /rows 1 to 2 are/ },
  { what: "a last row that is gone", chain: { rows: whole.rows.slice(0, -1) }, at: "the end", why: /rows after 3/ },
  { what: "a row that was added", chain: { head: whole.rows[2] }, at: "the end", why: /not the row that was written/ },
  { what: "a head that is gone", chain: { head: undefined }, at: "the end", why: /nothing tells/ },
  { what: "a revision that is gone", chain: { revisions: whole.revisions.slice(1) }, at: "revision 1", why: /missing/ },
  {
    what: "a changed revision",
    chain: { revisions: whole.revisions.map((one) => (one.revision === 3 ? { ...one, by: "eve" } : one)) },
    at: "revision 3",
    why: /changed after/,
  },
])("$what is found", ({ chain: over, at, why }) => {
  expect(auditBreaks("dev", { ...whole, ...over }, digest)[0]).toEqual({ at, why: expect.stringMatching(why) });
});

test("another environment's chain does not pass for this one's", () => {
  expect(auditBreaks("prod", whole, digest).length).toBeGreaterThan(0);
});

/** As somebody would who knows how hashes are made. */
function forged({ seq, prevHash, ...event }: AuditRow): AuditRow {
  return nextAudit("dev", { seq: seq - 1, hash: prevHash }, { ...event, who: "eve" }, digest);
}
