import { failedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import { textAt, recordAt } from "../model/json.ts";
import { serviceEvent, type ReportOperation } from "../model/operation-events.ts";
import { readTemplate } from "../model/template.ts";
import { unverified } from "../model/unverified.ts";
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
  readonly environment: string;
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
 * that rolled a service back leaves the stack UPDATE_COMPLETE: only the task definition tells. What cannot be seen is
 * `unverified`, what the signal cut off `interrupted`; neither counts as good.
 */
export async function verifyRollouts(
  ports: RolloutPorts,
  expected: readonly ExpectedRollout[],
): Promise<GworldError[]> {
  const { clock, signal } = ports;
  const until = clock.now() + deadlineMs;
  while (expected.length > 0) {
    const late = clock.now() >= until;
    const seen = await look(ports, late);
    if (seen === "unsupported") return [];
    if (seen instanceof GworldError) return [unverified(ports.environment, `the rollouts of ${names(expected)}`, seen)];
    const verdicts = seen === "again" ? ["wait"] : expected.map((one) => verdict(one, seen, late));
    if (seen !== "again" && !verdicts.includes("wait")) {
      for (const service of seen.filter((one) => isExpected(one, expected)))
        ports.report(serviceEvent(service, clock.now()));
      return verdicts.filter((text) => text !== "good").map((text) => failed(ports, text));
    }
    if (signal.aborted) return [cutOff(ports, expected)];
    await clock.wait(pauseMs, signal);
  }
  return [];
}

/** "again" where the same look may succeed later; an endpoint without ECS has nothing to be verified. */
async function look(
  { services, clock, report }: RolloutPorts,
  late: boolean,
): Promise<readonly Service[] | "again" | "unsupported" | GworldError> {
  try {
    return await services.list();
  } catch (error) {
    if (!(error instanceof GworldError)) throw error;
    const passing = failedAs(error, "throttled") || failedAs(error, "unreachable");
    if (passing && !late) return "again";
    if (!failedAs(error, "unsupported")) return error;
    report({ kind: "note", at: clock.now(), text: `rollouts cannot be checked: ${error.message}` });
    return "unsupported";
  }
}

const failed = ({ environment }: RolloutPorts, what: string) =>
  new GworldError("failed", what, { hint: `Correct the cause, then run again: gworld deploy --env ${environment}` });

const cutOff = ({ environment }: RolloutPorts, expected: readonly ExpectedRollout[]) =>
  new GworldError("interrupted", `The rollouts of ${names(expected)} were not watched to their end.`, {
    hint: `See how the services run: gworld status --env ${environment}`,
  });

const names = (expected: readonly ExpectedRollout[]) => expected.map(({ service }) => nameIn(service)).join(", ");

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
