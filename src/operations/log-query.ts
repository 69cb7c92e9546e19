import { failedAs } from "../model/aws-error.ts";
import { namedServices } from "../model/log-groups.ts";
import { serviceOf } from "../model/log-line.ts";
import {
  hasEnded,
  isTruncated,
  meantQuery,
  type AskedQuery,
  type LogQuery,
  type QueryAnswer,
  type QueryStatistics,
  type QueryStatus,
} from "../model/log-query.ts";
import { logGroupName } from "../model/names.ts";
import type { Clock } from "../ports/clock.ts";
import type { LogQueries } from "../ports/log-queries.ts";
import type { Logs } from "../ports/logs.ts";

/** Under this the environment's queries are saved. */
export const savedPrefix = (environment: string) => `gworld/${environment}/`;

export const savedQueries = ({ queries }: Pick<Logs, "queries">, environment: string) =>
  queries.saved(savedPrefix(environment));

type Chosen = Pick<LogQuery, "text" | "groups"> & { readonly missing: readonly string[] };

/** What is to be asked, and of which log groups: those of the services named, else those it is saved with, else all. */
export async function chosenQuery(
  logs: Pick<Logs, "groups" | "queries">,
  environment: string,
  { asked, services }: { asked: Exclude<AskedQuery, { kind: "list" }>; services: readonly string[] },
): Promise<Chosen> {
  const saved =
    asked.kind === "saved"
      ? meantQuery(asked.name, await savedQueries(logs, environment), savedPrefix(environment))
      : undefined;
  const prefix = logGroupName(environment, "");
  const existing = (await logs.groups(prefix)).map(({ name }) => name);
  const own = services.length === 0 ? (saved?.groups ?? []) : [];
  const groups =
    own.length > 0
      ? own
      : namedServices(services, existing.map(serviceOf)).map((service) => logGroupName(environment, service));
  const missing = groups.filter((group) => group.startsWith(prefix) && !existing.includes(group));
  return { text: asked.kind === "text" ? asked.text : (saved?.query ?? ""), groups, missing };
}

/** What a query tells of itself while it runs. */
export type QueryEvent = { readonly at: number } & (
  | { readonly kind: "queryStarted"; readonly groups: readonly string[]; readonly from: number; readonly to: number }
  | ({ readonly kind: "queryRunning"; readonly status: QueryStatus } & QueryStatistics)
  | ({
      readonly kind: "queryEnded";
      readonly status: QueryStatus;
      readonly rows: number;
      readonly truncated?: true;
    } & QueryStatistics)
);

const firstLookMs = 200;
const slowestLookMs = 1_000;
/** Failed looks in a row before it is given up. */
const patience = 5;

/** Runs a query to its end. When the signal comes, or it can no longer be watched, it is stopped on AWS, too. */
export async function runQuery(
  { queries, clock }: { queries: LogQueries; clock: Clock },
  query: LogQuery,
  { signal, report }: { signal: AbortSignal; report: (event: QueryEvent) => void },
): Promise<QueryAnswer> {
  const { groups, from, to } = query;
  report({ kind: "queryStarted", at: clock.now(), groups, from, to });
  const id = await queries.start(query);
  let answer: QueryAnswer = { status: "waiting", rows: [], statistics: { matched: 0, scanned: 0, bytes: 0 } };
  try {
    for (let pause = firstLookMs; !hasEnded(answer); pause = Math.min(slowestLookMs, pause * 1.5)) {
      await clock.wait(pause, signal);
      answer = await look(queries, id, { clock, signal });
      report({ kind: "queryRunning", at: clock.now(), status: answer.status, ...answer.statistics });
    }
  } catch (error) {
    if (!hasEnded(answer)) await queries.stop(id);
    if (!signal.aborted) throw error;
    answer = { ...answer, status: "cancelled" };
  }
  const { status, rows, statistics } = answer;
  const truncated = isTruncated(query.text, rows.length, statistics) && { truncated: true as const };
  report({ kind: "queryEnded", at: clock.now(), status, rows: rows.length, ...truncated, ...statistics });
  return answer;
}

/** Looking is not the query: what passes is waited out. */
async function look(
  queries: LogQueries,
  id: string,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<QueryAnswer> {
  for (let failures = 1; ; failures += 1)
    try {
      signal.throwIfAborted();
      return await queries.answer(id, signal);
    } catch (error) {
      const passing = failedAs(error, "throttled") || failedAs(error, "unreachable");
      if (!passing || signal.aborted || failures >= patience) throw error;
      await clock.wait(slowestLookMs * failures, signal);
    }
}
