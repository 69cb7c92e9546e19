import { createHash } from "node:crypto";
import { isObject, type Json, type JsonObject, list, number, object, text } from "../json.ts";
import type { Call } from "../service.ts";
import { placementRefusal } from "./capacity.ts";
import { clusterOf } from "./clusters.ts";
import type { EcsContext } from "./context.ts";
import { describeTask } from "./describe-task.ts";
import { newTask } from "./new-task.ts";
import { refusals } from "./refusals.ts";
import type { ClusterRow, TaskDefinitionRow, TaskRow } from "./rows.ts";
import type { Scheduler } from "./scheduler.ts";
import { activeDefinition, checkNetwork } from "./services.ts";
import { only, tagsIn } from "./shape.ts";

/** What a client token has started: the same request is answered with the same tasks (API reference, idempotency). */
export interface RunTokenRow {
  readonly request: string;
  readonly taskArns: readonly string[];
  readonly at: number;
}

/** RunTask: as many tasks as Fargate has a place for; the others are told as failures. */
export function runTask(context: EcsContext, scheduler: Scheduler, input: JsonObject, call: Call): JsonObject {
  const cluster = clusterOf(context, input, call);
  const token = text(input, "clientToken");
  const before = token === undefined ? undefined : repeated(context, cluster, input, token);
  if (before) return { tasks: before.map((task) => describeTask(context, task, true)), failures: [] };
  const definition = activeDefinition(context, input, call);
  checkNetwork(input, definition);
  checkOverrides(input, definition);
  const count = number(input, "count") ?? 1;
  if (count < 1 || count > 10) throw refusals.invalid("Invalid number of tasks: must be between 1 and 10.");
  const tasks: TaskRow[] = [];
  const failures: JsonObject[] = [];
  for (let index = 0; index < count; index += 1) {
    const task = newTask(context, wanted(input, cluster, definition));
    const reason = placementRefusal(context, task);
    if (reason === undefined) {
      context.state.tasks.put(task.arn, task);
      tasks.push(task);
    } else failures.push({ reason });
  }
  if (token !== undefined && tasks.length > 0)
    context.state.runTokens.put(tokenKey(cluster, token), {
      request: digest(input),
      taskArns: tasks.map(({ arn }) => arn),
      at: context.ground.clock.now(),
    });
  for (const { arn } of tasks) scheduler.tasks.launch(arn);
  return { tasks: tasks.map((task) => describeTask(context, task, true)), failures };
}

const wanted = (input: JsonObject, cluster: ClusterRow, { arn, family }: TaskDefinitionRow) => ({
  region: cluster.region,
  clusterArn: cluster.arn,
  taskDefinition: arn,
  group: text(input, "group") ?? `family:${family}`,
  startedBy: text(input, "startedBy"),
  settings: only(input, [
    "networkConfiguration",
    "capacityProviderStrategy",
    "launchType",
    "platformVersion",
    "enableExecuteCommand",
  ]),
  overrides: object(input, "overrides"),
  tags: tagsIn(input),
});

const tokenKey = ({ arn }: ClusterRow, token: string) => `${arn} ${token}`;
/** Members in the order of their names: it is the same request however a client writes it. */
const digest = (input: JsonObject) =>
  createHash("sha256")
    .update(JSON.stringify(sorted(input)))
    .digest("hex");

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const names = Object.keys(value).toSorted();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}

function repeated({ state }: EcsContext, cluster: ClusterRow, input: JsonObject, token: string) {
  if (!/^[!-~]{1,64}$/.test(token)) throw refusals.invalid("clientToken must have 1 to 64 ASCII characters.");
  const row = state.runTokens.get(tokenKey(cluster, token));
  if (!row) return undefined;
  if (row.request !== digest(input))
    throw refusals.conflict("The client token was used with other parameters.", { resourceIds: row.taskArns });
  return row.taskArns.flatMap((arn) => state.tasks.get(arn) ?? []);
}

function checkOverrides(input: JsonObject, { definition }: TaskDefinitionRow): void {
  const names = list(definition, "containerDefinitions").map((container) => text(container, "name"));
  for (const override of list(object(input, "overrides"), "containerOverrides")) {
    const name = text(override, "name");
    if (!names.includes(name))
      throw refusals.invalid(`Override for container named ${name} is not a container in the TaskDefinition.`);
  }
}
