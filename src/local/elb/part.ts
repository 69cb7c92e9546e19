import type { MetricSink } from "../cloudwatch/sink.ts";
import type { TargetRegistry } from "../ecs/targets.ts";
import type { Ground, Part } from "../resource.ts";
import { elbOperations } from "./operations.ts";
import { networkProbe, type Probe } from "./probe.ts";
import { publishHostCounts } from "./host-counts.ts";
import { elbProviders } from "./providers.ts";
import { registry } from "./registry.ts";
import { elbState } from "./state.ts";

/** Elastic Load Balancing v2: load balancers as records, targets with real health checks. Traffic is not forwarded. */
export function elbPart(
  ground: Ground,
  probe: Probe = networkProbe,
  metrics?: MetricSink,
): Part & { readonly targets: TargetRegistry } {
  const elb = elbState(ground);
  let stopCounting = () => {};
  const targets = registry(elb, probe);
  return {
    about: {
      service: "Elastic Load Balancing",
      cli: "elbv2",
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
    async start() {
      targets.start();
      if (metrics) stopCounting = publishHostCounts(elb, targets, metrics);
    },
    async stop() {
      stopCounting();
      targets.stop();
    },
  };
}
