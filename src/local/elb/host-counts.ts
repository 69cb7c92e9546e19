import { dimensions, type MetricSink } from "../cloudwatch/sink.ts";
import { everyMinute, measuredAt } from "../every.ts";
import { loadBalancersOf } from "./describe.ts";
import type { Registry } from "./registry.ts";
import type { ElbRow } from "./rows.ts";
import { type ElbState, fullName } from "./state.ts";

/** Publishes HealthyHostCount and UnHealthyHostCount of target groups behind a load balancer, once a minute. */
export function publishHostCounts(elb: ElbState, registry: Registry, metrics: MetricSink): () => void {
  const { rows, targets, ground } = elb;
  const count = (group: ElbRow) => {
    const own = targets.values().filter(({ targetGroupArn }) => targetGroupArn === group.arn);
    const of = (state: string) => own.filter((row) => registry.health(row)?.state === state).length;
    return { HealthyHostCount: of("healthy"), UnHealthyHostCount: of("unhealthy") };
  };
  return everyMinute(ground.clock, measuredAt, "The health of targets could not be counted", () => {
    for (const group of rows.values().filter(({ kind }) => kind === "targetgroup"))
      for (const balancer of loadBalancersOf(elb, group.arn, group.region)) {
        const of = dimensions({ TargetGroup: fullName(group.arn), LoadBalancer: fullName(balancer) });
        const namespace = balancer.includes("/net/") ? "AWS/NetworkELB" : "AWS/ApplicationELB";
        for (const [name, value] of Object.entries(count(group)))
          metrics.write(group.region, { namespace, name, dimensions: of }, [{ value, unit: "Count" }]);
      }
  });
}
