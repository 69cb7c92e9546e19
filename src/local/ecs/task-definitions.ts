import { type JsonObject, list, text, texts } from "../json.ts";
import type { Operation } from "../service.ts";
import type { Place } from "../place.ts";
import type { EcsContext } from "./context.ts";
import { checkTaskDefinition } from "./check-task-definition.ts";
import { arnOf } from "./names.ts";
import { refusals } from "./refusals.ts";
import type { TaskDefinitionRow } from "./rows.ts";
import { pageInOrder, pageOf, seconds, tagsOut, tagsIn } from "./shape.ts";

export const taskDefinitionOperations = (context: EcsContext): Readonly<Record<string, Operation>> => ({
  RegisterTaskDefinition: (input, call) => {
    const row = registerTaskDefinition(context, input, call);
    return { taskDefinition: describeTaskDefinition(row), tags: tagsOut(row.tags) };
  },
  DescribeTaskDefinition: (input, call) => {
    const row = taskDefinitionOf(context, text(input, "taskDefinition"), call);
    return {
      taskDefinition: describeTaskDefinition(row),
      tags: texts(input, "include").includes("TAGS") ? tagsOut(row.tags) : [],
    };
  },
  DeregisterTaskDefinition: (input, call) => {
    const row = deregisterTaskDefinition(context, taskDefinitionOf(context, text(input, "taskDefinition"), call));
    return { taskDefinition: describeTaskDefinition(row) };
  },
  ListTaskDefinitions: (input, { region }) => {
    const arns = revisionsIn(context, region)
      .filter(({ status }) => status === (text(input, "status") ?? "ACTIVE"))
      .filter(({ family }) => family === (text(input, "familyPrefix") ?? family))
      .sort((a, b) => (a.family < b.family ? -1 : Number(a.family > b.family)) || a.revision - b.revision)
      .map(({ arn }) => arn);
    if (text(input, "sort") === "DESC") arns.reverse();
    const { items, nextToken } = pageInOrder(arns, (arn) => arn, input);
    return { taskDefinitionArns: items, nextToken };
  },
  ListTaskDefinitionFamilies: (input, { region }) => {
    const families = revisionsIn(context, region)
      .filter(({ status }) => (text(input, "status") ?? "ALL") === "ALL" || status === text(input, "status"))
      .map(({ family }) => family)
      .filter((family) => family.startsWith(text(input, "familyPrefix") ?? ""));
    const { items, nextToken } = pageOf([...new Set(families)], input);
    return { families: items, nextToken };
  },
});

const revisionsIn = ({ state }: EcsContext, region: string) =>
  state.taskDefinitions.values().filter((row) => row.region === region);

/** Registers the next revision of a family. Numbers go on for ever, also after all revisions are deregistered. */
export function registerTaskDefinition(
  { state, ground }: EcsContext,
  input: JsonObject,
  { region, account }: Place,
  token?: string,
): TaskDefinitionRow {
  const { tags: _, ...definition } = input;
  const family = text(input, "family") ?? "";
  if (!/^[\w-]{1,255}$/.test(family)) throw refusals.client("Family contains invalid characters or is missing.");
  checkTaskDefinition(definition);
  const key = `${region} ${family}`;
  const revision = (state.revisions.get(key)?.last ?? 0) + 1;
  const row: TaskDefinitionRow = {
    arn: arnOf(region, account, `task-definition/${family}:${revision}`),
    region,
    family,
    revision,
    status: "ACTIVE",
    definition,
    registeredAt: ground.clock.now(),
    tags: tagsIn(input),
    ...(token !== undefined && { token }),
  };
  state.revisions.put(key, { last: revision });
  state.taskDefinitions.put(row.arn, row);
  return row;
}

/** By ARN, `family:revision`, or family alone for its latest ACTIVE revision. */
export function findTaskDefinition(
  context: EcsContext,
  named: string | undefined,
  { region, account }: Place,
): TaskDefinitionRow | undefined {
  const name = named?.replace(/^arn:[^/]*:task-definition\//, "") ?? "";
  return (
    context.state.taskDefinitions.get(arnOf(region, account, `task-definition/${name}`)) ??
    revisionsIn(context, region)
      .filter(({ family, status }) => family === name && status === "ACTIVE")
      .sort((a, b) => b.revision - a.revision)[0]
  );
}

export function taskDefinitionOf(context: EcsContext, named: string | undefined, place: Place): TaskDefinitionRow {
  const found = findTaskDefinition(context, named, place);
  if (!found) throw refusals.client("Unable to describe task definition.");
  return found;
}

export function deregisterTaskDefinition(context: EcsContext, row: TaskDefinitionRow): TaskDefinitionRow {
  const { state, ground } = context;
  const gone: TaskDefinitionRow = { ...row, status: "INACTIVE", deregisteredAt: ground.clock.now() };
  state.taskDefinitions.put(row.arn, gone);
  forgetRevisions(context, row);
  return gone;
}

const keptInactive = 100;

/** Of a family's INACTIVE revisions the newest stay, and those that something still runs or would go back to. */
function forgetRevisions(context: EcsContext, { region, family }: TaskDefinitionRow): void {
  const { taskDefinitions, services, tasks } = context.state;
  const old = revisionsIn(context, region)
    .filter((row) => row.family === family && row.status === "INACTIVE")
    .sort((a, b) => b.revision - a.revision)
    .slice(keptInactive);
  if (old.length === 0) return;
  const used = new Set(
    [
      ...services
        .values()
        .flatMap(({ deployments, lastCompleted }) => [...deployments, ...(lastCompleted ? [lastCompleted] : [])]),
      ...tasks.values(),
    ].map(({ taskDefinition }) => taskDefinition),
  );
  for (const { arn } of old) if (!used.has(arn)) taskDefinitions.delete(arn);
}

function describeTaskDefinition({ arn, revision, status, definition, ...row }: TaskDefinitionRow): JsonObject {
  return {
    volumes: [],
    placementConstraints: [],
    ...definition,
    containerDefinitions: list(definition, "containerDefinitions"),
    taskDefinitionArn: arn,
    revision,
    status,
    compatibilities: ["EC2", "FARGATE"],
    registeredAt: seconds(row.registeredAt),
    deregisteredAt: seconds(row.deregisteredAt),
  };
}
