import type { LogQuery, QueryAnswer, QueryRow, SavedQuery } from "../../src/model/log-query.ts";
import type { LogQueries } from "../../src/ports/log-queries.ts";

/** Logs Insights in memory: a query waits, runs, and has these rows; what was started and stopped is remembered. */
export function fakeLogQueries() {
  const started: LogQuery[] = [];
  const stopped: string[] = [];
  const definitions: SavedQuery[] = [];
  const failures: Error[] = [];
  const looks = new Map<string, number>();
  const statistics = { matched: 3, scanned: 1_200, bytes: 2_500_000_000 };
  const script: { rows: readonly QueryRow[]; end: QueryAnswer["status"] } = { rows: [], end: "complete" };
  const made = {
    started,
    stopped,
    definitions,
    /** Thrown by the next looks, in order. */
    failures,
    statistics,
    /** What it answers and how it ends; one that never does stays `running`. */
    script,
    /** Called at each look. */
    onLook: () => {},
    refuse: (_query: LogQuery): Error | undefined => undefined,
  };
  const queries: LogQueries = {
    async start(query) {
      const refusal = made.refuse(query);
      if (refusal !== undefined) throw refusal;
      started.push(query);
      return `query-${started.length}`;
    },
    async answer(id) {
      made.onLook();
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      const look = (looks.get(id) ?? 0) + 1;
      looks.set(id, look);
      if (look === 1) return { status: "waiting", rows: [], statistics: { matched: 0, scanned: 0, bytes: 0 } };
      if (look === 2) return { status: "running", rows: script.rows.slice(0, 1), statistics };
      return { status: script.end, rows: script.rows, statistics: made.statistics };
    },
    async stop(id) {
      stopped.push(id);
    },
    saved: async (prefix) => definitions.filter(({ name }) => name.startsWith(prefix)),
  };
  return { made, queries };
}
