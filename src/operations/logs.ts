import { serviceNames } from "../model/environment.ts";
import { GworldError } from "../model/error.ts";
import { lineCheck } from "../model/log-filter/check.ts";
import { namedServices } from "../model/log-groups.ts";
import { serviceOf, type LogLine } from "../model/log-line.ts";
import type { LogNotice, Receipt } from "../model/log-merge/receipt.ts";
import { tail, type TailPlan } from "../model/log-merge/tail.ts";
import type { LogRequest } from "../model/log-request.ts";
import { logGroupName } from "../model/names.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import { asker } from "./logs/asker.ts";
import { withNeighbours } from "./logs/neighbours.ts";

export interface LogPorts {
  readonly logs: Logs;
  readonly clock: Clock;
}

/** A reading under way: lines in batches as their turn comes, and what can be said of it so far. */
export interface LogReading {
  readonly groups: readonly string[];
  readonly from: number;
  /** What CloudWatch Logs is asked to leave out; undefined when it is asked for all. */
  pattern(): string | undefined;
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
  { range, filter, pattern, follow, last, search, context }: LogRequest,
  typed: readonly string[],
  listening: Listening,
): Promise<LogReading> {
  const groups = await logGroups(ports.logs, ports.environment, typed);
  const plan = { ...range, groups, follow, last, pattern, keep: filter && lineCheck(filter) };
  const from = search ? await newestFrom(ports, plan, { ...listening, notify: () => {} }) : range.from;
  const read = (over: Partial<ReadPlan>) => readLogs(ports, { ...plan, from, ...over }, listening);
  if (context === undefined || plan.keep === undefined) return read({});
  return withNeighbours(read, { keep: plan.keep, context, last });
}

interface ReadPlan extends TailPlan {
  /** What CloudWatch Logs is asked to leave out. It must match all that `keep` keeps. */
  readonly pattern?: string | undefined;
}

/** Reads log groups as one stream in time order. Nothing is asked before the first line is wanted. */
function readLogs({ logs, clock }: LogPorts, plan: ReadPlan, { signal, notify }: Listening): LogReading {
  const subject = tail(plan);
  const missing = new Set<string>();
  let { pattern } = plan;
  const hear = (notice: LogNotice) => {
    if (notice.kind === "missing") missing.add(notice.group);
    if (notice.kind === "appeared") missing.delete(notice.group);
    if (plan.follow || notice.kind !== "missing") notify(notice);
  };
  async function* lines() {
    const ended = new AbortController();
    const ask = asker({ logs, clock }, subject, {
      follow: plan.follow,
      pattern: () => pattern,
      refused() {
        if (pattern !== undefined) hear({ kind: "unfiltered" });
        pattern = undefined;
      },
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
    pattern: () => pattern,
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
async function newestFrom(ports: LogPorts, plan: ReadPlan, listening: Listening): Promise<number> {
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

/** Why nothing was shown. */
export type LogSilence =
  | { readonly kind: "filtered"; readonly read: number; readonly pushed: boolean }
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
  const pushed = reading.pattern() !== undefined;
  if (filtered > 0) return { kind: "filtered", read: filtered, pushed };
  if (missing.length > 0) return { kind: "missing", services: missing.map(serviceOf) };
  return pushed ? { kind: "filtered", read: 0, pushed } : { kind: "nothing" };
}
