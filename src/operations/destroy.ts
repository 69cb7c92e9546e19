import type { EnvironmentConfig } from "../model/environment.ts";
import { GworldError } from "../model/error.ts";
import { outlivedBy, stackRegion, type StackPart } from "../model/graph.ts";
import type { ReportOperation } from "../model/operation-events.ts";
import { alongGraph, downstream } from "../model/schedule.ts";
import { combined } from "../model/stack-failure.ts";
import { standing } from "../model/stack-status.ts";
import { lostWith } from "../model/stateful-types.ts";
import { readTemplate } from "../model/template.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack } from "../ports/stacks.ts";
import { facts, isBucket, remove } from "./destroy/remove.ts";
import type { FreshPlan, Planning } from "./fresh-plan.ts";
import type { RecordRevision } from "./journal.ts";
import type { RemoveStack } from "./remove-stack.ts";
import type { FindStacks } from "./settle.ts";

export interface DestroyPorts extends Pick<Connection, "config" | "stacks" | "objects" | "clock"> {
  readonly remove: RemoveStack;
  readonly find: FindStacks;
  readonly report: ReportOperation;
  readonly record: RecordRevision;
  readonly signal: AbortSignal;
}

export interface DoomedResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

export interface DoomedStack {
  readonly part: StackPart;
  readonly name: string;
  readonly region: string;
  readonly stackId: string;
  readonly status: string;
  readonly terminationProtection: boolean;
  /** What stays in the account, by the template's deletion policies. */
  readonly kept: readonly DoomedResource[];
  /** What holds data and goes. */
  readonly lost: readonly DoomedResource[];
  /** Buckets that must be emptied before they can go. */
  readonly fullBuckets: readonly DoomedResource[];
}

/** What destroying an environment takes away, in the order of deployment. */
export interface DestroyPlan {
  readonly environment: string;
  readonly stacks: readonly DoomedStack[];
  readonly id: string;
  /** True where the content of buckets may go. */
  readonly withData: boolean;
}

export interface Destroyed {
  readonly env: string;
  readonly stacks: readonly { readonly name: string; readonly status: string; readonly seconds: number }[];
  readonly retained: readonly (DoomedResource & { readonly stack: string })[];
}

/** Looks at everything that would go. The state backend of the target is not part of it. */
export async function planDestroy(ports: DestroyPorts, withData: boolean): Promise<DestroyPlan> {
  const { config, clock } = ports;
  const found = await ports.find("destroy");
  const doomed = found.flatMap(({ part, stack }) =>
    stack === undefined || standing(stack.status).destroy === "nothing" ? [] : [doom(ports, part, stack)],
  );
  const stacks = await Promise.all(doomed);
  return { environment: config.name, stacks, id: `${clock.now().toString(36)}-destroy`, withData };
}

/** Refuses to take data along that nobody said may go. */
export function refuseFullBuckets({ environment, stacks, withData }: DestroyPlan): void {
  if (withData) return;
  const full = stacks.flatMap(({ name, fullBuckets }) =>
    fullBuckets.map(({ physicalId }) => `${physicalId} (${name})`),
  );
  if (full.length === 0) return;
  throw new GworldError("refused", `These buckets are not empty:\n${full.map((text) => `  ${text}`).join("\n")}`, {
    hint: `Keep what you need, then delete the rest with: gworld destroy --env ${environment} --with-data`,
  });
}

/** True where approval takes the environment's name: it is protected, or a stack of it is. */
export const wantsName = (config: Pick<EnvironmentConfig, "protected">, { stacks }: DestroyPlan) =>
  config.protected || stacks.some(({ terminationProtection }) => terminationProtection);

