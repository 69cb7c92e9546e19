import { GworldError } from "../model/error.ts";
import { stackName, stackRegion, type StackPart } from "../model/graph.ts";
import { importTemplate, type ImportPlan, type NotImported, type StackImport } from "../model/import/plan.ts";
import { refuseTwice, type ImportWish } from "../model/import/wish.ts";
import type { ReportOperation } from "../model/operation-events.ts";
import { standing } from "../model/stack-status.ts";
import { ownTags, stackTags } from "../model/stack-tags.ts";
import { readTemplate } from "../model/template.ts";
import type { Connection } from "../ports/connection.ts";
import type { Synth } from "../ports/synth.ts";
import type { Follow } from "./follow.ts";
import type { FreshPlan, Planning } from "./fresh-plan.ts";
import { importStack } from "./import/apply.ts";
import { adopt, planAdoption } from "./import/adopt.ts";
import { judge, type Target } from "./import/judge.ts";
import type { PlaceTemplate } from "./place-template.ts";
import type { RemoveStack } from "./remove-stack.ts";
import type { FindStacks, FoundStack } from "./settle.ts";

export { adopt, planAdoption };

export interface ImportPorts extends Pick<
  Connection,
  "config" | "stacks" | "imports" | "tables" | "objects" | "leftovers" | "identity" | "clock"
> {
  readonly synth: Synth;
  readonly place: PlaceTemplate;
  readonly find: FindStacks;
  readonly follow: Follow;
  readonly remove: RemoveStack;
  readonly report: ReportOperation;
}

export interface ImportRequest {
  readonly wishes: readonly ImportWish[];
  /** What was refused before anything was asked. */
  readonly refused: readonly NotImported[];
}

export interface Imported {
  readonly env: string;
  readonly imported: readonly {
    readonly stack: string;
    readonly logicalId: string;
    readonly type: string;
    readonly physicalId: string;
  }[];
  readonly refused: readonly NotImported[];
}

/**
 * Works out what can be adopted, without changing anything. What was named on the command line must fit, else it throws
 * `refused` with all reasons; what a Terraform state names and does not fit is left out and told.
 */
export async function planImport(ports: ImportPorts, { wishes, refused }: ImportRequest): Promise<ImportPlan> {
  refuseTwice(wishes);
  const { config, identity, synth, clock } = ports;
  const [{ account }, templates, found] = await Promise.all([
    identity.caller(),
    synth.environment(config),
    ports.find("deploy"),
  ]);
  const left: (NotImported & { readonly isAsked: boolean })[] = [];
  const stacks: StackImport[] = [];
  for (const part of new Set(wishes.map((wish) => wish.part))) {
    const own = wishes.filter((wish) => wish.part === part);
    const template = templates.find((one) => one.part === part);
    const target = await targetOf(ports, { part, account, body: template?.body ?? "{}" }, found);
    const judged = await Promise.all(own.map(async (wish) => ({ wish, made: await judge(ports, target, wish) })));
    left.push(
      ...judged.flatMap(({ wish: { physicalId, from, logicalId }, made }) =>
        made !== "done" && "reason" in made
          ? [{ physicalId, from: from ?? `${part}/${logicalId}`, reason: made.reason, isAsked: from === undefined }]
          : [],
      ),
    );
    const resources = judged.flatMap(({ made }) => (made === "done" || "reason" in made ? [] : [made]));
    if (resources.length > 0) stacks.push(await stackImport(ports, part, target, resources));
  }
  const asked = left.filter(({ isAsked }) => isAsked);
  if (asked.length > 0) throw unfit(config.name, asked);
  const id = `${clock.now().toString(36)}-import`;
  const rest = left.map(({ physicalId, from, reason }) => ({ physicalId, from, reason }));
  const { region, retainData } = config;
  return { environment: config.name, account, region, id, stacks, refused: [...refused, ...rest], retainData };
}

