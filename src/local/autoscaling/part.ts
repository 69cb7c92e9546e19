import type { ServiceCounts } from "../ecs/service-counts.ts";
import type { Ground, Part } from "../resource.ts";
import { scalingOperations } from "./operations.ts";
import { scalableTargetProvider, scalingPolicyProvider } from "./providers.ts";
import { scalingState } from "./state.ts";

/** Application Auto Scaling: bounds that hold, and policies as records. No metric is invented, so no policy ever acts. */
export function autoscalingPart(ground: Ground, counts: ServiceCounts): Part {
  const state = scalingState(ground, counts);
  return {
    about: { service: "Application Auto Scaling", does: "bounds of a service, which are kept; nothing scales by load" },
    services: [
      {
        scope: "application-autoscaling",
        protocol: "json-1.1",
        namespace: "AnyScaleFrontendService",
        operations: scalingOperations(state),
      },
    ],
    resources: [scalableTargetProvider(state), scalingPolicyProvider(state)],
  };
}
