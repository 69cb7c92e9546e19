import { recordAt, textAt } from "./json.ts";
import { readTemplate } from "./template.ts";

/** A service of a stack, and the task definition that stack gave it. */
export interface ExpectedRollout {
  readonly service: string;
  readonly taskDefinition: string;
}

/** A service as far as its rollout tells. */
export interface RollingService {
  readonly name: string;
  readonly arn: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly taskDefinition: string;
  readonly rolloutState: string;
  /** How the newest deployment stands; see `withNewest`. */
  readonly newest?: string | undefined;
  readonly deployments: readonly { readonly status: string; readonly rolloutStateReason?: string | undefined }[];
}

/**
 * going: it may still become good, and the text says why it is not yet. superseded: somebody else has given the service
 * another task definition since.
 */
export interface Rollout {
  readonly state: "good" | "going" | "bad" | "superseded";
  readonly text: string;
}

interface KnownResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly status: string;
}

/** Which service must run which task definition, by the template's references and the physical IDs of what is there. */
export function expectedRollouts(body: string, resources: readonly KnownResource[]): ExpectedRollout[] {
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
 * How a service stands to what its stack gave it. A circuit breaker that rolled a service back leaves the stack
 * UPDATE_COMPLETE: only the task definition tells. A later revision of the same family was released, and is as good.
 */
export function rolloutOf(expected: ExpectedRollout, running: readonly RollingService[]): Rollout {
  const service = running.find((one) => isExpected(one, expected));
  if (service === undefined) return { state: "going", text: `${nameIn(expected.service)} does not exist` };
  const { name, taskDefinition, rolloutState } = service;
  const primary = service.deployments.find(({ status }) => status === "PRIMARY");
  const reason = primary?.rolloutStateReason;
  const why = reason ? `: ${reason}` : "";
  const isOurs = taskDefinition === expected.taskDefinition || isReleased(taskDefinition, expected.taskDefinition);
  if (!isOurs && rolloutState === "COMPLETED" && service.newest === "SUCCESSFUL")
    return { state: "superseded", text: `somebody else has deployed ${nameIn(taskDefinition)} to ${name} since` };
  if (!isOurs && rolloutState !== "IN_PROGRESS")
    return { state: "bad", text: `${name} was rolled back to ${nameIn(taskDefinition)}${why}` };
  if (rolloutState === "FAILED") return { state: "bad", text: `the rollout of ${name} failed${why}` };
  const counts = `${service.runningCount} of ${service.desiredCount} tasks run`;
  if (rolloutState === "IN_PROGRESS") return { state: "going", text: `${name} is still rolling out (${counts})` };
  return { state: "good", text: `${counts} ${nameIn(taskDefinition)}` };
}

/**
 * The names of the services that run another task definition than their stack gave them: only a circuit breaker, or who stops
 * it, leaves a newest deployment that did not succeed; whoever gives a service another begins one like any other.
 */
export const inDoubt = (expected: readonly ExpectedRollout[], running: readonly RollingService[]): readonly string[] =>
  running
    .filter((service) => expected.some((one) => isExpected(service, one) && rolloutOf(one, [service]).state === "bad"))
    .map(({ name }) => name);

/** The services with what is known, by name, of their newest deployments. One of which nothing is counts as rolled back. */
export const withNewest = <S extends RollingService>(running: readonly S[], newest: ReadonlyMap<string, string>) =>
  running.map((service) => ({ ...service, newest: newest.get(service.name) }));

/** CloudTrail knows who changed a service; ECS does not say. */
export const whoChanged = (arn: string) =>
  `aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=${arn}`;

/** ECS takes a name or an ARN for the service of a cluster; which of them the physical ID is depends on the endpoint. */
export const isExpected = ({ arn, name }: Pick<RollingService, "arn" | "name">, { service }: ExpectedRollout) =>
  arn === service || name === service;

/** The last part of an ARN: the name of a service, a task definition with its revision. */
export const nameIn = (arn: string) => arn.split("/").at(-1) ?? arn;

function isReleased(running: string, ours: string): boolean {
  const [now, then] = [running, ours].map((arn) => /^(.+):(\d+)$/.exec(arn));
  return now !== null && then !== null && now?.[1] === then?.[1] && Number(now?.[2]) > Number(then?.[2]);
}