function unfit(environment: string, all: readonly NotImported[]): GworldError {
  const lines = all.map(({ physicalId, from, reason }) => `  ${from}=${physicalId}: ${reason}`);
  return new GworldError("refused", `This cannot be imported, and nothing was:\n${lines.join("\n")}`, {
    hint: `What the templates declare: gworld synth --env ${environment} --out templates`,
  });
}

/** A stack that was begun and never made is none: it is empty. */
async function targetOf(
  ports: ImportPorts,
  { part, account, body }: { readonly part: StackPart; readonly account: string; readonly body: string },
  found: readonly FoundStack[],
): Promise<Target> {
  const { config, imports, place } = ports;
  const region = stackRegion(part, config.region);
  const name = stackName(config.name, part);
  const stack = found.find((one) => one.part === part)?.stack;
  const move = stack === undefined ? "create" : standing(stack.status).deploy;
  const isEmpty = move === "create" || stack?.status === "REVIEW_IN_PROGRESS";
  if (!isEmpty && move !== "update") throw cannotImport(config.name, name, stack?.status ?? "");
  const [identifiers, resources] = await Promise.all([
    imports(region).identifiers(await place(body)),
    isEmpty ? [] : ports.stacks(region).resources(name),
  ]);
  const there = resources.filter(({ status, physicalId }) => physicalId !== "" && !status.startsWith("DELETE_"));
  const declared = readTemplate(body);
  return { name, region, account, declared, identifiers, stack: isEmpty ? undefined : stack, resources: there };
}

function cannotImport(environment: string, name: string, status: string): GworldError {
  const { because = "an operation is going on", wayOut = `gworld deploy --env ${environment}` } = standing(status);
  return new GworldError("failed", `${name} is ${status}: ${because}.`, {
    hint: wayOut.replaceAll("<stack>", name).replaceAll("<env>", environment),
  });
}

async function stackImport(
  { config, stacks }: ImportPorts,
  part: StackPart,
  { name, region, stack }: Target,
  resources: StackImport["resources"],
): Promise<StackImport> {
  const deployed = stack && (await stacks(region).template(stack.id));
  const body = importTemplate(name, deployed, resources);
  return {
    part,
    name,
    region,
    action: stack === undefined ? "create" : "update",
    stackId: stack?.id,
    status: stack?.status ?? "",
    body,
    parameters: stack?.parameters ?? {},
    tags: { ...ownTags(stack?.tags ?? {}), ...stackTags(config.project, config.name, part) },
    resources,
  };
}

export interface ImportSteps extends Pick<Planning<ImportPlan>, "approve" | "warn"> {
  /** Does what only the holder of the environment's lock may do. */
  readonly underLock: <T>(work: (ports: ImportPorts, undisturbed: boolean) => Promise<T>) => Promise<T>;
  readonly fresh: FreshPlan;
}

/** Carries an approved plan out while nobody else changes the environment. Undefined where a new plan was not approved. */
export async function importResources(
  plan: ImportPlan,
  request: ImportRequest,
  { underLock, fresh, approve, warn }: ImportSteps,
): Promise<Imported | undefined> {
  return underLock(async (ports, undisturbed) => {
    const again = () => planImport(ports, request);
    const facts = ({ stacks }: ImportPlan) => stacks;
    const current = await fresh(undisturbed, plan, { environment: plan.environment, again, facts, approve, warn });
    if (current === undefined) return undefined;
    ports.report({ kind: "planned", at: ports.clock.now(), stacks: current.stacks.map(({ name }) => name) });
    for (const stack of current.stacks) await importStack(ports, current, stack);
    return imported(current);
  });
}

/** What a plan comes to once it is carried out. */
export const imported = ({ environment: env, stacks, refused }: ImportPlan): Imported => ({
  env,
  imported: stacks.flatMap(({ name: stack, resources }) =>
    resources.map(({ logicalId, type, physicalId }) => ({ stack, logicalId, type, physicalId })),
  ),
  refused,
});
