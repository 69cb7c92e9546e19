import { serviceNames } from "../model/environment.ts";
import { GworldError } from "../model/error.ts";
import { lineCheck } from "../model/log-filter/check.ts";
import { namedServices } from "../model/log-groups.ts";
import { serviceOf } from "../model/log-line.ts";
import type { LogRequest } from "../model/log-request.ts";
import { logGroupName } from "../model/names.ts";
import type { Logs } from "../ports/logs.ts";
import { withNeighbours } from "./logs/neighbours.ts";
import { readLogs, type Listening, type LogPorts, type LogReading, type ReadPlan } from "./logs/reading.ts";

export type { LogReading };

/** Finds the log groups and the time to start from, and reads them as one stream. Of `typed` a beginning is enough. */
export async function openLogs(
  ports: LogPorts,
  { range, filter, last, search, context, ...how }: LogRequest,
  typed: readonly string[],
  listening: Listening,
): Promise<LogReading> {
  const groups = await logGroups(ports.logs, ports.environment, typed);
  if (how.live && groups.length > liveGroups) throw tooMany(groups.length);
  const plan = { ...how, ...range, groups, last, keep: filter && lineCheck(filter) };
  const from = search ? await newestFrom(ports, plan, { ...listening, notify: () => {} }) : range.from;
  const read = (over: Partial<ReadPlan>) => readLogs(ports, { ...plan, from, ...over }, listening);
  if (context === undefined || plan.keep === undefined) return read({});
  return withNeighbours(read, { keep: plan.keep, context, last });
}

/** How far back the newest lines are looked for when no time was given, in milliseconds. */
const searchSpans = [600_000, 3_600_000, 21_600_000, 86_400_000] as const;
/** What one span may cost before a wider one is no longer tried. */
const searchLimit = 50_000;

/** The moment from which on there are as many lines as wanted, or the farthest that was looked at. */
async function newestFrom(ports: LogPorts, plan: ReadPlan, listening: Listening): Promise<number> {
  const now = ports.clock.now();
  const wanted = plan.last ?? 0;
  const alone = { ...plan, follow: false, live: false, untilStable: false, tasks: undefined };
  for (const span of searchSpans) {
    const reading = readLogs(ports, { ...alone, from: now - span }, listening);
    let found = 0;
    for await (const batch of reading.lines) found += batch.length;
    const { filtered } = reading.receipt();
    if (found >= wanted || filtered > searchLimit || listening.signal.aborted) return now - span;
  }
  return now - searchSpans[3];
}

/** What one Live Tail session takes. */
const liveGroups = 10;

const tooMany = (count: number) =>
  new GworldError("usage", `Live Tail takes ${liveGroups} log groups, and these are ${count}.`, {
    hint: "Name fewer services, or follow without --live.",
  });

/** The log groups of the named services, or of all. Only a name that is no service of gworld's costs a call. */
async function logGroups(logs: Logs, environment: string, typed: readonly string[]): Promise<readonly string[]> {
  const own = typed.every((name) => serviceNames.some((service) => service.startsWith(name)));
  const others = own ? [] : (await logs.groups(logGroupName(environment, ""))).map(({ name }) => serviceOf(name));
  const services = namedServices(typed, [...new Set([...serviceNames, ...others])]);
  return services.map((service) => logGroupName(environment, service));
}
