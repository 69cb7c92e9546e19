import type { Look } from "../check.ts";

/** All tables of the storage stack as one check; undefined status where a table is gone. */
export function tablesCheck(
  env: string,
  tables: readonly { readonly name: string; readonly status: string | undefined }[],
): Look {
  const odd = tables.filter(({ status }) => status !== "ACTIVE");
  if (odd.length === 0) return { name: "tables", status: "ok", message: `${tables.length} tables are ACTIVE` };
  const message = odd.map(({ name, status }) => `${name} ${status === undefined ? "does not exist" : `is ${status}`}`);
  // A table that is being updated goes on serving.
  const serves = odd.every(({ status }) => status === "UPDATING");
  const passes = odd.every(({ status }) => status === "UPDATING" || status === "CREATING");
  return {
    name: "tables",
    status: serves ? "warn" : "fail",
    message: message.join(", "),
    hint: passes ? `Look again: gworld verify --env ${env}` : `gworld drift --stack storage --env ${env}`,
    ...(passes && { settling: true }),
  };
}

interface Alarm {
  readonly name: string;
  readonly state: string;
  readonly reason?: string | undefined;
  readonly since?: number | undefined;
}

/**
 * All alarms of an environment as one check. One that was in ALARM before `begun`, when a deployment began, is not what that
 * deployment did, and is told without failing it.
 */
export function alarmsCheck(env: string, names: readonly string[], found: readonly Alarm[], begun?: number): Look {
  const known = new Map(found.map((alarm) => [alarm.name, alarm]));
  const gone = names.filter((name) => !known.has(name));
  const raised = found.filter(({ state }) => state === "ALARM");
  const isOld = ({ since }: Alarm) => begun !== undefined && since !== undefined && since < begun;
  const told = [
    ...raised.map((alarm) => `${alarm.name} is in ALARM${reasonOf(alarm)}${isOld(alarm) ? " since before" : ""}`),
    ...gone.map((name) => `${name} does not exist`),
  ];
  if (told.length === 0) return { name: "alarms", status: "ok", message: `none of ${names.length} alarms is in ALARM` };
  const fresh = raised.filter((alarm) => !isOld(alarm));
  const isGrave = fresh.length > 0 || gone.length > 0;
  return {
    name: "alarms",
    status: isGrave ? "fail" : "warn",
    message: told.join("; "),
    hint:
      raised.length > 0
        ? `gworld status --env ${env}; gworld logs --errors --env ${env}`
        : `gworld drift --stack monitoring --env ${env}`,
    ...(fresh.length > 0 && gone.length === 0 && { settling: true }),
  };
}

const reasonOf = ({ reason }: Alarm) => (reason === undefined ? "" : ` (${reason})`);
