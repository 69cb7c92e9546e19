import { failedAs, rejectedAs } from "../../model/aws-error.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import type { CallFailure, LogCall, LogPage } from "../../model/log-merge/log-call.ts";
import { handOver } from "../../model/log-merge/answers.ts";
import type { Tail } from "../../model/log-merge/tail.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logs } from "../../ports/logs.ts";

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
 * Keeps calls under way, and hands their answers over in the order they came, a part at a time. A failure that waiting cannot
 * mend is thrown from `answer`.
 */
export function asker({ logs, clock }: { logs: Logs; clock: Clock }, subject: Tail, asking: Asking) {
  const { follow, signal } = asking;
  const underWay = new Set<Promise<void>>();
  /** Each hands over a part; true with the last. */
  const arrived: (() => boolean)[] = [];
  let answered = false;
  let waited = new AbortController();
  const ask = async (call: LogCall) => {
    try {
      const answer = await page(logs, call, asking);
      const parts = handOver(subject, call, answer, { arrivedAt: clock.now(), now: () => clock.now() });
      arrived.push(() => {
        answered = true;
        return parts.next().done === true;
      });
    } catch (error) {
      arrived.push(() => {
        fail(call, error);
        return true;
      });
    }
  };
  const fail = (call: LogCall, error: unknown) => {
    if (signal.aborted) return;
    const failure = failureOf(error, call, follow && answered);
    const failures = failure && subject.failed(call, failure, wordsOf(error), clock.now());
    const tries = failure === "throttled" || answered ? patience : 1;
    if (failures === undefined || (!(follow && answered) && failures >= tries)) throw error;
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
    /** Hands over the next part of an answer; when there is none, waits for one, or so many milliseconds. */
    async answer(milliseconds: number) {
      if (arrived.length === 0) {
        const pause = clock.wait(milliseconds, AbortSignal.any([signal, waited.signal]));
        await Promise.race([...underWay, pause]);
        waited.abort();
        waited = new AbortController();
      }
      if (arrived[0]?.()) arrived.shift();
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
