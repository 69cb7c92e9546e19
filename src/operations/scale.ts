import { failedAs, type AwsError } from "../model/aws-error.ts";
import { durationText } from "../model/duration.ts";
import { GworldError } from "../model/error.ts";
import { findService, planScale, type Capacity, type ScalePlan, type ScaleWish } from "../model/scale-plan.ts";
import { deadSince, deathText, isSteady, tooManyDeaths } from "../model/scale-watch.ts";
import type { Connection } from "../ports/connection.ts";
import type { Service, StoppedTask } from "../ports/services.ts";
import type { FreshPlan, Planning } from "./fresh-plan.ts";

type ScalePorts = Pick<Connection, "config" | "services" | "scaling" | "clock">;

/** Reads what runs and plans the way to what is wanted. Where bounds cannot be asked, only a count can be planned. */
export async function prepareScale(ports: ScalePorts, name: string, wish: ScaleWish): Promise<ScalePlan> {
  const env = ports.config.name;
  const [services, targets] = await Promise.all([ports.services.list(), targetsOf(ports)]);
  const { desiredCount } = findService(env, name, services);
  const target = targets.find(({ service }) => service === name);
  const from: Capacity = {
    desiredCount,
    minCapacity: target?.minCapacity ?? null,
    maxCapacity: target?.maxCapacity ?? null,
  };
  return planScale({ env, service: name, from }, wish);
}

async function targetsOf({ scaling }: ScalePorts) {
  try {
    return await scaling.targets();
  } catch (error) {
    if (failedAs(error, "unsupported")) return [];
    throw error;
  }
}

/** The live counts while a service goes to its new count. */
export interface ScaleEvent {
  readonly kind: "service";
  readonly at: number;
  readonly service: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  /** Tasks that died so far, newest first, in ECS's words. */
  readonly died: readonly string[];
}

export interface Scaled {
  readonly env: string;
  readonly service: string;
  readonly result: "scaled" | "unchanged";
  readonly from: Capacity;
  readonly to: Capacity;
  readonly runningCount: number;
  readonly seconds: number;
}

export interface Watching {
  readonly signal: AbortSignal;
  readonly report: (event: ScaleEvent) => void;
}

/** How long reaching steady state may take. */
const deadline = 600_000;
const lookEvery = 2_000;
const settlesWithin = 10_000;

export interface ScaleSteps extends Watching, Pick<Planning<ScalePlan>, "approve" | "warn"> {
  readonly wish: ScaleWish;
  /** Does what only the holder of the environment's lock may do. */
  readonly underLock: <T>(work: (ports: ScalePorts, undisturbed: boolean) => Promise<T>) => Promise<T>;
  readonly fresh: FreshPlan;
  /** True where an earlier run was cut off, whose end is to be written down. */
  readonly cutOff: boolean;
}

/**
 * Takes the steps while nobody else changes the environment, then waits for steady state. Throws `resumable` at the deadline,
 * `failed` when tasks keep dying, and `interrupted` on the signal: ECS goes on in each case, and running the same command again
 * watches on. Undefined where a new plan was not approved.
 */
export async function scale(ports: ScalePorts, plan: ScalePlan, steps: ScaleSteps): Promise<Scaled | undefined> {
  const begun = ports.clock.now();
  const taken =
    plan.steps.length === 0 && !steps.cutOff ? plan : await steps.underLock((...held) => take(plan, steps, ...held));
  if (taken === undefined) return undefined;
  const { desiredCount, runningCount } = await steady(ports, taken, { ...steps, begun });
  const { env, service, from, to } = taken;
  return {
    env,
    service,
    result: taken.steps.length === 0 ? "unchanged" : "scaled",
    from,
    to: { ...to, desiredCount },
    runningCount,
    seconds: Math.round((ports.clock.now() - begun) / 1_000),
  };
}

async function take(plan: ScalePlan, steps: ScaleSteps, ports: ScalePorts, undisturbed: boolean) {
  const { wish, fresh, approve, warn } = steps;
  const { env: environment, service } = plan;
  const again = () => prepareScale(ports, service, wish);
  const facts = (one: ScalePlan) => one.steps;
  const current = await fresh(undisturbed, plan, { environment, again, facts, approve, warn });
  for (const step of current?.steps ?? []) {
    if (step.kind === "count") await ports.services.setDesiredCount(service, step.desiredCount);
    else await ports.scaling.setBounds({ service, ...step });
  }
  return current;
}

async function steady(
  { services, clock }: ScalePorts,
  plan: ScalePlan,
  { begun, signal, report }: Watching & { begun: number },
): Promise<Service> {
  let said = "";
  for (;;) {
    const seen = await look(services, plan, begun);
    const waited = clock.now() - begun;
    if (seen !== undefined) {
      const { service, dead } = seen;
      const event = eventOf(service, dead);
      if (JSON.stringify(event) !== said) report({ ...event, at: clock.now() });
      said = JSON.stringify(event);
      // ECS may still tell the old count; later another one means that autoscaling has moved it.
      const current = service.desiredCount === plan.to.desiredCount || waited >= settlesWithin;
      if (current && isSteady(service)) return service;
      if (dead.length >= tooManyDeaths) throw dying(plan, dead);
      if (waited >= deadline) throw late(plan, service, dead);
    }
    if (signal.aborted) throw interrupted(plan);
    await clock.wait(lookEvery, signal);
  }
}

const eventOf = ({ name, ...service }: Service, dead: readonly StoppedTask[]): Omit<ScaleEvent, "at"> => ({
  kind: "service",
  service: name,
  desiredCount: service.desiredCount,
  runningCount: service.runningCount,
  pendingCount: service.pendingCount,
  died: dead.map(deathText),
});

/** One look; undefined when it failed in a way that passes. The observer never fails the operation. */
async function look(services: ScalePorts["services"], plan: ScalePlan, since: number) {
  try {
    const [all, stopped] = await Promise.all([services.list(), services.stoppedTasks(plan.service)]);
    return { service: findService(plan.env, plan.service, all), dead: deadSince(stopped, since) };
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
}

const isPassing = (error: unknown): error is AwsError => failedAs(error, "throttled") || failedAs(error, "unreachable");

const reasons = (dead: readonly StoppedTask[]) => dead.slice(0, 3).map(deathText).join("; ");

const dying = ({ env, service }: ScalePlan, dead: readonly StoppedTask[]) =>
  new GworldError("failed", `Tasks of ${service} keep dying: ${reasons(dead)}.`, {
    hint: `gworld logs ${service} -e ${env} --since 15m shows their last lines. The new count stays as it was set.`,
  });

const late = ({ env, service }: ScalePlan, seen: Service, dead: readonly StoppedTask[]) =>
  new GworldError(
    "resumable",
    `${service} runs ${seen.runningCount} of ${seen.desiredCount} tasks after ${durationText(deadline)}${dead.length === 0 ? "" : `; died: ${reasons(dead)}`}.`,
    { hint: `ECS goes on. Watch it with: gworld status -e ${env} --watch` },
  );

const interrupted = ({ env, service }: ScalePlan) =>
  new GworldError("interrupted", `Stopped watching; ECS goes on scaling ${service}.`, {
    hint: `gworld status -e ${env} --watch`,
  });
