import { failedAs, rejectedAs } from "../model/aws-error.ts";
import { serviceNames } from "../model/environment.ts";
import { GworldError, wordsOf } from "../model/error.ts";
import { lineFilter } from "../model/log-filter.ts";
import { namedServices } from "../model/log-groups.ts";
import { serviceOf, type LogLine } from "../model/log-line.ts";
import type { CallFailure, LogCall } from "../model/log-merge/log-call.ts";
import type { LogNotice, Receipt } from "../model/log-merge/receipt.ts";
import { tail, type Tail, type TailPlan } from "../model/log-merge/tail.ts";
import type { LogRequest } from "../model/log-request.ts";
import { logGroupName } from "../model/names.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";

export interface LogPorts {
  readonly logs: Logs;
  readonly clock: Clock;
}

/** A reading under way: lines in batches as their turn comes, and what can be said of it so far. */
export interface LogReading {
  readonly groups: readonly string[];
  readonly from: number;
  readonly lines: AsyncIterable<readonly LogLine[]>;
  receipt(): Receipt;
  /** Log groups that do not exist. */
  missing(): readonly string[];
}

export interface Listening {
  /** Ends the reading; what is held while following still comes out, in order. */
  readonly signal: AbortSignal;
  readonly notify: (notice: LogNotice) => void;
}

/** Finds the log groups and the time to start from, and reads them as one stream. Of `typed` a beginning is enough. */
export async function openLogs(
  ports: LogPorts & { readonly environment: string },
  { range, filter, follow, last, search }: LogRequest,
  typed: readonly string[],
  listening: Listening,
): Promise<LogReading> {
  const groups = await logGroups(ports.logs, ports.environment, typed);
  const plan = { ...range, groups, follow, last, keep: lineFilter(filter) };
  if (!search) return readLogs(ports, plan, listening);
  const from = await newestFrom(ports, plan, { ...listening, notify: () => {} });
  return readLogs(ports, { ...plan, from }, listening);
}

/** Reads log groups as one stream in time order. Nothing is asked before the first line is wanted. */
function readLogs({ logs, clock }: LogPorts, plan: TailPlan, { signal, notify }: Listening): LogReading {
  const subject = tail(plan);
  const missing = new Set<string>();
  const hear = (notice: LogNotice) => {
    if (notice.kind === "missing") missing.add(notice.group);
    if (notice.kind === "appeared") missing.delete(notice.group);
    if (plan.follow || notice.kind !== "missing") notify(notice);
  };
  async function* lines() {
    const ended = new AbortController();
    const ask = asker({ logs, clock }, subject, {
      follow: plan.follow,
      signal: AbortSignal.any([signal, ended.signal]),
    });
    try {
      while (!signal.aborted && !subject.done()) {
        ask.start();
        await ask.answer(subject.idle(clock.now()));
        // The next pages are on their way while these lines are printed.
        ask.start();
        for (const notice of subject.notices()) hear(notice);
        yield* batches(() => subject.release(clock.now()));
      }
      if (plan.follow) yield* batches(() => subject.drain());
    } finally {
      ended.abort();
    }
  }
  return {
    groups: plan.groups,
    from: plan.from,
    lines: lines(),
    receipt: () => subject.receipt(),
    missing: () => [...missing],
  };
}

function* batches(next: () => readonly LogLine[]) {
  for (let lines = next(); lines.length > 0; lines = next()) yield lines;
}

/** How far back the newest lines are looked for when no time was given, in milliseconds. */
const searchSpans = [600_000, 3_600_000, 21_600_000, 86_400_000] as const;
/** What one span may cost before a wider one is no longer tried. */
const searchLimit = 50_000;

