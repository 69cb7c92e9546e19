import type { Json, JsonObject } from "../json.ts";
import type { Ground, Part, ResourceProvider } from "../resource.ts";
import type { Call, Operation } from "../service.ts";
import { workOut } from "./api/work-out.ts";
import { handlers } from "./api/handlers.ts";
import type { AlarmStates } from "./alarms.ts";
import type { Api, Handler } from "./api/service.ts";
import { runDetection } from "./drift/detect.ts";
import { openEngine } from "./engine/engine.ts";
import { goalMemory, type Machine } from "./engine/machine.ts";
import { openFaults } from "./faults.ts";
import type { Sources } from "./intrinsics/dynamic.ts";
import { nestedProvider } from "./nested/provider.ts";
import { openRecords } from "./records.ts";
import { recordedProvider } from "./recorded/provider.ts";
import { loadSpecs, type Specs } from "./spec/spec.ts";
import { openTimers } from "./timers.ts";
import { waitConditionProvider } from "./wait/condition.ts";
import { openSignals } from "./wait/signals.ts";

/** What CloudFormation needs of the other services. */
interface CloudFormationOptions extends Sources {
  /** Makers of real resources; every other type is recorded. */
  readonly providers: readonly ResourceProvider[];
  readTemplate(url: string): Promise<string>;
  /** What rollback triggers watch. */
  readonly alarm: AlarmStates;
}

/** How long after the start the specification is loaded without being asked for, in milliseconds. */
const loadAfter = 300;

/** CloudFormation: stacks as state machines over the store, and the admin routes `faults` and `signal`. */
export function cloudformationPart(ground: Ground, options: CloudFormationOptions): Part {
  const records = openRecords(ground.store, ground.clock);
  const faults = openFaults(ground.store);
  const timers = openTimers(ground.clock);
  const api: () => Promise<Api> = once(async () => {
    const specs = await loadSpecs();
    const machine: Machine = {
      records,
      faults,
      specs,
      alarm: options.alarm,
      later: timers.later,
      clock: ground.clock,
      sources: options,
      pace: () => ({ scale: ground.timeScale, seed: ground.timeSeed ?? 0 }),
      provider: providerOf(ground, [...options.providers, ...own], specs),
      stopped: timers.stopped,
      ...goalMemory(records),
    };
    return { machine, engine: openEngine(machine), readTemplate: (url) => options.readTemplate(url) };
  });
  const signals = openSignals(ground);
  const own = [nestedProvider(api), waitConditionProvider(ground, signals), signals.provider];
  const inProgress = () =>
    records.stacks.values().some(({ operation }) => operation !== undefined) ||
    records.detections.values().some(({ status }) => status === "DETECTION_IN_PROGRESS") ||
    records.changeSets.values().some(({ status }) => status === "CREATE_PENDING");
  return {
    about: {
      service: "CloudFormation",
      does: "dependency order, change sets, imports, nested stacks, drift, rollback",
    },
    services: [
      {
        scope: "cloudformation",
        protocol: "query",
        namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
        operations: Object.fromEntries(
          Object.entries(handlers).map(([name, handler]) => [name, operationOf(api, handler)] as const),
        ),
      },
    ],
    resources: own,
    admin: {
      signal: (input) => signals.hear(input),
      faults: (input) => faults.answer(input),
    },
    async start() {
      records.sweep();
      if (!inProgress()) return timers.later(loadAfter, () => void loadSpecs());
      const { machine, engine } = await api();
      for (const detection of records.detections.values()) void runDetection(machine, detection);
      for (const { changeSetId } of records.changeSets.values()) void workOut(machine, changeSetId);
      engine.resume();
    },
    stop: async () => timers.stop(),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const operationOf =
  (api: () => Promise<Api>, handler: Handler): Operation =>
  async (input: JsonObject, call: Call): Promise<Json> =>
    handler(await api(), input, call);

function providerOf(
  { store }: Ground,
  providers: readonly ResourceProvider[],
  specs: Specs,
): (type: string) => ResourceProvider {
  const recorded = recordedProvider(store, () => specs);
  const byType = new Map(providers.flatMap((provider) => provider.types.map((type) => [type, provider] as const)));
  return (type) => byType.get(type) ?? recorded;
}
