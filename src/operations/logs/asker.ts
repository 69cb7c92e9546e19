import { failedAs, rejectedAs } from "../../model/aws-error.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import type { CallFailure, LogCall, LogPage } from "../../model/log-merge/log-call.ts";
import type { Tail } from "../../model/log-merge/tail.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logs } from "../../ports/logs.ts";
import { arrivedAnswers, type Arrived } from "./arrived.ts";

/** Tries in a row before a reading that does not follow gives up. */
const patience = 5;

export interface Asking {
  readonly follow: boolean;
  /** The filter pattern of the next call. */
  pattern(): string | undefined;
  /** The pattern is none to CloudWatch Logs, and must not be asked for again. */
  refused(): void;
  readonly signal: AbortSignal;
}

/**
 * Keeps calls under way, and takes their answers: of history a part at a time, so that no more is taken apart than is shown;
 * while following all that has come, so that order knows of all of it. A failure that waiting cannot mend is thrown.
 */
export function asker({ logs, clock }: { logs: Logs; clock: Clock }, subject: Tail, asking: Asking) {
  const { follow, signal } = asking;
  const underWay = new Set<Promise<void>>();
  const arrived = arrivedAnswers((call) => follow || subject.wants(call));
  const broken = brokenAnswers(subject, arrived);
  let answered = false;
  let waited = new AbortController();
  const ask = async (call: LogCall) => {
    const isGood = broken.since(call);
    const take = await page(logs, call, asking).then(
      (answer) => {
        const parts = subject.page(call, answer, clock.now());
        return () => {
          answered = true;
          return broken.next(call, parts, clock.now());
        };
      },
      (error: unknown) => {
        const at = clock.now();
        return () => fail(call, error, at);
      },
    );
    if (isGood()) arrived.add(call, take);
  };
  const fail = (call: LogCall, error: unknown, at: number) => {
    if (signal.aborted) return true;
    const failure = failureOf(error, call, follow && answered);
    const failures = failure && subject.failed(call, failure, wordsOf(error), at);
    const tries = failure === "throttled" || answered ? patience : 1;
    if (failures === undefined || (!(follow && answered) && failures >= tries)) throw error;
    return true;
  };
  return {
    start() {
      for (const call of subject.due(clock.now())) {
        const asked = ask(call).finally(() => underWay.delete(asked));
        underWay.add(asked);
      }
    },
    /** Ends the waiting for an answer, also the next one's. */
    wake: () => waited.abort(),
    /** Takes what has come; when there is nothing, waits for it, or so many milliseconds. */
    async answer(milliseconds: number) {
      if (!arrived.ready()) {
        const pause = clock.wait(milliseconds, AbortSignal.any([signal, waited.signal]));
        await Promise.race([...underWay, pause]);
        waited.abort();
        waited = new AbortController();
      } else if (!follow) {
        // Lets the next request go out and its answer come in.
        await clock.wait(0, signal);
      }
      if (follow) arrived.takeAll();
      else arrived.takeOne();
    },
    /** Takes all that has come, without waiting. */
    takeAll: () => arrived.takeAll(),
  };
}

/** Answers that turn out to be unreadable when parts of them were taken, and the next call may be under way. */
function brokenAnswers(subject: Tail, arrived: Arrived) {
  const last = new Map<string, number>();
  let count = 0;
  return {
    /** Tells whether the answer to a call that is made now is still good then. */
    since({ group }: LogCall) {
      const before = last.get(group);
      return () => last.get(group) === before;
    },
    /** True with the last part. A whole round is read anew after what cannot be read: what is known of it is told by its IDs. */
    next(call: LogCall, parts: Iterator<undefined, void>, now: number): boolean {
      try {
        return parts.next().done === true;
      } catch (error) {
        count += 1;
        if (count >= patience || !failedAs(error, "unreachable")) throw error;
        last.set(call.group, count);
        arrived.drop(call.group);
        subject.failed(call, "expired", wordsOf(error), now);
        return true;
      }
    },
  };
}

/** A pattern that is refused is left out from then on: lines are checked here in any case. */
async function page(logs: Logs, call: LogCall, asking: Asking): Promise<LogPage> {
  const { signal } = asking;
  const asked = asking.pattern();
  try {
    return await logs.page({ ...call, pattern: asked }, signal);
  } catch (error) {
    const mayBePattern = asked !== undefined && call.token === undefined;
    if (!mayBePattern || !rejectedAs(error, "InvalidParameterException")) throw error;
    const all = await logs.page(call, signal);
    asking.refused();
    return all;
  }
}

/** Undefined for what another try cannot mend. Who follows may sign in again elsewhere while it goes on. */
function failureOf(error: unknown, call: LogCall, patient: boolean): CallFailure | undefined {
  if (error instanceof GworldError && error.code === "notFound") return "missing";
  if (failedAs(error, "throttled")) return "throttled";
  if (failedAs(error, "unreachable") || (patient && failedAs(error, "credentials"))) return "unreachable";
  if (call.token !== undefined && rejectedAs(error, "InvalidParameterException")) return "expired";
  return undefined;
}
