import { randomUUID } from "node:crypto";
import { isObject, type Json, type JsonObject, number, object, text } from "../../json.ts";
import type { Place } from "../../place.ts";
import { ServiceError } from "../../service.ts";
import type { ScheduledActionRow } from "../rows.ts";
import { type ScalingState, type TargetName, targetKey, targetName, targetOf, validation } from "../state.ts";
import { parseSchedule, type Schedule } from "./schedule.ts";

export const actionKey = (region: string, target: TargetName, name: string) => `${targetKey(region, target)} ${name}`;

/** PutScheduledAction: makes an action of a registered target, or changes what is said of it. */
export function putAction(state: ScalingState, input: JsonObject, { region, account }: Place): ScheduledActionRow {
  const target = targetName(input);
  targetOf(state, region, target);
  const name = text(input, "ScheduledActionName") ?? "";
  if (name === "") throw validation("ScheduledActionName must not be empty");
  const key = actionKey(region, target, name);
  const before = state.scheduled.get(key);
  const now = state.ground.clock.now();
  const row: ScheduledActionRow = {
    schedule: "",
    timezone: "UTC",
    action: {},
    createdAt: now,
    arn: newArn(target, name, { region, account }),
    ...before,
    ...target,
    ...changesIn(input),
    region,
    name,
    changedAt: now,
  };
  checkAction(row);
  state.scheduled.put(key, row);
  return row;
}

const newArn = ({ serviceNamespace, resourceId }: TargetName, name: string, { region, account }: Place) =>
  `arn:aws:autoscaling:${region}:${account}:scheduledAction:${randomUUID()}:resource/${serviceNamespace}/${resourceId}:scheduledActionName/${name}`;

/** What a request says; what it does not say stays. */
function changesIn(input: JsonObject): Partial<ScheduledActionRow> {
  const [schedule, timezone] = [text(input, "Schedule"), text(input, "Timezone")];
  const [startAt, endAt] = [momentIn(input, "StartTime"), momentIn(input, "EndTime")];
  const action = object(input, "ScalableTargetAction");
  return {
    ...(schedule !== undefined && { schedule }),
    ...(timezone !== undefined && { timezone }),
    ...(startAt !== undefined && { startAt }),
    ...(endAt !== undefined && { endAt }),
    ...(Object.keys(action).length > 0 && { action }),
  };
}

function checkAction(row: ScheduledActionRow) {
  if (!scheduleOf(row))
    throw validation(
      `Unsupported schedule: ${row.schedule} in ${row.timezone}. Use at(), rate() or cron() expressions`,
    );
  const [min, max] = [number(row.action, "MinCapacity"), number(row.action, "MaxCapacity")];
  if (min === undefined && max === undefined)
    throw validation("ScalableTargetAction must have MinCapacity, MaxCapacity or both");
  if (min !== undefined && max !== undefined && min > max)
    throw validation("Maximum capacity cannot be less than minimum capacity");
}

/** When an action is due, between its start and its end, not before it was put. */
export function scheduleOf(row: ScheduledActionRow): Schedule | undefined {
  const { schedule, timezone, createdAt, changedAt, startAt = -Infinity, endAt = Infinity } = row;
  const next = parseSchedule(schedule, timezone, row.startAt ?? createdAt);
  return (
    next &&
    ((after) => {
      const at = next(Math.max(after, changedAt, startAt - 1));
      return at !== undefined && at <= endAt ? at : undefined;
    })
  );
}

/** Seconds since the epoch in calls, ISO 8601 in templates. */
function momentIn(input: Json, key: string): number | undefined {
  const given = isObject(input) ? input[key] : undefined;
  const at = typeof given === "number" ? given * 1000 : typeof given === "string" ? Date.parse(given) : undefined;
  if (Number.isNaN(at)) throw validation(`${key} is not a moment`);
  return at;
}

export function deleteAction(state: ScalingState, input: JsonObject, { region }: Place): void {
  const name = text(input, "ScheduledActionName") ?? "";
  const key = actionKey(region, targetName(input), name);
  if (!state.scheduled.get(key))
    throw new ServiceError("ObjectNotFoundException", `No scheduled action found for name: ${name}`);
  state.scheduled.delete(key);
}

/** The actions of a target. */
export const actionsOf = ({ scheduled }: ScalingState, region: string, target: TargetName) =>
  scheduled.values().filter((row) => targetKey(row.region, row) === targetKey(region, target));

export const describeAction = (row: ScheduledActionRow): JsonObject => ({
  ScheduledActionName: row.name,
  ScheduledActionARN: row.arn,
  ServiceNamespace: row.serviceNamespace,
  Schedule: row.schedule,
  Timezone: row.timezone,
  ResourceId: row.resourceId,
  ScalableDimension: row.scalableDimension,
  StartTime: row.startAt === undefined ? undefined : row.startAt / 1000,
  EndTime: row.endAt === undefined ? undefined : row.endAt / 1000,
  ScalableTargetAction: row.action,
  CreationTime: row.createdAt / 1000,
});