async function doom({ config, stacks, objects }: DestroyPorts, part: StackPart, stack: Stack): Promise<DoomedStack> {
  const region = stackRegion(part, config.region);
  const { id: stackId, name, status, terminationProtection } = stack;
  // A stack that waits in review has no template and no resources yet.
  const empty = status === "REVIEW_IN_PROGRESS";
  const [body, resources] = empty
    ? ["{}", []]
    : await Promise.all([stacks(region).template(stackId), stacks(region).resources(stackId)]);
  const template = readTemplate(body);
  const there = resources.filter((one) => one.physicalId !== "" && !one.status.startsWith("DELETE_COMPLETE"));
  const isKept = ({ logicalId }: DoomedResource) =>
    (template.resources.get(logicalId)?.deletionPolicy ?? "").startsWith("Retain");
  const going = there.filter((one) => !isKept(one));
  const buckets = going.filter(isBucket);
  const full = await Promise.all(
    buckets.map(({ physicalId }) =>
      objects(region)
        .isEmpty(physicalId)
        .then((none) => !none),
    ),
  );
  return {
    part,
    name,
    region,
    stackId,
    status,
    terminationProtection,
    kept: there.filter(isKept).map(facts),
    lost: going.filter(({ type }) => lostWith(type) !== undefined).map(facts),
    fullBuckets: buckets.filter((_, index) => full[index]).map(facts),
  };
}

export interface DestroySteps extends Pick<Planning<DestroyPlan>, "approve" | "warn"> {
  /** Does what only the holder of the environment's lock may do. */
  readonly underLock: <T>(work: (ports: DestroyPorts, undisturbed: boolean) => Promise<T>) => Promise<T>;
  readonly fresh: FreshPlan;
  /** True where an earlier run was cut off, whose end is to be written down. */
  readonly cutOff: boolean;
}

/** Carries an approved plan out while nobody else changes the environment. Undefined where a new plan was not approved. */
export async function destroy(
  plan: DestroyPlan,
  { underLock, fresh, cutOff, approve, warn }: DestroySteps,
): Promise<Destroyed | undefined> {
  const { environment, withData } = plan;
  if (plan.stacks.length === 0 && !cutOff) return { env: environment, stacks: [], retained: [] };
  return underLock(async (ports, undisturbed) => {
    const again = () => planDestroy(ports, withData);
    const facts = ({ stacks }: DestroyPlan) => stacks;
    const current = await fresh(undisturbed, plan, { environment, again, facts, approve, warn });
    return current && applyDestroy(ports, current);
  });
}

/** Deletes stack after stack against the graph, what is independent in parallel. Run again, it goes on with what is left. */
export async function applyDestroy(ports: DestroyPorts, plan: DestroyPlan): Promise<Destroyed> {
  refuseFullBuckets(plan);
  const { clock, report, signal } = ports;
  const begun = clock.now();
  const ends = new Map<StackPart, Destroyed["stacks"][number]>();
  const left: (DoomedResource & { stack: string })[] = [];
  report({ kind: "planned", at: clock.now(), stacks: plan.stacks.map(({ name }) => name) });
  const parts = plan.stacks.map(({ part }) => part);
  const byPart = new Map(plan.stacks.map((stack) => [stack.part, stack]));
  const nodes = await alongGraph(
    parts,
    downstream(parts, (part) => outlivedBy[part]),
    async (part) => {
      const stack = byPart.get(part);
      if (stack === undefined) return;
      const started = clock.now();
      left.push(...(await remove(ports, plan, stack)));
      ends.set(part, {
        name: stack.name,
        status: "DELETE_COMPLETE",
        seconds: Math.round((clock.now() - started) / 1_000),
      });
    },
    () => signal.aborted,
  );
  const hint = `Run the same command again; it goes on with what is left: gworld destroy --env ${plan.environment}`;
  const errors = [...nodes.values()].flatMap((node) => (node.end === "failed" ? [node.error] : []));
  const error = signal.aborted ? interrupted(errors, hint) : errors.length > 0 ? combined(errors, [], hint) : undefined;
  await ports.record({
    result: error === undefined ? "destroyed" : signal.aborted ? "interrupted" : "failed",
    templates: {},
    seconds: Math.round((clock.now() - begun) / 1_000),
    stacks: parts.flatMap((part) => ends.get(part) ?? []).map((end) => ({ ...end, action: "delete" })),
    cause: errors.length > 0 ? error?.message : undefined,
  });
  if (error !== undefined) throw error;
  return { env: plan.environment, stacks: parts.flatMap((part) => ends.get(part) ?? []), retained: left };
}

function interrupted(errors: readonly unknown[], hint: string): GworldError {
  const failures = errors.filter((error) => !(error instanceof GworldError && error.code === "interrupted"));
  const told = failures.length === 0 ? "" : `\n${combined(failures, [], hint).message}`;
  const text = `Interrupted. CloudFormation goes on with what it has begun.${told}`;
  return new GworldError("interrupted", text, { hint, cause: failures[0] });
}
