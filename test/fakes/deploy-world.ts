import { processData } from "./no-data.ts";
import type { Command } from "../../src/cli/command.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import { GworldError, type ErrorCode } from "../../src/model/error.ts";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { stackName, stackParts, type StackPart } from "../../src/model/graph.ts";
import { stateBucketName, stateTableName } from "../../src/model/names.ts";
import type { Connection } from "../../src/ports/connection.ts";
import type { ScalableTarget, Service, StoppedTask } from "../../src/ports/services.ts";
import { devConfig, fakeContext } from "./context.ts";
import { fakeDrifts } from "./drifts.ts";
import { environmentTemplates, type PartChange } from "./environment-templates.ts";
import { fakeImports } from "./imports.ts";
import { fakeLeftovers } from "./leftovers.ts";
import { fakeLocks } from "./locks.ts";
import { fakeLogs } from "./logs.ts";
import { fakeObjects } from "./objects.ts";
import { fakeStacks, physicalId, resourcesOf, type FakeStack, type FakeStacksOptions } from "./stacks.ts";
import { fakeState } from "./state.ts";
import { fakeVitals } from "./vitals.ts";
import { virtualClock } from "./virtual-clock.ts";

export interface DeployWorldOptions extends Pick<FakeStacksOptions, "takes" | "cleanupTakes"> {
  readonly config?: Partial<EnvironmentConfig>;
  readonly answer?: boolean | string;
  readonly bootstrapped?: boolean;
  readonly gitSha?: string;
  readonly ci?: string;
  /** True for the local cloud of this machine. */
  readonly local?: boolean;
  /** The share of AWS's times that it takes. */
  readonly pace?: number;
  readonly targets?: readonly ScalableTarget[];
  /** The account's own limits; undefined where only AWS's default is known. */
  readonly quotas?: (service: string, code: string) => number | undefined;
}

const standardQuotas = () => undefined;

export const account = "123456789012";

/** An AWS account in memory in which one environment is deployed, changed and destroyed by the real verbs. */
export function deployWorld(options: DeployWorldOptions = {}) {
  const clock = virtualClock();
  const cloud = fakeStacks({ clock, takes: options.takes, cleanupTakes: options.cleanupTakes });
  const config: EnvironmentConfig = { ...devConfig, ...options.config };
  const { synth, changes } = environmentTemplates(new Map<StackPart, PartChange>());
  const objects = fakeObjects({ [stateBucketName(account, config.region)]: [] });
  const locks = fakeLocks(() => clock.now());
  const state = fakeState(locks.rows);
  const dead = new Set<string>();
  const files = new Map<string, string>();
  const vitals = fakeVitals();
  const drifts = fakeDrifts();
  const imports = fakeImports(cloud);
  const leftovers = fakeLeftovers();
  const logs = fakeLogs({ now: () => clock.now() });
  /** What ECS makes of the service, for a test to change. */
  const ecs: { over: Partial<Service>; stopped: StoppedTask[]; before?: () => Promise<void> | void } = {
    over: {},
    stopped: [],
  };
  // What the stack of the state backend makes is there with it.
  const isPrepared = () => cloud.stack("gworld-bootstrap") !== undefined;
  if (options.bootstrapped !== false) cloud.put("gworld-bootstrap", { status: "CREATE_COMPLETE" });
  const connection: Connection = {
    config,
    local: options.local ?? false,
    pace: options.pace,
    clock,
    identity: {
      caller: async () => ({
        account,
        arn: `arn:aws:iam::${account}:user/dev`,
        region: config.region,
        source: "environment",
      }),
    },
    stacks: () => cloud.stacks,
    drifts: () => drifts.port,
    imports: () => imports.port,
    leftovers: () => leftovers.port,
    objects: () => ({
      ...objects.port,
      bucketExists: async (bucket) =>
        bucket === stateBucketName(account, config.region) ? isPrepared() : objects.port.bucketExists(bucket),
    }),
    quotas: () => ({ applied: async (service, code) => (options.quotas ?? standardQuotas)(service, code) }),
    secrets: () => ({ secret: async () => "ready", parameters: async (names) => names }),
    images: () => ({ find: async () => ({ standing: "ready", architectures: undefined }) }),
    services: {
      list: async () => {
        await ecs.before?.();
        const stack = cloud.stack(stackName(config.name, "compute"));
        return stack === undefined || !hasService(stack) ? [] : [serviceOf(stack, ecs.over)];
      },
      setDesiredCount: async () => undefined,
      stoppedTasks: async () => ecs.stopped,
      eventsSince: async () => [],
      newestDeployments: async () => new Map(),
      breaker: async () => undefined,
      tasks: async () => ({ ids: [], tasks: [] }),
    },
    scaling: { targets: async () => options.targets ?? [], setBounds: async () => undefined },
    ...vitals.ports,
    tables: {
      ...vitals.ports.tables,
      describe: async (name) =>
        name === stateTableName && !isPrepared() ? undefined : vitals.ports.tables.describe(name),
    },
    logs,
    state: state.port,
    locks: locks.port,
    data: processData({ id: "me", host: "here", pid: 1, mark: "boot 1" }, dead),
  };
  const interruption = new AbortController();
  const runOn = async (to: Connection, command: Command, ...argv: string[]) => {
    const { context, io, summaries } = fakeContext({
      synth,
      files,
      ...(options.gitSha !== undefined && { gitSha: options.gitSha }),
      ...(options.ci !== undefined && { ci: options.ci }),
      ...(options.answer !== undefined && { answer: options.answer }),
    });
    const own = {
      ...context,
      clock: to.clock,
      signal: interruption.signal,
      connect: async () => to,
      identity: async () => to.identity,
      environment: async () => config,
    };
    let error: GworldError | undefined;
    let code: void | ErrorCode = undefined;
    try {
      code = await command.run(parseArguments(command, argv), own);
    } catch (thrown) {
      if (!(thrown instanceof GworldError)) throw thrown;
      error = thrown;
    }
    return { code, error, io, summaries, result: io.results[0] };
  };
  const run = (command: Command, ...argv: string[]) => runOn(connection, command, ...argv);
  return {
    runOn,
    synth,
    cloud,
    clock,
    changes,
    objects,
    state,
    locks,
    dead,
    files,
    logs,
    vitals,
    drifts,
    imports,
    leftovers,
    ecs,
    config,
    connection,
    interruption,
    run,
    stacks: () => statuses(cloud, config),
  };
}
export type DeployWorld = ReturnType<typeof deployWorld>;

const statuses = (cloud: ReturnType<typeof fakeStacks>, { name }: EnvironmentConfig) =>
  Object.fromEntries(stackParts.map((part) => [part, cloud.stack(stackName(name, part))?.status]));

const hasService = (stack: FakeStack) =>
  resourcesOf(stack).some(
    ({ logicalId, status }) => logicalId === "AgentRuntimeService" && status !== "DELETE_COMPLETE",
  );

function serviceOf(stack: Parameters<typeof physicalId>[0], over: Partial<Service>): Service {
  const taskDefinition = physicalId(stack, "AgentRuntimeTask");
  const rolloutState = over.rolloutState ?? "COMPLETED";
  const counts = { desiredCount: 1, runningCount: 1, pendingCount: 0 };
  const primary = { id: "1", status: "PRIMARY", taskDefinition, ...counts, failedTasks: 0, rolloutState };
  return {
    name: "agent-runtime",
    arn: physicalId(stack, "AgentRuntimeService"),
    status: "ACTIVE",
    ...counts,
    taskDefinition,
    rolloutState,
    deployments: [primary],
    image: "starter:1",
    ...over,
  };
}
