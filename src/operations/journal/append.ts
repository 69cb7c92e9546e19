import { nextAudit, revisionHash, type AuditEvent, type AuditHead } from "../../model/audit.ts";
import { failedAs, rejectedAs } from "../../model/aws-error.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import type { LockProof } from "../../model/lock.ts";
import type { Operation } from "../../model/operation.ts";
import type { Revision } from "../../model/revision.ts";
import { stateSchema, type StateStanding } from "../../model/standing.ts";
import type { StateEntry } from "../../ports/state.ts";
import type { JournalPorts } from "../journal.ts";

/** What is added to the history at once. */
export interface Note extends Pick<AuditEvent, "who" | "what" | "outcome"> {
  readonly revision?: Omit<Revision, "environment" | "revision" | "at" | "operation"> | undefined;
  readonly operation?: Operation | undefined;
  /** Fence of somebody else's operation that it was done to. */
  readonly fence?: number | undefined;
}

const mostTries = 3;

/** Between two tries, in milliseconds: longer than it takes somebody else to write. */
const pause = 2_000;

/** Appends to the history, whoever else wrote in between; the number of the current revision then, null where it failed. */
export async function append(ports: JournalPorts, proof: LockProof | undefined, note: Note): Promise<number | null> {
  const { config, state, warn, clock } = ports;
  let tried: StateEntry | undefined;
  for (let tries = 1; ; tries += 1)
    try {
      const [before, latest] = await Promise.all([state.standing(config.name), state.latest(config.name)]);
      // It was written, and only the answer was lost.
      if (tried !== undefined && before?.audit?.hash === tried.audit.hash) return tried.standing.revision;
      // Where the standing was lost the chain goes on from its last row.
      const head = before === undefined ? (await state.audit(config.name)).at(-1) : before.audit;
      tried = entryOf(ports, note, { before, latest, head });
      await state.write(tried, proof);
      return tried.standing.revision;
    } catch (error) {
      // Where there is no table there was no lock either, and that was told.
      if (note.revision === undefined && isGone(error)) return null;
      if (tries < mostTries && !isFinal(error)) {
        await clock.wait(pause);
        continue;
      }
      warn(`the history of ${config.name} was not written: ${wordsOf(error)}`);
      return null;
    }
}

/** Now, as rows tell it. */
export const moment = ({ clock }: Pick<JournalPorts, "clock">) => new Date(clock.now()).toISOString();

const isGone = (error: unknown) => rejectedAs(error, "ResourceNotFoundException");

/** True where another try would end as this one. */
const isFinal = (error: unknown) =>
  isGone(error) || failedAs(error, "denied") || (error instanceof GworldError && error.code === "locked");

interface Before {
  readonly before: StateStanding | undefined;
  readonly latest: Revision | undefined;
  readonly head: AuditHead | undefined;
}

function entryOf(ports: JournalPorts, note: Note, { before, latest, head }: Before): StateEntry {
  const { config, synth, origin } = ports;
  const { name: environment } = config;
  const digest = (text: string) => synth.digest(text);
  const at = moment(ports);
  // An older gworld writes revisions without the standing.
  const current = Math.max(before?.revision ?? 0, latest?.revision ?? 0);
  const revision = numbered(note, { environment, revision: current + 1, at });
  const operation = note.operation && { ...note.operation, revision: revision?.revision };
  const audit = nextAudit(environment, head, eventOf({ ...note, at, revision, operation }, digest), digest);
  const standing: StateStanding = {
    ...keptBy(before, origin.version),
    revision: revision?.revision ?? current,
    // What is none of its business stays open for whoever closes it.
    operation: operation === undefined ? before?.operation : openOf(operation),
    audit: { seq: audit.seq, hash: audit.hash },
  };
  return { environment, before, standing, audit, revision, operation };
}

/** The revision under its number, with the operation that it is the end of. */
const numbered = (
  { revision, operation }: Pick<Note, "revision" | "operation">,
  place: Pick<Revision, "environment" | "revision" | "at">,
): Revision | undefined => revision && { ...revision, ...place, ...(operation && { operation: operation.id }) };

const openOf = ({ state, id }: Operation) => (state === "running" ? id : undefined);

const keptBy = (before: StateStanding | undefined, version: string) => ({
  write: (before?.write ?? 0) + 1,
  schema: stateSchema,
  needs: before?.schema === stateSchema ? before.needs : version,
});

interface Noted extends Pick<Note, "who" | "what" | "outcome" | "fence"> {
  readonly at: string;
  readonly revision: Revision | undefined;
  readonly operation: Operation | undefined;
}

const eventOf = ({ who, what, outcome, fence, at, revision, operation }: Noted, digest: (text: string) => string) => ({
  at,
  who,
  what,
  outcome,
  operation: operation?.id ?? fence,
  revision: revision?.revision,
  revisionHash: revision && revisionHash(revision, digest),
});