/** The moment from which on there are as many lines as wanted, or the farthest that was looked at. */
async function newestFrom(ports: LogPorts, plan: TailPlan, listening: Listening): Promise<number> {
  const now = ports.clock.now();
  const wanted = plan.last ?? 0;
  for (const span of searchSpans) {
    const reading = readLogs(ports, { ...plan, from: now - span, follow: false }, listening);
    let found = 0;
    for await (const batch of reading.lines) found += batch.length;
    const { filtered } = reading.receipt();
    if (found >= wanted || filtered > searchLimit || listening.signal.aborted) return now - span;
  }
  return now - searchSpans[3];
}

/** The log groups of the named services, or of all. Only a name that is no service of gworld's costs a call. */
async function logGroups(logs: Logs, environment: string, typed: readonly string[]): Promise<readonly string[]> {
  const own = typed.every((name) => serviceNames.some((service) => service.startsWith(name)));
  const others = own ? [] : (await logs.groups(logGroupName(environment, ""))).map(serviceOf);
  const services = namedServices(typed, [...new Set([...serviceNames, ...others])]);
  return services.map((service) => logGroupName(environment, service));
}

/** Tries in a row before a reading that does not follow gives up. */
const patience = 5;

/** Keeps calls under way. A failure that waiting cannot mend is thrown from `answer`. */
function asker({ logs, clock }: LogPorts, subject: Tail, { follow, signal }: { follow: boolean; signal: AbortSignal }) {
  const underWay = new Set<Promise<void>>();
  let answered = false;
  let fatal: { readonly error: unknown } | undefined;
  const ask = async (call: LogCall) => {
    try {
      subject.received(call, await logs.page(call, signal), clock.now());
      answered = true;
    } catch (error) {
      if (signal.aborted) return;
      const failure = failureOf(error, call, follow && answered);
      const failures = failure && subject.failed(call, failure, wordsOf(error), clock.now());
      const tries = failure === "throttled" || answered ? patience : 1;
      if (failures === undefined || (!(follow && answered) && failures >= tries)) fatal = { error };
    }
  };
  return {
    start() {
      for (const call of subject.due(clock.now())) {
        const asked = ask(call).finally(() => underWay.delete(asked));
        underWay.add(asked);
      }
    },
    /** Waits for an answer, or so many milliseconds. */
    async answer(milliseconds: number) {
      const waited = new AbortController();
      const pause = clock.wait(milliseconds, AbortSignal.any([signal, waited.signal]));
      await Promise.race([...underWay, pause]);
      waited.abort();
      if (fatal !== undefined) throw fatal.error;
    },
  };
}

/** Undefined for what another try cannot mend. Who follows may sign in again elsewhere while it goes on. */
function failureOf(error: unknown, call: LogCall, patient: boolean): CallFailure | undefined {
  if (error instanceof GworldError && error.code === "notFound") return "missing";
  if (failedAs(error, "throttled")) return "throttled";
  if (failedAs(error, "unreachable") || (patient && failedAs(error, "credentials"))) return "unreachable";
  if (call.token !== undefined && rejectedAs(error, "InvalidParameterException")) return "expired";
  return undefined;
}

/** Why nothing was shown. */
export type LogSilence =
  | { readonly kind: "filtered"; readonly read: number }
  | { readonly kind: "nothing" }
  | { readonly kind: "missing"; readonly services: readonly string[] };

/** What is to be said at the end of a reading; undefined when lines were shown. Throws `notFound` when no log group exists. */
export function concludeLogs(reading: LogReading, environment: string): LogSilence | undefined {
  const missing = reading.missing();
  if (missing.length === reading.groups.length)
    throw new GworldError("notFound", `Nothing has logged here yet: there is no ${missing.join(", ")}.`, {
      hint: `gworld status -e ${environment} shows what is deployed; gworld deploy -e ${environment} makes the rest.`,
    });
  const { shown, filtered } = reading.receipt();
  if (shown > 0) return undefined;
  if (filtered > 0) return { kind: "filtered", read: filtered };
  return missing.length > 0 ? { kind: "missing", services: missing.map(serviceOf) } : { kind: "nothing" };
}
