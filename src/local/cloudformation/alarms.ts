import { isObject, text, type Json, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";
import type { Store } from "../store.ts";
import type { Records } from "./records.ts";

/** The state of the alarm of an ARN: OK, ALARM or INSUFFICIENT_DATA; undefined where there is no such alarm. */
export type AlarmStates = (arn: string) => string | undefined;

interface AlarmState {
  readonly arn: string;
  readonly state: string;
}

const states = ["OK", "ALARM", "INSUFFICIENT_DATA"];

const isAlarmState = (value: unknown): value is AlarmState =>
  isObject(value) && typeof value["arn"] === "string" && typeof value["state"] === "string";

/**
 * Alarms where CloudWatch is not there: those that stacks have recorded, in the state that the admin route `alarms` gave them.
 * A new alarm has seen no data yet.
 */
export function recordedAlarms(store: Store, records: Records) {
  const told = store.table("cloudformation.alarm-states", isAlarmState);
  const stateOf: AlarmStates = (arn) =>
    told.get(arn)?.state ?? (isRecorded(records, arn) ? "INSUFFICIENT_DATA" : undefined);
  return {
    stateOf,
    /** Sets the state of an alarm, which exists from then on; lists them all. `clear` forgets what was set. */
    answer(input: JsonObject): Json {
      if (text(input, "clear") === "true") for (const key of told.keys()) told.delete(key);
      const [arn, state] = [text(input, "arn"), text(input, "state")];
      if (arn !== undefined && state !== undefined) {
        if (!states.includes(state))
          throw new ServiceError("ValidationException", `An alarm is ${states.join(", ")}, not ${state}.`);
        told.put(arn, { arn, state });
      }
      return { alarms: told.values().map((one) => ({ ...one })) };
    },
  };
}

const isRecorded = (records: Records, arn: string) =>
  records.stacks
    .values()
    .flatMap(({ stackId }) => records.resources(stackId))
    .some(
      ({ type, current }) => /^AWS::CloudWatch::(?:Composite)?Alarm$/.test(type) && current?.attributes["Arn"] === arn,
    );
