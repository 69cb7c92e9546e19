import { failedAs, type AwsError } from "../model/aws-error.ts";
import { serviceNames } from "../model/environment.ts";
import { GworldError } from "../model/error.ts";
import {
  notDeployed,
  serviceHealth,
  type EnvironmentStatus,
  type LastDeploy,
  type LockState,
  type ServiceState,
  type StackState,
} from "../model/environment-status.ts";
import { stackName, stackParts, stackRegion, type StackPart } from "../model/graph.ts";
import type { HeldLock } from "../model/lock.ts";
import { statusProblems } from "../model/status-problems.ts";
import type { Connection } from "../ports/connection.ts";
import type { ScalableTarget, Service } from "../ports/services.ts";
import type { Stack } from "../ports/stacks.ts";

type StatusPorts = Pick<Connection, "config" | "local" | "stacks" | "services" | "scaling" | "state" | "locks">;

/**
 * Looks at everything at once. What cannot be asked (denied, not offered by an emulator) becomes a note beside the rest.
 * Throws `notFound` when the environment has no stack at all.
 */
export async function readStatus(ports: StatusPorts): Promise<EnvironmentStatus> {
  const { name: env, region } = ports.config;
  const notes: string[] = [];
  const optional = async <T>(what: string, otherwise: T, ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof GworldError) || error.code === "credentials") throw error;
      notes.push(`${what}: ${error.message}`);
      return otherwise;
    }
  };
  const [found, services, targets, latest, lock] = await Promise.all([
    Promise.all(stackParts.map((part) => describePart(ports, part))),
    optional("services unknown", [], () => ports.services.list()),
    optional("scaling bounds unknown", [], () => ports.scaling.targets()),
    optional("last deploy unknown", undefined, () => ports.state.latest(env)),
    optional("lock unknown", undefined, () => ports.locks.read(env)),
  ]);
  const stacks = found.map(({ state }) => state);
  if (stacks.every(({ status }) => status === notDeployed)) throw nothingDeployed(env, region);
  const states = [...services].sort(inOrder).map((service) => serviceState(service, targets));
  const addresses = addressesOf(found.flatMap(({ stack }) => stack ?? []));
  if (ports.local && Object.keys(addresses).length > 0) notes.push(nothingAnswers);
  return {
    env,
    region,
    stacks,
    services: states,
    lock: lock?.state === "HELD" ? lockState(lock) : null,
    revision: latest?.revision ?? null,
    lastDeploy: latest === undefined ? null : lastDeploy(latest),
    addresses,
    problems: statusProblems(env, stacks, states),
    notes,
  };
}

const nothingAnswers =
  "the addresses of the API and CloudFront are of AWS's shape only; nothing answers them in the local cloud";

/** ECS lists services in no order: ours come as they are always shown, others behind by name. */
function inOrder(a: Pick<Service, "name">, b: Pick<Service, "name">): number {
  const [first, second] = [a, b].map(({ name }) => {
    const place = serviceNames.findIndex((known) => known === name);
    return place < 0 ? serviceNames.length : place;
  });
  return (first ?? 0) - (second ?? 0) || (a.name < b.name ? -1 : 1);
}

/** How often a watched environment is looked at, in milliseconds. */
const lookEvery = 2_000;

/** Looks again and again until the signal. What passes by itself (throttling, a lost connection) becomes a note on the last look. */
export async function* watchStatus(
  ports: StatusPorts & Pick<Connection, "clock">,
  signal: AbortSignal,
): AsyncGenerator<EnvironmentStatus> {
  let last: EnvironmentStatus | undefined;
  while (!signal.aborted) {
    try {
      last = await readStatus(ports);
      yield last;
    } catch (error) {
      if (last === undefined || !isPassing(error)) throw error;
      yield { ...last, notes: [`${error.message}; trying again`] };
    }
    await ports.clock.wait(lookEvery, signal);
  }
}

const isPassing = (error: unknown): error is AwsError =>
  failedAs(error, "throttled") || failedAs(error, "unreachable") || failedAs(error, "credentials");

async function describePart({ config, stacks }: StatusPorts, part: StackPart) {
  const region = stackRegion(part, config.region);
  const name = stackName(config.name, part);
  const described = await stacks(region).describe(name);
  const stack = described?.status === "DELETE_COMPLETE" ? undefined : described;
  const state: StackState = {
    name,
    part,
    region,
    status: stack?.status ?? notDeployed,
    reason: stack?.statusReason,
    updatedAt: stack?.updatedAt,
  };
  return { state, stack };
}

function serviceState(service: Service, targets: readonly ScalableTarget[]): ServiceState {
  const { name, desiredCount, runningCount, pendingCount, rolloutState, image } = service;
  const bounds = targets.find((target) => target.service === name);
  return {
    name,
    desiredCount,
    runningCount,
    pendingCount,
    minCapacity: bounds?.minCapacity ?? null,
    maxCapacity: bounds?.maxCapacity ?? null,
    rolloutState,
    image,
    health: serviceHealth(service),
  };
}

const lockState = ({ holder: { id, arn, host, pid }, command, since }: HeldLock): LockState => ({
  holder: id,
  who: { arn, host, pid },
  command,
  since,
});

const lastDeploy = ({ revision, at, by, result }: LastDeploy): LastDeploy => ({ revision, at, by, result });

/** Outputs that are addresses people open or connect to. */
const addressesOf = (stacks: readonly Stack[]) =>
  Object.fromEntries(
    stacks.flatMap(({ outputs }) => Object.entries(outputs)).filter(([, value]) => /^(?:https|wss):\/\//.test(value)),
  );

const nothingDeployed = (env: string, region: string) =>
  new GworldError("notFound", `${env} is not deployed in ${region}.`, { hint: `gworld deploy -e ${env}` });
