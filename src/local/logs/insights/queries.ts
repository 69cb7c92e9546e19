import { randomUUID } from "node:crypto";
import type { Ground } from "../../resource.ts";
import { ServiceError } from "../../service.ts";
import { type LogsState, notFound } from "../state.ts";
import type { Range } from "./events.ts";
import type { Query } from "./query.ts";
import { carryOut, type QueryRun } from "./run.ts";

/** How long a query of AWS waits and runs, in milliseconds. */
const durations = { scheduled: 500, running: 2_000 };
/** Queries that run in an account and Region at one time (API reference, StartQuery). */
const mostAtOnce = 100;
/** Of so many queries the results are kept: AWS keeps them for days, this is memory. */
const mostKept = 100;

interface Work {
  readonly query: Query;
  readonly range: Range;
  readonly limit: number;
}

/** The queries that were started since the local cloud was. */
export interface Queries {
  start(about: Pick<QueryRun, "region" | "queryString" | "groups">, work: Work): string;
  /** Of a Region, the newest first. */
  list(region: string): readonly QueryRun[];
  get(id: string | undefined, region: string): QueryRun;
}

export function openQueries(state: LogsState, ground: Ground): Queries {
  const runs = new Map<string, QueryRun>();
  const pause = (part: keyof typeof durations) =>
    ground.timeScale === 0
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          ground.clock.after(durations[part] * ground.timeScale, resolve);
        });
  return {
    start(about, work) {
      if ([...runs.values()].filter((run) => run.region === about.region && isActive(run)).length >= mostAtOnce)
        throw new ServiceError("LimitExceededException", `At most ${mostAtOnce} queries run at one time.`);
      const id = randomUUID();
      const run: QueryRun = {
        ...about,
        id,
        createTime: state.now(),
        status: "Scheduled",
        results: [],
        counts: { matched: 0, scanned: 0, bytes: 0 },
      };
      runs.set(id, run);
      for (const old of [...runs.values()].filter((each) => !isActive(each)).slice(0, runs.size - mostKept))
        runs.delete(old.id);
      void carryOut(state, run, { ...work, pause });
      return id;
    },
    list: (region) => [...runs.values()].filter((run) => run.region === region).reverse(),
    get(id, region) {
      const run = runs.get(id ?? "");
      if (run?.region !== region) throw notFound("Unknown QueryId");
      return run;
    },
  };
}

export const isActive = ({ status }: QueryRun) => status === "Scheduled" || status === "Running";
