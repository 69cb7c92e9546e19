import type { ScalingCall } from "../cloudwatch/alarms/states.ts";
import { bool, type JsonObject, number, object } from "../json.ts";
import { ServiceError } from "../service.ts";
import { setCapacity } from "./capacity.ts";
import type { ScalableTargetRow, ScalingPolicyRow } from "./rows.ts";
import { type ScalingState, targetKey } from "./state.ts";
import { stepped } from "./steps.ts";
import { trackingOf } from "./tracking.ts";

/** Seconds that policies for ECS wait after a scaling activity unless they say otherwise (API reference, Cooldown). */
const standardCooldown = 300;

/** Runs the policy that an alarm in ALARM calls. Throws ServiceError when there is no such policy. */
export function policyRunner(state: ScalingState): (policyArn: string, call: ScalingCall) => void {
  /** What each target tracking policy last wanted the capacity to be: scaling in waits for all of them. */
  const wishes = new Map<string, number>();
  return (policyArn, call) => {
    const policy = state.policies.get(policyArn);
    const target = policy && state.targets.get(targetKey(policy.region, policy));
    if (!policy || !target) throw new ServiceError("ObjectNotFoundException", "The scaling policy does not exist.");
    const capacity = state.counts.get(target);
    if (capacity === undefined) return;
    const wanted = wantedBy(policy, call, { capacity, wishes, state });
    if (wanted === undefined) return;
    const bounded = Math.min(target.maxCapacity, Math.max(target.minCapacity, wanted));
    if (bounded === capacity || isSuspended(target, bounded > capacity)) return;
    const last = { at: state.ground.clock.now(), from: baseOf(state, policy, capacity), to: bounded };
    const cause = `monitor alarm ${call.alarmName} in state ALARM triggered policy ${policy.name}`;
    setCapacity(state, target, bounded, cause);
    state.policies.put(policy.arn, { ...policy, last });
  };
}

interface Circumstances {
  readonly capacity: number;
  readonly wishes: Map<string, number>;
  readonly state: ScalingState;
}

/** The capacity that a policy wants now; undefined where it must not change it. */
function wantedBy(policy: ScalingPolicyRow, call: ScalingCall, around: Circumstances): number | undefined {
  const tracking = trackingOf(policy);
  if (tracking) return trackedBy(policy, tracking, call, around);
  const { capacity, state } = around;
  const configuration = object(policy.settings, "StepScalingPolicyConfiguration");
  const breach = call.value === undefined ? 0 : call.value - (call.threshold ?? 0);
  const cooldown = number(configuration, "Cooldown") ?? standardCooldown;
  if (!isCooling(state, policy, cooldown)) return stepped(configuration, capacity, breach);
  // While it cools, what the last activity added counts towards what is wanted now (Cooldown period, scale out).
  const wanted = stepped(configuration, policy.last?.from ?? capacity, breach);
  return wanted > capacity ? wanted : undefined;
}

function trackedBy(
  policy: ScalingPolicyRow,
  tracking: JsonObject,
  { alarmName, value }: ScalingCall,
  { capacity, wishes, state }: Circumstances,
): number | undefined {
  const target = number(tracking, "TargetValue") ?? 0;
  if (value === undefined || target <= 0) return undefined;
  // Rounding before rounding up: 3 * 0.7 / 0.7 is a little more than 3.
  const of = (count: number) => Math.ceil(Number(((count * value) / target).toPrecision(12)));
  if (alarmName.includes("-AlarmHigh-")) {
    const wanted = of(baseOf(state, policy, capacity));
    return wanted > capacity ? wanted : undefined;
  }
  wishes.set(policy.arn, of(capacity));
  if (isCooling(state, policy, number(tracking, "ScaleInCooldown") ?? standardCooldown)) return undefined;
  const wanted = allReady(policy, { capacity, wishes, state });
  return wanted !== undefined && wanted < capacity ? wanted : undefined;
}

/** The most that any tracking policy of the target wants, once all of them are ready to scale in. */
function allReady(policy: ScalingPolicyRow, { wishes, state }: Circumstances): number | undefined {
  const place = { region: policy.region, account: policy.arn.split(":")[4] ?? "" };
  const key = targetKey(policy.region, policy);
  const others = state.policies.values().filter((row) => targetKey(row.region, row) === key && trackingOf(row));
  const low = (row: ScalingPolicyRow) =>
    state.alarms.calling(row.arn).find(({ AlarmName }) => AlarmName.includes("-AlarmLow-"));
  const scalingIn = others.filter((row) => low(row) !== undefined);
  if (!scalingIn.every((row) => state.alarms.isRaised(low(row)?.AlarmName ?? "", place))) return undefined;
  const all = scalingIn.map((row) => wishes.get(row.arn));
  return all.some((wish) => wish === undefined) ? undefined : Math.max(...all.flatMap((wish) => wish ?? []));
}

const isCooling = ({ ground }: ScalingState, { last }: ScalingPolicyRow, seconds: number) =>
  last !== undefined && ground.clock.now() - last.at < seconds * 1000;

const isGrowth = ({ last }: ScalingPolicyRow) => last !== undefined && last.to > last.from;

/** Where a series of scaling out began: one that goes on in its cooldown keeps its beginning. */
function baseOf(state: ScalingState, policy: ScalingPolicyRow, capacity: number): number {
  const configuration = trackingOf(policy) ?? object(policy.settings, "StepScalingPolicyConfiguration");
  const cooldown = number(configuration, "ScaleOutCooldown") ?? number(configuration, "Cooldown") ?? standardCooldown;
  return isCooling(state, policy, cooldown) && isGrowth(policy) ? (policy.last?.from ?? capacity) : capacity;
}

const isSuspended = ({ suspended }: ScalableTargetRow, isOut: boolean) =>
  bool(suspended, isOut ? "DynamicScalingOutSuspended" : "DynamicScalingInSuspended") ?? false;
