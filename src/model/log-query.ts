import { GworldError } from "./error.ts";
import { flagName } from "./flag-name.ts";
import { timeRange } from "./time-range.ts";

/** A query for Logs Insights, over both ends of a range in milliseconds. */
export interface LogQuery {
  readonly text: string;
  readonly groups: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Fields and their values, as Logs Insights writes them; a field that is not there has none. */
export type QueryRow = Readonly<Record<string, string>>;

export type QueryStatus = "waiting" | "running" | "complete" | "failed" | "cancelled" | "timedOut";

/** What a query has looked at so far. */
export interface QueryStatistics {
  readonly matched: number;
  readonly scanned: number;
  readonly bytes: number;
}

/** What there is of a query now. Rows of one that is not complete are some of its rows. */
export interface QueryAnswer {
  readonly status: QueryStatus;
  readonly rows: readonly QueryRow[];
  readonly statistics: QueryStatistics;
}

const defaultLimit = 10_000;

/** Whether there may be more rows than the query's limit lets through: its own, or the one AWS sets where it has none. */
export function isTruncated(text: string, rows: number, { matched }: Pick<QueryStatistics, "matched">): boolean {
  const commands = text.replaceAll(/"[^"]*"|'[^']*'|#.*/g, "");
  const own = [...commands.matchAll(/(?:^|\|)\s*limit\s+(\d+)/gi)].at(-1)?.[1];
  return rows >= Number(own ?? defaultLimit) && matched > rows;
}

const timely = /@timestamp|@ingestionTime|\b(?:bin|dateFloor|dateCeil|fromMillis)\s*\(/i;

/** Whether a column of a query holds moments: by its name, or by what the query calls so. */
export function isOfTimes(column: string, text: string): boolean {
  if (timely.test(column)) return true;
  const name = column.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const [, expression = ""] =
    new RegExp(`((?:\\([^)]*\\)|[^,|()])*)\\bas\\s+\`?${name}(?![\\w.])`, "i").exec(text) ?? [];
  return timely.test(expression);
}

/** Milliseconds of a moment as Logs Insights writes it, in UTC; undefined for what is none. */
export function queryMoment(value: string): number | undefined {
  if (/^\d{13}$/.test(value)) return Number(value);
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(value) ? Date.parse(`${value.replace(" ", "T")}Z`) : undefined;
}

export const hasEnded = ({ status }: Pick<QueryAnswer, "status">) => status !== "waiting" && status !== "running";

/** A query that is saved in the account under a name, such as `gworld/dev/slowest-requests`. */
export interface SavedQuery {
  readonly name: string;
  readonly query: string;
  readonly groups: readonly string[];
}

/** The flags of `logs` that an Insights query has a use for, and those that are about lines. */
export interface QueryFlags {
  readonly insights: string;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly utc: boolean;
  readonly [flag: string]: unknown;
}

/** The text itself, the name of a saved one, or the wish to see which there are. */
export type AskedQuery =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "saved"; readonly name: string }
  | { readonly kind: "list" };

const defaultSince = "1h";

/** What is said of lines a query says itself. */
const ofLines = (
  "follow live untilStable tail where grep exclude level world agent trace task after before context errors histogram " +
  "expand fields format raw explain noPrefix noTasks save force"
).split(" ");

/** Reads `--insights`, and over which range. Throws `usage` for flags that do not go with it. */
export function askedQuery(flags: QueryFlags, now: number): { asked: AskedQuery; from: number; to: number } {
  const other = ofLines.find((key) => isGiven(flags[key]));
  if (other !== undefined)
    throw new GworldError(
      "usage",
      `--insights and ${flagName(other)} do not go together: a query says itself what it wants.`,
      {
        hint: `Leave ${flagName(other)} out, or say it in the query; gworld help logs has examples.`,
      },
    );
  const { from, to = now } = timeRange({ typed: flags.since, otherwise: defaultSince }, flags.until, {
    now,
    utc: flags.utc,
  });
  return { asked: asked(flags.insights.trim()), from, to };
}

function asked(typed: string): AskedQuery {
  if (typed === "@") return { kind: "list" };
  // No query begins with a field.
  if (/^@\S+$/.test(typed)) return { kind: "saved", name: typed.slice(1) };
  if (typed !== "") return { kind: "text", text: typed };
  throw new GworldError("usage", "--insights is given no query.", {
    hint: "Give one such as 'stats count(*) by level', or @ to see those that are saved.",
  });
}

const isGiven = (value: unknown) =>
  value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

/** The saved query that is meant: by its whole name, or by the beginning of its last part if that is enough. */
export function meantQuery(typed: string, saved: readonly SavedQuery[], prefix: string): SavedQuery {
  const short = (query: SavedQuery) => shortName(query, prefix);
  const exact = saved.find((query) => query.name === typed || short(query) === typed);
  if (exact !== undefined) return exact;
  const [only, ...others] = saved.filter((query) => short(query).startsWith(typed));
  if (only !== undefined && others.length === 0) return only;
  const names = (only === undefined ? saved : [only, ...others]).map((query) => `@${short(query)}`);
  const hint =
    names.length === 0 ? "gworld deploy saves some with the monitoring stack." : `There are: ${names.join(", ")}.`;
  if (only !== undefined) throw new GworldError("usage", `Several saved queries begin with ${typed}.`, { hint });
  throw new GworldError("notFound", `There is no saved query ${typed}.`, { hint });
}

export const shortName = ({ name }: SavedQuery, prefix: string) =>
  name.startsWith(prefix) ? name.slice(prefix.length) : name;

/** List price of Logs Insights in us-east-1, in US dollars for a gigabyte scanned; other Regions cost up to half as much again. */
export const insightsPrice = { region: "us-east-1", perGB: 0.005 } as const;
export const insightsCost = ({ bytes }: Pick<QueryStatistics, "bytes">) => (bytes / 1e9) * insightsPrice.perGB;
