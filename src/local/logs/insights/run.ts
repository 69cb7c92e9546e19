import { tellFailure } from "../../unattended.ts";
import type { GroupRow } from "../rows.ts";
import type { LogsState } from "../state.ts";
import { queriedEvents, type Range } from "./events.ts";
import type { Query } from "./query.ts";
import type { Row } from "./row.ts";
import { toText } from "./value.ts";

export type QueryStatus = "Scheduled" | "Running" | "Complete" | "Failed" | "Cancelled";

/** A field of a result and its value, as GetQueryResults tells them. */
export interface ResultField {
  readonly [key: string]: string;
  readonly field: string;
  readonly value: string;
}
export type Result = readonly ResultField[];

/** What is known of a query that was started. */
export interface QueryRun {
  readonly id: string;
  readonly region: string;
  readonly queryString: string;
  readonly groups: readonly GroupRow[];
  readonly createTime: number;
  status: QueryStatus;
  results: readonly Result[];
  readonly counts: { matched: number; scanned: number; bytes: number };
}

interface Work {
  readonly query: Query;
  readonly range: Range;
  readonly limit: number;
  /** Waits as a query of AWS does before it runs and before it is complete. */
  readonly pause: (part: "scheduled" | "running") => Promise<void>;
}

/** Carries a query out; it ends early when its status is set to Cancelled. */
export async function carryOut(state: LogsState, run: QueryRun, work: Work): Promise<void> {
  try {
    await work.pause("scheduled");
    if (run.status !== "Scheduled") return;
    run.status = "Running";
    const results = await resultsOf(state, run, work);
    await work.pause("running");
    if (isOver(run)) return;
    run.results = results;
    run.status = "Complete";
  } catch (error) {
    tellFailure(`The query ${run.id} failed`, error);
    run.status = "Failed";
  }
}

const isOver = ({ status }: QueryRun) => status !== "Running" && status !== "Scheduled";

async function resultsOf(state: LogsState, run: QueryRun, { query, range, limit }: Work): Promise<readonly Result[]> {
  const results: Result[] = [];
  const sink = query.open(
    (row) => {
      if (results.length < limit) results.push(resultOf(row, query));
    },
    () => (run.counts.matched += 1),
  );
  for await (const events of queriedEvents(state, run.groups, range)) {
    if (isOver(run)) return [];
    for (const { row, bytes } of events) {
      run.counts.scanned += 1;
      run.counts.bytes += bytes;
      sink.add(row);
    }
  }
  sink.end();
  return results;
}

/** Fields that are not there are left out; an event has its pointer besides. */
function resultOf(row: Row, { names, areEvents }: Query): Result {
  const shown = areEvents ? [...names.filter((name) => name !== "@ptr"), "@ptr"] : names;
  return shown.flatMap((field) => {
    const value = toText(row.get(field));
    return value === undefined ? [] : [{ field, value }];
  });
}
