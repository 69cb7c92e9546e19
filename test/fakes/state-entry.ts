import { nextAudit, revisionHash } from "../../src/model/audit.ts";
import type { Revision } from "../../src/model/revision.ts";
import { stateSchema } from "../../src/model/standing.ts";
import type { StateEntry } from "../../src/ports/state.ts";
import { digest } from "./environment-templates.ts";

/** A revision as deploy records it, after the entry before it. */
export function stateEntry(environment: string, before?: StateEntry, over: Partial<Revision> = {}): StateEntry {
  const number = (before?.standing.revision ?? 0) + 1;
  const revision: Revision = {
    environment,
    revision: number,
    at: "2026-11-22T12:00:00.000Z",
    by: "arn:aws:iam::1:user/dev",
    result: "deployed",
    version: "0.1.0",
    templates: { "gworld-dev-network": "abc" },
    seconds: 12,
    ...over,
  };
  const event = { at: revision.at, who: revision.by, what: "deploy", outcome: revision.result, revision: number };
  const hashed = { ...event, revisionHash: revisionHash(revision, digest) };
  const audit = nextAudit(environment, before?.standing.audit, hashed, digest);
  const standing = {
    write: (before?.standing.write ?? 0) + 1,
    schema: stateSchema,
    needs: "0.1.0",
    revision: number,
    audit: { seq: audit.seq, hash: audit.hash },
  };
  return { environment, before: before?.standing, standing, audit, revision };
}
