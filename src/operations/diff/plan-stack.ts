import { type StackTemplate, describedDigest } from "../../model/assembly.ts";
import { additions, assess, templateChanges } from "../../model/assess.ts";
import type { EnvironmentConfig } from "../../model/environment.ts";
import { GworldError } from "../../model/error.ts";
import type { Goal } from "../../model/goal.ts";
import type { StackPart } from "../../model/graph.ts";
import { adoptionNotes } from "../../model/import/adopt.ts";
import { indexSteps } from "../../model/index-steps.ts";
import { keptParameters, type Outputs, resolveInputs, sameInputs } from "../../model/inputs.ts";
import { canonical, given } from "../../model/json.ts";
import type { PlannedChange, StackPlan } from "../../model/plan.ts";
import { changedParameters } from "../../model/revision-document.ts";
import { scaledBounds } from "../../model/scaled-bounds.ts";
import { stackInput } from "../../model/stack-input.ts";
import { samePolicy } from "../../model/stack-policy.ts";
import { standing } from "../../model/stack-status.ts";
import { lostWith } from "../../model/stateful-types.ts";
import { carriesTags, ownTags, stackTags } from "../../model/stack-tags.ts";
import { readTemplate, type Template } from "../../model/template.ts";
import type { Connection } from "../../ports/connection.ts";
import type { Stack } from "../../ports/stacks.ts";
import type { Adopts } from "./adopt.ts";
import type { PlaceTemplate } from "../place-template.ts";

/** What the plan of one stack is made of. */
export interface StackPlanPorts extends Pick<Connection, "config" | "stacks" | "scaling"> {
  readonly place: PlaceTemplate;
  /** Absent: the configuration. */
  readonly goal?: Goal | undefined;
}

/** What is known while a plan is made. */
export interface Known {
  readonly id: string;
  readonly found: ReadonlyMap<StackPart, Stack>;
  readonly outputs: Outputs;
  /** What stacks that are to be made take over. */
  readonly adopts: ReadonlyMap<StackPart, Adopts>;
}

/** Compares one stack with its template: a change set only where they differ. */
export async function planStack(ports: StackPlanPorts, known: Known, template: StackTemplate): Promise<StackPlan> {
  const { part, name, region } = template;
  const stack = known.found.get(part);
  const tags = stackTags(ports.config.project, ports.config.name, part);
  const { status = "", updatedAt } = stack ?? {};
  const base = {
    part,
    name,
    region,
    template,
    tags,
    status,
    updatedAt,
    notes: [],
    kept: {},
    protect: false,
    policy: false,
  };
  const kept = ports.goal?.kept[name] ?? {};
  const added = { ...base, kept, ...madeBy(ports.config, known, template), parameters: {}, deployed: null };
  if (stack === undefined) return { ...added, action: "create" };
  const { deploy, because = "" } = standing(stack.status);
  if (deploy === "recreate" || (await isMereRest(ports, template, stack)))
    return {
      ...added,
      action: "recreate",
      stackId: stack.id,
      notes: [`is ${stack.status} (${because}): it is deleted and created again`, ...added.notes],
    };
  if (deploy !== "update") throw cannotUpdate(ports.config.name, stack);
  const guards = await guardsOf(ports, template, stack);
  const update = { ...base, ...guards, stackId: stack.id, tags: { ...ownTags(stack.tags), ...tags } };
  const isThere = isUnchanged(known, template, stack, tags) && isAsKept(ports.goal, template, stack);
  return isThere ? unchanged(update, stack) : planUpdate(ports, known, stack, update);
}

/** What a deletion could not finish with is deleted by deploying where no data can go with it. */
async function isMereRest({ stacks }: StackPlanPorts, { region }: StackTemplate, { id, status }: Stack) {
  if (status !== "DELETE_FAILED") return false;
  const resources = await stacks(region).resources(id);
  return resources.every((one) => one.status === "DELETE_COMPLETE" || lostWith(one.type) === undefined);
}

