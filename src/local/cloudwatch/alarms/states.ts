import { text, texts } from "../../json.ts";
import { ServiceError } from "../../service.ts";
import { alarmFamily } from "./family.ts";
import { remember } from "./history.ts";
import { type AlarmMessage, alarmMessage } from "./message.ts";
import type { AlarmRow, AlarmState, AlarmTables } from "./rows.ts";

/** Whom alarms call. Both throw ServiceError for what they do not know. */
export interface AlarmReceivers {
  publish(topicArn: string, message: AlarmMessage): void;
  /** Runs a scaling policy, with the alarm that calls for it and the latest value of what it watches. */
  scale(policyArn: string, call: ScalingCall): void;
}

export interface ScalingCall {
  readonly alarmName: string;
  readonly value: number | undefined;
  readonly threshold: number | undefined;
}

/** Changes of alarms' states, and what follows from them. */
export interface AlarmStates {
  /** Puts an alarm into a state; a new one is written down, acted on, and told to the composite alarms that name it. */
  set(alarm: AlarmRow, state: AlarmState, latest?: number): void;
  /** Calls the scaling policies of an alarm again that stays in its state, as CloudWatch does once a minute. */
  insist(alarm: AlarmRow, latest: number | undefined): void;
  /** Looks at a composite alarm. */
  look(alarm: AlarmRow, isNew?: boolean): void;
}

export function alarmStates(tables: AlarmTables, receivers: AlarmReceivers, now: () => number): AlarmStates {
  const { alarms } = tables;
  const family = alarmFamily(alarms, now);
  const states: AlarmStates = {
    set(alarm, state, latest) {
      const before = alarm.state;
      const isChange = before.value !== state.value;
      const row = { ...alarm, state: { ...state, since: isChange ? state.since : before.since } };
      alarms.put(alarm.arn, row);
      if (!isChange) return;
      remember(tables, row, state.since, {
        type: "StateUpdate",
        summary: `Alarm updated from ${before.value} to ${state.value}`,
        data: { oldState: told(before), newState: told(state) },
      });
      for (const arn of actionsOf(row)) act(row, arn, () => run(row, arn, before, latest));
      for (const parent of family.parentsOf(row)) states.look(parent);
    },
    insist(alarm, latest) {
      for (const arn of actionsOf(alarm)) if (isPolicy(arn)) receive(() => receivers.scale(arn, callOf(alarm, latest)));
    },
    look(alarm, isNew = false) {
      const next = family.stateOf(alarm, isNew);
      if (next && (isNew || next.value !== alarm.state.value)) states.set(alarm, next);
    },
  };

  function run(row: AlarmRow, arn: string, before: AlarmState, latest: number | undefined) {
    if (arn.includes(":sns:")) receivers.publish(arn, alarmMessage(row, before));
    else if (isPolicy(arn)) receivers.scale(arn, callOf(row, latest));
    else throw new ServiceError("UnsupportedOperation", "Actions of this kind are not part of the local cloud.");
  }

  function act(row: AlarmRow, arn: string, run: () => void) {
    const error = receive(run);
    const summary =
      error === undefined
        ? `Successfully executed action ${arn}`
        : `Failed to execute action ${arn}. Received error: "${error}"`;
    const data = { actionState: error === undefined ? "Succeeded" : "Failed", notificationResource: arn, error };
    remember(tables, row, now(), { type: "Action", summary, data });
  }

  const isSuppressed = (alarm: AlarmRow) => {
    const suppressor = text(alarm.settings, "ActionsSuppressor");
    return suppressor !== undefined && family.named(alarm, suppressor)?.state.value === "ALARM";
  };

  function actionsOf(alarm: AlarmRow): readonly string[] {
    if (text(alarm.settings, "ActionsEnabled") === "false" || isSuppressed(alarm)) return [];
    return texts(alarm.settings, actionKeys[alarm.state.value]);
  }
  return states;
}

const actionKeys = { OK: "OKActions", ALARM: "AlarmActions", INSUFFICIENT_DATA: "InsufficientDataActions" } as const;

const isPolicy = (arn: string) => /:autoscaling:.*:scalingPolicy:/.test(arn);

const callOf = ({ name, settings }: AlarmRow, value: number | undefined): ScalingCall => {
  const threshold = settings["Threshold"];
  return { alarmName: name, value, threshold: typeof threshold === "number" ? threshold : undefined };
};

const told = ({ value, reason, data }: AlarmState) => ({
  stateValue: value,
  stateReason: reason,
  stateReasonData: data,
});

/** What the receiver refused, in its words; anything else than a refusal is a defect and is thrown on. */
function receive(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}
