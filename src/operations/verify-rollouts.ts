import { failedAs } from "../model/aws-error.ts";
import { textAt, recordAt } from "../model/json.ts";
import { serviceEvent, type ReportOperation } from "../model/operation-events.ts";
import { readTemplate } from "../model/template.ts";
import type { Clock } from "../ports/clock.ts";
import type { Service, Services } from "../ports/services.ts";
import type { StackResource } from "../ports/stacks.ts";

/** A service of a stack, and the task definition that stack gave it. */
export interface ExpectedRollout {
  readonly service: string;
  readonly taskDefinition: string;
}

export interface RolloutPorts {
  readonly services: Services;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly report: ReportOperation;
}

const pauseMs = 2_000;
const deadlineMs = 15 * 60_000;

/** Which service must run which task definition, by the template's references and the physical IDs of what is there. */
export function expectedRollouts(body: string, resources: readonly StackResource[]): ExpectedRollout[] {
  // A resource that is gone stays in the list with its last physical ID.
  const there = resources.filter(({ status }) => !status.startsWith("DELETE_"));
  const physical = new Map(there.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  return [...readTemplate(body).resources].flatMap(([logicalId, { type, properties }]) => {
    if (type !== "AWS::ECS::Service") return [];
    const service = physical.get(logicalId);
    const taskDefinition = physical.get(textAt(recordAt(properties, "TaskDefinition"), "Ref") ?? "");
    return service && taskDefinition ? [{ service, taskDefinition }] : [];
  });
}

/**
 * Waits until every service has rolled out its own task definition and says which have not, and why. A circuit breaker
 * that rolled a service back leaves the stack UPDATE_COMPLETE: only the task definition tells.
 */
export async function verifyRollouts(ports: RolloutPorts, expected: readonly ExpectedRollout[]): Promise<string[]> {
  const until = ports.clock.now() + deadlineMs;
  while (expected.length > 0) {
    let running: readonly Service[];
    try {
      running = await ports.services.list();
    } catch (error) {
      if (!failedAs(error, "unsupported") && ports.clock.now() < until && !ports.signal.aborted) {
        await ports.clock.wait(pauseMs, ports.signal);
        continue;
      }
      const text = error instanceof Error ? error.message : String(error);
      ports.report({ kind: "note", at: ports.clock.now(), text: `rollouts cannot be checked: ${text}` });
      return [];
    }
    const late = ports.clock.now() >= until || ports.signal.aborted;
    const verdicts = expected.map((one) => verdict(one, running, late));
    if (!verdicts.includes("wait")) {
      for (const service of running.filter((one) => isExpected(one, expected)))
        ports.report(serviceEvent(service, ports.clock.now()));
      return verdicts.filter((text) => text !== "good");
    }
    await ports.clock.wait(pauseMs, ports.signal);
  }
  return [];
}

function verdict(
  { service: arn, taskDefinition }: ExpectedRollout,
  running: readonly Service[],
  late: boolean,
): string {
  const service = running.find((one) => isNamed(one, arn));
  if (service === undefined) return late ? `${nameIn(arn)} does not exist` : "wait";
  const primary = service.deployments.find(({ status }) => status === "PRIMARY");
  const reason = primary?.rolloutStateReason;
  if (service.taskDefinition !== taskDefinition && service.rolloutState !== "IN_PROGRESS")
    return `${service.name} was rolled back to ${nameIn(service.taskDefinition)}${reason ? `: ${reason}` : ""}`;
  if (service.rolloutState === "FAILED") return `the rollout of ${service.name} failed${reason ? `: ${reason}` : ""}`;
  if (service.rolloutState !== "IN_PROGRESS") return "good";
  const counts = `${service.runningCount} of ${service.desiredCount} tasks run`;
  return late ? `${service.name} is still rolling out (${counts})` : "wait";
}

const isNamed = ({ arn, name }: Service, physicalId: string) => arn === physicalId || name === physicalId;

const isExpected = (service: Service, expected: readonly ExpectedRollout[]) =>
  expected.some((one) => isNamed(service, one.service));

const nameIn = (arn: string) => arn.split("/").at(-1) ?? arn;
