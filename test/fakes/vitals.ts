import { worldTables } from "../../src/model/names.ts";
import type { AlarmState, Alarms } from "../../src/ports/alarms.ts";
import type { Reach } from "../../src/ports/reach.ts";
import type { TableFacts } from "../../src/model/table-facts.ts";
import type { Tables } from "../../src/ports/tables.ts";
import type { TargetHealth, Targets } from "../../src/ports/targets.ts";

/** Tables with gworld's own names are there when a test says so; those that fake stacks make always are. */
const isOfOurs = new RegExp(`-(?:${worldTables.join("|")})$`);

/**
 * What is looked at to tell whether an environment works: all well, save for what a test puts into the maps. `onLook` hears
 * of each look before it is answered, such as `reach https://...`.
 */
export function fakeVitals() {
  const health = new Map<string, readonly TargetHealth[]>();
  const raised = new Map<string, Partial<AlarmState> | undefined>();
  const described = new Map<string, Partial<TableFacts> | undefined>();
  const answers = new Map<string, number | Error>();
  const names = new Map<string, readonly string[]>();
  const failures = new Map<"targets" | "alarms" | "tables", Error>();
  const looks: string[] = [];
  const hooks: ((look: string) => void)[] = [];
  const see = (kind: string, what: string) => {
    looks.push(`${kind} ${what}`);
    for (const hook of hooks) hook(`${kind} ${what}`);
    const failure = kind === "targets" || kind === "alarms" || kind === "tables" ? failures.get(kind) : undefined;
    if (failure !== undefined) throw failure;
  };
  const targets: Targets = {
    async health(arn) {
      see("targets", arn);
      return health.get(arn) ?? [{ target: "10.0.0.1:8080", state: "healthy" }];
    },
  };
  const alarms: Alarms = {
    async states(wanted) {
      see("alarms", wanted.join(" "));
      return wanted.flatMap((name) => {
        if (raised.has(name) && raised.get(name) === undefined) return [];
        return [{ name, state: "OK", ...raised.get(name) }];
      });
    },
  };
  const tables: Tables = {
    async describe(name) {
      see("tables", name);
      const isThere = described.has(name) ? described.get(name) !== undefined : !isOfOurs.test(name);
      if (!isThere) return undefined;
      return { name, status: "ACTIVE", key: [], indexes: [], ...described.get(name) };
    },
    expires: async () => undefined,
  };
  const reach: Reach = {
    async status(url) {
      see("reach", url);
      const answer = answers.get(url) ?? 200;
      if (typeof answer === "number") return answer;
      throw answer;
    },
    async addresses(name) {
      see("addresses", name);
      return names.get(name) ?? [];
    },
  };
  return {
    ports: { targets, alarms, tables, reach },
    health,
    raised,
    described,
    answers,
    names,
    failures,
    looks,
    onLook: (hook: (look: string) => void) => void hooks.push(hook),
  };
}
