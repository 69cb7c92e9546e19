import { text, texts } from "../../json.ts";
import { ServiceError } from "../../service.ts";
import { tellFailure, unattended } from "../../unattended.ts";
import { alarmFamily, parentsOf } from "./family.ts";
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
  /** Whether an alarm calls scaling policies as long as it stays in its state. */
  isInsistent(alarm: AlarmRow): boolean;
  /** Looks at a composite alarm. */
  look(alarm: AlarmRow, isNew?: boolean): void;
}

/** How a change came about. */
interface Origin {
  readonly latest?: number | undefined;
  /** The ARNs of the alarms whose changes led to it: evaluation stops where they form a cycle (API_DeleteAlarms). */
  readonly path?: ReadonlySet<string>;
}

export function alarmStates(tables: AlarmTables, receivers: AlarmReceivers, now: () => number): AlarmStates {
  const { alarms } = tables;
  const family = alarmFamily(alarms, now);

  function change(alarm: AlarmRow, state: AlarmState, { latest, path = new Set() }: Origin) {
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
    for (const arn of actionsOf(row))
      unattended(`An action of the alarm ${row.name} could not be written down`, () =>
        act(row, arn, () => run(row, arn, before, latest)),
      );
    const passed = new Set([...path, row.arn]);
    for (const { arn, name } of parentsOf(alarms, row).filter((parent) => !passed.has(parent.arn)))
      unattended(`The alarm ${name} could not be looked at`, () => look(arn, passed));
  }

  /** The alarm as it is by now: what follows from the same change may have reached it another way. */
  function look(arn: string, path: ReadonlySet<string>, isNew = false) {
    const alarm = alarms.get(arn);
    const next = alarm && family.stateOf(alarm, isNew);
    if (next && (isNew || next.value !== alarm.state.value)) change(alarm, next, { path });
  }

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

  const policiesOf = (alarm: AlarmRow) => actionsOf(alarm).filter(isPolicy);
  return {
    set: (alarm, state, latest) => change(alarm, state, { latest }),
    insist(alarm, latest) {
      for (const arn of policiesOf(alarm)) receive(() => receivers.scale(arn, callOf(alarm, latest)));
    },
    isInsistent: (alarm) => policiesOf(alarm).length > 0,
    look: ({ arn }, isNew) => look(arn, new Set(), isNew),
  };
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

/** What the receiver refused, in its words; anything else than a refusal is also said in the log, and keeps nobody waiting. */
function receive(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) tellFailure("An action of an alarm failed", error);
    return error instanceof Error ? error.message : String(error);
  }
}
