import type { PolicyAlarms } from "../cloudwatch/alarms/policy-alarms.ts";
import type { AlarmReceivers } from "../cloudwatch/alarms/states.ts";
import type { ServiceCounts } from "../ecs/service-counts.ts";
import type { Ground, Part } from "../resource.ts";
import { scalingOperations } from "./operations.ts";
import { scalableTargetProvider, scalingPolicyProvider } from "./providers.ts";
import { scheduledOperations } from "./scheduled/operations.ts";
import { openTimetable } from "./scheduled/timetable.ts";
import { scalingState } from "./state.ts";
import { policyRunner } from "./act.ts";

interface AutoscalingPart extends Part {
  /** What alarms call. */
  readonly act: AlarmReceivers["scale"];
}

/** Application Auto Scaling: bounds that hold, and policies that alarms call. */
export function autoscalingPart(ground: Ground, counts: ServiceCounts, alarms: PolicyAlarms): AutoscalingPart {
  const state = scalingState(ground, counts, alarms);
  const timetable = openTimetable(state);
  return {
    about: {
      service: "Application Auto Scaling",
      does: "bounds of a service, policies that scale it when alarms call, scheduled actions",
    },
    act: policyRunner(state),
    services: [
      {
        scope: "application-autoscaling",
        protocol: "json-1.1",
        namespace: "AnyScaleFrontendService",
        operations: { ...scalingOperations(state), ...scheduledOperations(state, timetable) },
      },
    ],
    resources: [scalableTargetProvider(state, timetable), scalingPolicyProvider(state)],
    start: async () => timetable.plan(),
    stop: async () => timetable.stop(),
  };
}
