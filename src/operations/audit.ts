import { auditBreaks, type AuditBreak } from "../model/audit.ts";
import type { Connection } from "../ports/connection.ts";
import type { Synth } from "../ports/synth.ts";

export interface AuditPorts extends Pick<Connection, "config" | "state"> {
  readonly synth: Pick<Synth, "digest">;
}

/** What `history --verify` answers. */
export interface Audit {
  readonly env: string;
  readonly result: "whole" | "broken";
  readonly rows: number;
  /** The hash of the last row: who keeps it elsewhere can tell also a chain that was made anew as a whole. */
  readonly head: string | null;
  readonly breaks: readonly AuditBreak[];
}

/** Somebody may write while it is read: it is read again so often. */
const tries = 3;

/** Computes the chain of all that was done to an environment anew, and compares the revisions with what it says of them. */
export async function verifyAudit(ports: AuditPorts): Promise<Audit> {
  const { config, state, synth } = ports;
  const env = config.name;
  for (let count = 1; ; count += 1) {
    const before = await state.standing(env);
    const [rows, revisions] = await Promise.all([state.audit(env), state.revisions(env, Infinity)]);
    const head = before?.audit;
    const after = await state.standing(env);
    if (after?.write !== before?.write && count < tries) continue;
    const breaks = auditBreaks(env, { rows, head, revisions }, (text) => synth.digest(text));
    const result = breaks.length === 0 ? "whole" : "broken";
    return { env, result, rows: rows.length, head: head?.hash ?? null, breaks };
  }
}
