import type { ServiceEvidence } from "./operation-events.ts";

/** A target that its load balancer found ill. */
export interface IllTarget {
  /** ARN of its target group. */
  readonly group: string;
  /** Address and port. */
  readonly target: string;
  /** The load balancer's code, such as `Target.Timeout`, and its words. */
  readonly reason?: string | undefined;
}

interface Balanced {
  readonly name: string;
  readonly balancing?:
    | {
        readonly targetGroups: readonly string[];
        readonly securityGroups: readonly string[];
        readonly graceSeconds: number;
      }
    | undefined;
}

/** What load balancers said of a service's targets, by the reason, and where to look for each. */
export function targetEvidence({ name, balancing }: Balanced, ill: readonly IllTarget[]): readonly ServiceEvidence[] {
  if (balancing === undefined) return [];
  return ill
    .filter(({ group }) => balancing.targetGroups.includes(group))
    .map(({ target, reason = "no reason is known" }) => ({
      service: name,
      text: `target ${target} of ${name} was unhealthy: ${reason}`,
      next: nextOf(reason, { name, target, ...balancing }),
    }));
}

interface Facts extends NonNullable<Balanced["balancing"]> {
  readonly name: string;
  readonly target: string;
}

/**
 * What each reason means: Elastic Load Balancing API reference, TargetHealth; user guide, health checks for target groups.
 * The path through the security groups is the first that a time-out asks for.
 */
function nextOf(reason: string, { name, target, securityGroups, graceSeconds }: Facts): string {
  const port = target.slice(target.lastIndexOf(":") + 1);
  if (reason.includes("Target.ResponseCodeMismatch"))
    return `${name} answered its health check with another status than its target group expects: let it answer with that, or not before it is ready; its grace period is ${graceSeconds} s`;
  const groups = securityGroups.join(" ");
  const path =
    groups === ""
      ? "look at the security groups of its tasks"
      : `aws ec2 describe-security-groups --group-ids ${groups} must let the load balancer in`;
  if (reason.includes("Target.Timeout"))
    return `Nothing of ${name} answered at port ${port} in time: ${path}, or ${name} takes too long to start for its grace period of ${graceSeconds} s`;
  return `Nothing of ${name} could be reached at port ${port}: it must listen there on all addresses (0.0.0.0), and ${path}`;
}
