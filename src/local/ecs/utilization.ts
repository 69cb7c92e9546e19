import { type MetricSink, dimensions } from "../cloudwatch/sink.ts";
import { everyMinute, measuredAt } from "../every.ts";
import { list, number } from "../json.ts";
import type { ProcessUsage } from "../process-usage.ts";
import type { EcsContext } from "./context.ts";
import { nameIn } from "./names.ts";
import type { ServiceRow, TaskRow } from "./rows.ts";
import { tasksOf } from "./state.ts";

/**
 * Publishes CPUUtilization and MemoryUtilization of services, as ECS does: each running task once a minute, in percent of what
 * its task definition gives it. Measured are the containers' processes; where the system does not tell, nothing is published.
 */
export function publishUtilization(context: EcsContext, metrics: MetricSink): () => void {
  const { ground, state } = context;
  let before = new Map<string, Taken>();
  return everyMinute(ground.clock, measuredAt, "The use of services could not be measured", () => {
    const seen = new Map<string, Taken>();
    for (const service of state.services.values())
      for (const task of tasksOf(state, service.arn)) {
        const now = task.lastStatus === "RUNNING" ? takenBy(context, task) : undefined;
        if (!now) continue;
        seen.set(task.arn, now);
        const since = before.get(task.arn) ?? {
          cpuSeconds: 0,
          residentBytes: 0,
          at: task.times.startedAt ?? task.createdAt,
        };
        publish(metrics, service, shareOf(context, task, since, now));
      }
    before = seen;
  });
}

interface Taken extends ProcessUsage {
  readonly at: number;
}

function takenBy({ runner, ground }: EcsContext, { containers }: TaskRow): Taken | undefined {
  const uses = containers.flatMap(({ pid }) => (pid === undefined ? [] : (runner.usage?.(pid) ?? [])));
  if (uses.length === 0) return undefined;
  return {
    cpuSeconds: uses.reduce((sum, use) => sum + use.cpuSeconds, 0),
    residentBytes: uses.reduce((sum, use) => sum + use.residentBytes, 0),
    at: ground.clock.now(),
  };
}

interface Share {
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
}

/** In percent. A definition without limits of its own has those of its containers. */
function shareOf({ state }: EcsContext, { taskDefinition }: TaskRow, before: Taken, now: Taken): Share {
  const definition = state.taskDefinitions.get(taskDefinition)?.definition ?? {};
  const given = (key: string) =>
    number(definition, key) ??
    list(definition, "containerDefinitions").reduce<number>((sum, container) => sum + (number(container, key) ?? 0), 0);
  const [units, mebibytes, seconds] = [given("cpu"), given("memory"), (now.at - before.at) / 1000];
  const cores = seconds > 0 ? (now.cpuSeconds - before.cpuSeconds) / seconds : 0;
  return {
    cpu: units > 0 ? (100 * Math.max(0, cores)) / (units / 1024) : undefined,
    memory: mebibytes > 0 ? (100 * now.residentBytes) / (mebibytes * 2 ** 20) : undefined,
  };
}

function publish(metrics: MetricSink, { region, clusterArn, name }: ServiceRow, { cpu, memory }: Share) {
  const of = dimensions({ ClusterName: nameIn(clusterArn), ServiceName: name });
  const write = (metric: string, value: number | undefined) => {
    if (value === undefined) return;
    metrics.write(region, { namespace: "AWS/ECS", name: metric, dimensions: of }, [{ value, unit: "Percent" }]);
  };
  write("CPUUtilization", cpu);
  write("MemoryUtilization", memory);
}
