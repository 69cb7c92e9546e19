import { given, isRecord, listOf, numberAt, textAt } from "./json.ts";

/** A request that has a stack changed, written down before it is sent. */
export interface BegunStack {
  readonly name: string;
  readonly action: "create" | "update" | "delete";
  readonly region: string;
  /** Of the request: CloudFormation's events of what it began bear it. */
  readonly token: string;
  /** Milliseconds since the epoch, by the clock of whoever sent it. */
  readonly at: number;
  /** Absent where there was no stack yet. */
  readonly stackId?: string | undefined;
  /** True for one of several updates that bring the stack to its template. */
  readonly part?: boolean | undefined;
  /** What its events told last; absent until somebody looked, and empty where no event bears the token. */
  readonly status?: string | undefined;
}

const actions = ["create", "update", "delete"] as const;

/** Reads what a row tells under `stacks`. */
export function begunFrom(row: unknown): readonly BegunStack[] | undefined {
  const all = listOf(isRecord(row) ? row["stacks"] : undefined);
  if (all.length === 0) return undefined;
  return all.map((one) => ({
    name: textAt(one, "name") ?? "",
    action: actions.find((known) => known === textAt(one, "action")) ?? "update",
    region: textAt(one, "region") ?? "",
    token: textAt(one, "token") ?? "",
    at: numberAt(one, "at") ?? 0,
    ...given({ stackId: textAt(one, "stackId"), status: textAt(one, "status"), part: partOf(one) }),
  }));
}

const partOf = (one: unknown) => (isRecord(one) && one["part"] === true ? true : undefined);

/** The last request for each stack: one that comes in several steps has one for each. */
export const lastBegun = (begun: readonly BegunStack[]): readonly BegunStack[] => [
  ...new Map(begun.map((one) => [one.name, one])).values(),
];
