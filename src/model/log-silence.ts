import { lineCheck } from "./log-filter/check.ts";
import type { FilterPart } from "./log-filter/asked.ts";
import { whereInstead } from "./log-filter/as-shown.ts";
import { unknownFields, type UnknownField } from "./log-filter/unknown-fields.ts";
import type { LogLine } from "./log-line.ts";
import { logSample } from "./log-sample.ts";
import { nearest } from "./nearest.ts";
import type { TimeRange } from "./time-range.ts";

/** What DescribeLogGroups tells of a log group. */
export interface LogGroupFacts {
  readonly name: string;
  readonly createdAt?: number | undefined;
  /** Events are deleted after so many days; kept for good where it is not there. */
  readonly retentionDays?: number | undefined;
}

/** What DescribeLogStreams tells of a stream. The time of its last event may be an hour behind. */
export interface LogStreamFacts {
  readonly name: string;
  readonly lastEventAt?: number | undefined;
}

/** Why nothing was shown. Services that have no log group are told with every reason. */
export type LogSilence = { readonly missing: readonly string[] } & (
  | ({ readonly kind: "filtered" } & Sieve)
  /** The range ended before there were log groups, or before what retention has left. */
  | { readonly kind: "tooEarly"; readonly createdAt: number }
  | { readonly kind: "expired"; readonly retentionDays: number; readonly keptFrom: number }
  | { readonly kind: "noStreams" }
  /** There are lines, but before or after the range. */
  | { readonly kind: "earlier" | "later"; readonly lastAt: number; readonly deploy?: DeployMark | undefined }
  | { readonly kind: "nothing" }
);

/** A deploy after which nothing has logged. */
export interface DeployMark {
  readonly at: number;
  readonly revision: number;
}

/** What a filter did to some lines of the range, the oldest. */
export interface Sieve {
  readonly read: number;
  /** There are more in the range. */
  readonly more: boolean;
  /** Some of them were logged as JSON. */
  readonly inJson: boolean;
  readonly parts: readonly SievePart[];
}

export interface SievePart extends Pick<FilterPart, "flag" | "value"> {
  /** Lines that this part alone lets pass. */
  readonly passed: number;
  /** Lines that would be shown without this part. */
  readonly without: number;
  /** An ID among the lines that is much like the one asked for. */
  readonly meant?: string | undefined;
  /** Fields that none of the lines has as a value. */
  readonly unknown?: readonly UnknownField[] | undefined;
  /** A filter that finds what this expression does not find in lines as they were logged. */
  readonly instead?: string | undefined;
}

/** Finds which part of a filter that let none of these lines pass is to blame. `tasks` are known besides those of the lines. */
export function sieve(
  lines: readonly LogLine[],
  parts: readonly FilterPart[],
  { more, tasks }: { more: boolean; tasks: readonly string[] },
): Sieve {
  const checks = parts.map(({ filter }) => lineCheck(filter));
  const results = lines.map((line) => checks.map((check) => check(line)));
  return {
    read: lines.length,
    more,
    inJson: lines.some(({ fields }) => Object.keys(fields).length > 0),
    parts: parts.map(({ flag, value, filter }, index) => {
      const passed = results.filter((result) => result[index]).length;
      const without = results.filter((result) => result.every((passes, other) => passes || other === index)).length;
      if (passed > 0) return { flag, value, passed, without };
      const meant = nearestId(flag, value, lines, tasks);
      const unknown = flag === "where" ? unknownFields(filter, lines) : undefined;
      const instead = flag === "grep" ? whereInstead(value, lines) : undefined;
      return { flag, value, passed, without, meant, unknown, instead };
    }),
  };
}

function nearestId(flag: string, value: string, lines: readonly LogLine[], tasks: readonly string[]) {
  if (flag === "task") {
    const ids = new Set([...lines.map(({ task }) => task), ...tasks]);
    const heads = new Map([...ids].map((id) => [id.slice(0, value.length), id]));
    return heads.get(nearest(value, [...heads.keys()]) ?? "");
  }
  if (flag !== "world" && flag !== "agent" && flag !== "trace") return undefined;
  const ids = new Set(lines.flatMap((line) => logSample(line)[flag] ?? []));
  return nearest(value, [...ids]);
}

export interface SilentGround {
  readonly range: TimeRange;
  readonly now: number;
  readonly groups: readonly LogGroupFacts[];
  /** Undefined where they are not known. */
  readonly streams: readonly LogStreamFacts[] | undefined;
  readonly deploy: DeployMark | undefined;
}

const dayMs = 86_400_000;

/** Why a range holds no lines at all. */
export function emptyRange(ground: SilentGround) {
  return outOfReach(ground) ?? besideLines(ground);
}

/** Nothing can be there: the range ended before there were groups, or before what they keep. */
function outOfReach({ range, now, groups }: SilentGround) {
  if (groups.length === 0) return undefined;
  const { to = now } = range;
  const createdAt = Math.min(...groups.map((group) => group.createdAt ?? -Infinity));
  if (to < createdAt) return { kind: "tooEarly", createdAt } as const;
  const retentionDays = Math.max(...groups.map((group) => group.retentionDays ?? Infinity));
  const keptFrom = now - retentionDays * dayMs;
  return to < keptFrom ? ({ kind: "expired", retentionDays, keptFrom } as const) : undefined;
}

/** Where the newest line is, as far as it is known. */
function besideLines({ range, now, streams, deploy }: SilentGround) {
  const { from, to = now } = range;
  if (streams?.length === 0) return { kind: "noStreams" } as const;
  const lastAt = Math.max(...(streams ?? []).map(({ lastEventAt }) => lastEventAt ?? -Infinity));
  if (lastAt > to) return { kind: "later", lastAt } as const;
  if (lastAt === -Infinity || lastAt >= from) return { kind: "nothing" } as const;
  return { kind: "earlier", lastAt, deploy: deploy !== undefined && deploy.at > lastAt ? deploy : undefined } as const;
}