/** All that a new stack makes, and what it takes over instead. */
function madeBy({ retainData }: EnvironmentConfig, { adopts }: Known, { part, body }: StackTemplate) {
  const { adopted, byName = [] } = adopts.get(part) ?? {};
  const taken = new Map(adopted?.stack.resources.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  const changes = additions(readTemplate(body)).map((change): PlannedChange => {
    const physicalId = taken.get(change.logicalId);
    return { ...change, ...(physicalId !== undefined && { action: "Import", physicalId }), because: [] };
  });
  const notes = [
    ...(adopted === undefined ? [] : adoptionNotes(adopted, retainData)),
    ...byName.map((name) => `adopts: backup vault ${name}, where an earlier destroy has left it`),
  ];
  return { changes, notes, ...given({ adopted, adoptsByName: byName.length > 0 ? true : undefined }) };
}

/** What guards a stack and is not as the template wants it: a run that was cut off may have left its policy open. */
async function guardsOf(
  { stacks }: StackPlanPorts,
  { region, stackPolicy, terminationProtection }: StackTemplate,
  { name, ...stack }: Stack,
) {
  const protect = terminationProtection && !stack.terminationProtection;
  const policy = stackPolicy !== undefined && !samePolicy(await stacks(region).stackPolicy(name), stackPolicy);
  const notes = [
    ...(protect ? ["termination protection is switched on"] : []),
    ...(policy ? ["its stack policy is not as it should be and is set again"] : []),
  ];
  return { protect, policy, notes };
}

type Update = Omit<StackPlan, "action" | "changes" | "parameters">;

function unchanged(update: Update, stack: Stack): StackPlan {
  const { parameters } = stack;
  const wired = update.template.parameters;
  const kept = Object.fromEntries(Object.entries(parameters).filter(([name]) => !(name in wired)));
  return { ...update, action: "unchanged", changes: [], parameters, kept };
}

function isUnchanged(
  { outputs }: Known,
  template: StackTemplate,
  stack: Stack,
  tags: Readonly<Record<string, string>>,
) {
  return (
    standing(stack.status).trusted &&
    describedDigest(stack.description) === template.digest &&
    carriesTags(stack.tags, tags) &&
    sameInputs(stack.parameters, resolveInputs(template, outputs, {}).parameters)
  );
}

/** Going back to what was kept, parameters that a release has changed since go back as well. */
const isAsKept = (goal: Goal | undefined, template: StackTemplate, { parameters }: Stack) =>
  goal === undefined ||
  canonical(changedParameters(template, parameters)) === canonical(goal.kept[template.name] ?? {});

async function planUpdate(ports: StackPlanPorts, known: Known, stack: Stack, update: Update): Promise<StackPlan> {
  const { template, name, region } = update;
  const stacks = ports.stacks(region);
  const deployed = await stacks.template(stack.id);
  const [before, after] = [readTemplate(deployed), readTemplate(template.body)];
  const kept = ports.goal?.kept[name] ?? keptParameters(stack.parameters, before, after, template.parameters);
  const { parameters: resolved, missing } = resolveInputs(template, known.outputs, kept);
  // An output that a stack upstream is yet to give counts as it was; the change set is made again when it is there.
  const former = Object.keys(template.parameters).flatMap((key) => {
    const value = stack.parameters[key];
    return value === undefined || key in resolved ? [] : [[key, value] as const];
  });
  const parameters = { ...resolved, ...Object.fromEntries(former) };
  const notes = [
    ...update.notes,
    ...indexNotes(indexSteps(deployed, template.body).length),
    ...(await boundsNotes(ports, before, after)),
  ];
  const common = { ...update, deployed, kept, parameters, notes };
  if (missing.length > former.length)
    return {
      ...common,
      action: "update",
      changes: assess(templateChanges(before, after), before, after),
      notes: [...notes, "waits for new outputs of the stacks upstream: compared by template until they are there"],
    };
  const changeSet = await stacks.createChangeSet(
    stackInput(common, parameters, await ports.place(template.body), known.id),
    `gw-${known.id}`,
  );
  if (changeSet.executable)
    return {
      ...common,
      action: "update",
      changes: assess(changeSet.changes, before, after),
      changeSetId: changeSet.id,
    };
  await stacks.deleteChangeSet(changeSet);
  return unchanged(common, stack);
}

const indexNotes = (steps: number) =>
  steps === 0 ? [] : [`DynamoDB makes or removes one index of a table at a time: it is updated ${steps + 1} times`];

async function boundsNotes({ scaling }: StackPlanPorts, before: Template, after: Template): Promise<string[]> {
  const scales = [...before.resources.values()].some(({ type }) => type.endsWith("::ScalableTarget"));
  return scales ? scaledBounds(await scaling.targets().catch(() => []), before, after) : [];
}

function cannotUpdate(environment: string, { name, status }: Stack): GworldError {
  const { because = "an operation is going on", wayOut = "Run the same command again: it waits for the operation" } =
    standing(status);
  return new GworldError("failed", `${name} is ${status}: ${because}.`, {
    hint: wayOut.replaceAll("<stack>", name).replaceAll("<env>", environment),
  });
}
