import { GworldError } from "../model/error.ts";
import { readLine, serviceOf, taskOf, type LogLine } from "../model/log-line.ts";
import type { LogRequest } from "../model/log-request.ts";
import { emptyRange, sieve, type DeployMark, type LogSilence } from "../model/log-silence.ts";
import { logGroupName } from "../model/names.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import type { LogReading } from "./logs.ts";

/** Where logs were looked for, and what can be asked about it. */
export interface LogPlace {
  readonly environment: string;
  readonly region: string;
  /** The Region that the environment is configured for. */
  home(): Promise<string>;
  lastDeploy(): Promise<DeployMark | undefined>;
}

type Read = Pick<LogReading, "groups" | "missing">;

/** Throws `notFound` when none of the log groups that were read exists. */
export async function assertLogged(reading: Read, place: LogPlace): Promise<void> {
  const { environment, region } = place;
  const missing = reading.missing();
  if (missing.length < reading.groups.length) return;
  const configured = await place.home();
  const elsewhere = configured !== region;
  throw new GworldError("notFound", `Nothing has logged here yet: in ${region} there is no ${missing.join(", ")}.`, {
    hint: elsewhere
      ? `${environment} is configured for ${configured}: leave out --region ${region}.`
      : `gworld status -e ${environment} shows what is deployed; gworld deploy -e ${environment} makes the rest.`,
  });
}

/** Finds out why a reading has shown nothing, in a few calls; undefined where it has shown something. */
export async function explainSilence(
  { logs, clock }: { logs: Logs; clock: Clock },
  reading: Read & Pick<LogReading, "receipt" | "from">,
  { range: { to }, parts }: Pick<LogRequest, "range" | "parts">,
  place: LogPlace,
): Promise<LogSilence | undefined> {
  await assertLogged(reading, place);
  if (reading.receipt().shown > 0) return undefined;
  const range = { from: reading.from, to };
  const gone = reading.missing();
  const groups = reading.groups.filter((group) => !gone.includes(group));
  const missing = gone.map(serviceOf);
  const newest = await optional(
    async () => (await Promise.all(groups.map((group) => logs.newestStreams(group)))).flat(),
    undefined,
  );
  if (parts.length > 0) {
    const { lines, more } = await firstLines(logs, groups, range);
    const tasks = (newest ?? []).map(({ name }) => taskOf(name));
    if (lines.length > 0) return { missing, kind: "filtered", ...sieve(lines, parts, { more, tasks }) };
  }
  const [facts, deploy] = await Promise.all([groupFacts(logs, groups, place), place.lastDeploy()]);
  return { missing, ...emptyRange({ range, now: clock.now(), groups: facts, streams: newest, deploy }) };
}

/** One page of each group, without any filter. */
async function firstLines(logs: Logs, groups: readonly string[], { from, to }: LogRequest["range"]) {
  const firstPage = async (group: string) => {
    const { parts, next } = await logs.page({ group, from, to });
    return { events: [...parts].flat(), next };
  };
  const pages = await Promise.all(groups.map((group) => optional(() => firstPage(group), undefined)));
  const lines: readonly LogLine[] = pages.flatMap((page) => page?.events.map(readLine) ?? []);
  return { lines, more: pages.some((page) => page?.next !== undefined) };
}

async function groupFacts(logs: Logs, groups: readonly string[], { environment }: LogPlace) {
  const all = await optional(() => logs.groups(logGroupName(environment, "")), []);
  return all.filter(({ name }) => groups.includes(name));
}

/** An explanation is a nicety: what cannot be asked is left out of it. */
async function optional<T, U>(ask: () => Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await ask();
  } catch {
    return otherwise;
  }
}
