import type { BegunStack } from "../../model/begun-stack.ts";
import type { StackTiming } from "../../model/forecast/timing.ts";
import type { LockProof } from "../../model/lock.ts";
import type { Operation, OperationState } from "../../model/operation.ts";
import type { Outcome } from "../../model/revision.ts";
import { wordsOf } from "../../model/error.ts";
import type { JournalLock, JournalPorts, Undertaking } from "../journal.ts";
import { append, moment } from "./append.ts";

/** Notes that the work begins, and how to note what it is at and its end. Without a lock only revisions are noted. */
export async function begin(ports: JournalPorts, { proof }: JournalLock) {
  const { config, origin, identity } = ports;
  const { arn: by } = await identity.caller();
  const started: Operation | undefined = proof && {
    ...origin,
    environment: config.name,
    id: proof.fence,
    by,
    state: "running",
    startedAt: moment(ports),
  };
  const note = { what: origin.command, who: by };
  let running = started;
  if (started && (await append(ports, proof, { ...note, outcome: "begun", operation: started })) === null)
    running = undefined;
  const { undertaking, told, settled } = undertakingOf(ports, proof, () => running);
  const closed = (state: OperationState, error?: string) =>
    running && { ...running, ...told(), state, endedAt: moment(ports), error: error?.slice(0, longestError) };
  return {
    undertaking,
    async record(outcome: Outcome, timings: readonly StackTiming[] = []) {
      await settled();
      const ended = closed(stateOf(outcome), outcome.cause);
      const operation = ended && { ...ended, ...(timings.length > 0 && { timings }) };
      const cause = outcome.cause?.slice(0, longestError);
      const revision = { ...outcome, cause, ...origin, by };
      const number = await append(ports, proof, { ...note, outcome: outcome.result, revision, operation });
      if (number !== null) running = undefined;
      return number;
    },
    async end(state: OperationState, error?: string) {
      await settled();
      const operation = closed(state, state === "failed" ? error : undefined);
      if (operation === undefined) return;
      running = undefined;
      await append(ports, proof, { ...note, outcome: state, operation });
    },
  };
}

/** A row holds 400 KB at most; what went wrong is told in full where it went wrong. */
const longestError = 4_000;

const stateOf = ({ result }: Outcome): OperationState =>
  result === "failed" || result === "interrupted" || result === "detached" ? result : "succeeded";

interface Written {
  readonly undertaking: Undertaking;
  readonly told: () => Partial<Operation>;
  /** Resolves when nothing is on its way any more. */
  readonly settled: () => Promise<void>;
}

/** Writes over the row of what is running; several things that are told at once cost one write. */
function undertakingOf(
  ports: JournalPorts,
  proof: LockProof | undefined,
  running: () => Operation | undefined,
): Written {
  const begun: BegunStack[] = [];
  let facts: Pick<Operation, "planned" | "document"> = {};
  const told = () => ({ ...facts, ...(begun.length > 0 && { stacks: [...begun] }) });
  let last: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  const write = async () => {
    waiting = undefined;
    const operation = running();
    if (operation === undefined || proof === undefined) return;
    await ports.state
      .progress({ ...operation, ...told() }, proof)
      .catch((error: unknown) =>
        ports.warn(`what is being done to ${ports.config.name} was not written down: ${wordsOf(error)}`),
      );
  };
  const queue = () => (waiting ??= last = last.then(write));
  return {
    told,
    settled: () => waiting ?? last,
    undertaking: {
      plans: (planned) => {
        facts = { ...facts, planned };
        return queue();
      },
      keeps: (document) => {
        facts = { ...facts, document };
        return queue();
      },
      begins: (stack) => {
        const known = begun.findIndex(({ name, token }) => name === stack.name && token === stack.token);
        if (known === -1) begun.push(stack);
        else begun[known] = { ...stack, at: begun[known]?.at ?? stack.at };
        return queue();
      },
      begun: () => begun,
    },
  };
}
