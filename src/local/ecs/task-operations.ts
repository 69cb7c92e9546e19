import { type JsonObject, text, texts } from "../json.ts";
import type { Operation } from "../service.ts";
import { clusterOf } from "./clusters.ts";
import type { EcsContext } from "./context.ts";
import { describeTask } from "./describe-task.ts";
import { taskArn, taskOf } from "./find-task.ts";
import { nameIn } from "./names.ts";
import { refusals } from "./refusals.ts";
import { runTask } from "./run-task.ts";
import type { TaskRow } from "./rows.ts";
import type { Scheduler } from "./scheduler.ts";
import { pageOf } from "./shape.ts";

export const taskOperations = (context: EcsContext, scheduler: Scheduler): Readonly<Record<string, Operation>> => ({
  RunTask: (input, call) => runTask(context, scheduler, input, call),
  StopTask: (input, call) => {
    const task = taskOf(context, input, call);
    scheduler.tasks.stop(task.arn, { code: "UserInitiated", reason: text(input, "reason") ?? "Task stopped by user" });
    return { task: describeTask(context, context.state.tasks.get(task.arn) ?? task, false) };
  },
  ListTasks: (input, call) => {
    const { arn } = clusterOf(context, input, call);
    const fits = filterOf(input);
    const arns = context.state.tasks
      .values()
      .filter((task) => task.clusterArn === arn && fits(task))
      .map((task) => task.arn);
    const { items, nextToken } = pageOf(arns, input);
    return { taskArns: items, nextToken };
  },
  DescribeTasks: (input, call) => {
    const { name } = clusterOf(context, input, call);
    const named = texts(input, "tasks");
    if (named.length === 0) throw refusals.invalid("Tasks cannot be empty.");
    if (named.length > 100) throw refusals.invalid("tasks can have at most 100 items.");
    const tags = texts(input, "include").includes("TAGS");
    const arns = named.map((task) => taskArn(task, name, call));
    return {
      tasks: arns.flatMap((arn) => {
        const task = context.state.tasks.get(arn);
        return task ? [describeTask(context, task, tags)] : [];
      }),
      failures: arns.flatMap((arn) => (context.state.tasks.get(arn) ? [] : [{ arn, reason: "MISSING" }])),
    };
  },
});

/** ListTasks shows what is wanted to run, unless stopped tasks are asked for; filters all apply. */
function filterOf(input: JsonObject): (task: TaskRow) => boolean {
  const service = text(input, "serviceName");
  const family = text(input, "family");
  const startedBy = text(input, "startedBy");
  const desired = text(input, "desiredStatus") ?? "RUNNING";
  return (task) =>
    task.desiredStatus === desired &&
    (service === undefined || task.group === `service:${nameIn(service)}`) &&
    (family === undefined || task.family === family) &&
    (startedBy === undefined || task.startedBy === startedBy) &&
    text(input, "containerInstance") === undefined;
}
