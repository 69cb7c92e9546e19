import type { TargetRegistry } from "../ecs/targets.ts";
import type { Ground, Part } from "../resource.ts";
import { elbOperations } from "./operations.ts";
import { networkProbe, type Probe } from "./probe.ts";
import { elbProviders } from "./providers.ts";
import { registry } from "./registry.ts";
import { elbState } from "./state.ts";

/** Elastic Load Balancing v2: load balancers as records, targets with real health checks. Traffic is not forwarded. */
export function elbPart(ground: Ground, probe: Probe = networkProbe): Part & { readonly targets: TargetRegistry } {
  const elb = elbState(ground);
  const targets = registry(elb, probe);
  return {
    about: {
      service: "Elastic Load Balancing",
      does: "the health of targets, found by asking them; no traffic is forwarded",
    },
    services: [
      {
        scope: "elasticloadbalancing",
        protocol: "query",
        namespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
        operations: elbOperations(elb, targets),
      },
    ],
    resources: elbProviders(elb, targets),
    targets,
    start: async () => targets.start(),
    stop: async () => targets.stop(),
  };
}
