import type { Json, JsonObject } from "../json.ts";
import type { Ground, Part, ResourceProvider } from "../resource.ts";
import type { Call, Operation } from "../service.ts";
import { cancelUpdateStack, continueUpdateRollback, rollbackStack } from "./api/rollback-stack.ts";
import { createChangeSet } from "./api/create-change-set.ts";
import { workOut } from "./api/work-out.ts";
import { deleteChangeSet, describeChangeSet, executeChangeSet, listChangeSets } from "./api/change-sets.ts";
import { createStack } from "./api/create-stack.ts";
import { deleteStack } from "./api/delete-stack.ts";
import {
  describeStackResource,
  describeStackResources,
  describeStacks,
  listStackResources,
  listStacks,
} from "./api/describe.ts";
import { describeStackEvents } from "./api/events.ts";
import { listExports, listImports } from "./api/exports.ts";
import { getStackPolicy, setStackPolicy, updateTerminationProtection } from "./api/protection.ts";
import type { Api, Handler } from "./api/service.ts";
import { getTemplate, getTemplateSummary, validateTemplate } from "./api/templates.ts";
import { updateStack } from "./api/update-stack.ts";
import { openEngine } from "./engine/engine.ts";
import { goalMemory, type Machine } from "./engine/machine.ts";
import { openFaults } from "./faults.ts";
import type { Sources } from "./intrinsics/dynamic.ts";
import { openRecords } from "./records.ts";
import { recordedProvider } from "./recorded/provider.ts";
import { loadSpecs, type Specs } from "./spec/spec.ts";

/** What CloudFormation needs of the other services. */
interface CloudFormationOptions extends Sources {
  /** Makers of real resources; every other type is recorded. */
  readonly providers: readonly ResourceProvider[];
  readTemplate(url: string): Promise<string>;
}

const handlers: Readonly<Record<string, Handler>> = {
  CancelUpdateStack: cancelUpdateStack,
  ContinueUpdateRollback: continueUpdateRollback,
  CreateChangeSet: createChangeSet,
  CreateStack: createStack,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStack,
  DescribeChangeSet: describeChangeSet,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  ExecuteChangeSet: executeChangeSet,
  GetStackPolicy: getStackPolicy,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSets,
  ListExports: listExports,
  ListImports: listImports,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
  RollbackStack: rollbackStack,
  SetStackPolicy: setStackPolicy,
  UpdateStack: updateStack,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
};

/** How long after the start the specification is loaded without being asked for, in milliseconds. */
const loadAfter = 300;

/** CloudFormation: stacks as state machines over the store, and the admin route `faults`. */
export function cloudformationPart(ground: Ground, options: CloudFormationOptions): Part {
  const records = openRecords(ground.store, ground.clock);
  const faults = openFaults(ground.store);
  const pending = new Set<() => void>();
  let stopped = false;
  const later = (milliseconds: number, callback: () => void) => {
    if (stopped) return;
    const cancel = ground.clock.after(milliseconds, () => {
      pending.delete(cancel);
      if (!stopped) callback();
    });
    pending.add(cancel);
  };
  const api = once(async (): Promise<Api> => {
    const specs = await loadSpecs();
    const machine: Machine = {
      records,
      faults,
      specs,
      later,
      clock: ground.clock,
      sources: options,
      timeScale: ground.timeScale,
      provider: providerOf(ground, options, specs),
      stopped: () => stopped,
      ...goalMemory(records),
    };
    return { machine, engine: openEngine(machine), readTemplate: (url) => options.readTemplate(url) };
  });
  const inProgress = () =>
    records.stacks.values().some(({ operation }) => operation !== undefined) ||
    records.changeSets.values().some(({ status }) => status === "CREATE_PENDING");
  return {
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
    resources: [],
    admin: { faults: (input) => faults.answer(input) },
    async start() {
      records.sweep();
      if (!inProgress()) return later(loadAfter, () => void loadSpecs());
      const { machine, engine } = await api();
      for (const { changeSetId } of records.changeSets.values()) void workOut(machine, changeSetId);
      engine.resume();
    },
    async stop() {
      stopped = true;
      for (const cancel of pending) cancel();
      pending.clear();
    },
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
  { providers }: CloudFormationOptions,
  specs: Specs,
): (type: string) => ResourceProvider {
  const recorded = recordedProvider(store, () => specs);
  const byType = new Map(providers.flatMap((provider) => provider.types.map((type) => [type, provider] as const)));
  return (type) => byType.get(type) ?? recorded;
}
