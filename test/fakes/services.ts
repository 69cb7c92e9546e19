import type { TaskLife } from "../../src/model/task-mark.ts";
import type { Service, Services, StoppedTask } from "../../src/ports/services.ts";

/** A service as ECS describes one in steady state. */
export const steadyService = (name: string, count = 1, over: Partial<Service> = {}): Service => ({
  name,
  arn: `arn:aws:ecs:us-east-1:000000000000:service/gworld-dev/${name}`,
  status: "ACTIVE",
  desiredCount: count,
  runningCount: count,
  pendingCount: 0,
  taskDefinition: `gworld-dev-${name}:1`,
  rolloutState: "COMPLETED",
  deployments: [],
  image: "public.ecr.aws/docker/library/node:22",
  ...over,
});

/** Services in memory: each look starts or stops one task, as far as `healthy`; otherwise a task dies at each look. */
export function fakeServices(
  initial: readonly Service[],
  { healthy = true, now = () => 0 }: { healthy?: boolean; now?: () => number } = {},
) {
  const services = new Map(initial.map((service) => [service.name, service]));
  const stopped = new Map<string, StoppedTask[]>();
  const calls: string[] = [];
  const failures: Error[] = [];
  const taskFailures: Error[] = [];
  const lives: TaskLife[] = [];
  const onLook: (() => void)[] = [];
  const move = (service: Service): Service => {
    const { name, desiredCount, runningCount } = service;
    const way = Math.sign(desiredCount - runningCount);
    if (way > 0 && !healthy) {
      const tasks = stopped.get(name) ?? [];
      const id = `task${tasks.length}`;
      stopped.set(name, [
        { id, stoppedReason: "Essential container in task exited", exitCode: 137, stoppedAt: now() },
        ...tasks,
      ]);
      return service;
    }
    return {
      ...service,
      runningCount: runningCount + way,
      pendingCount: Math.max(0, desiredCount - runningCount - way),
    };
  };
  const port: Services = {
    async list() {
      for (const look of onLook) look();
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      for (const [name, service] of services) services.set(name, move(service));
      return [...services.values()];
    },
    async setDesiredCount(name, desiredCount) {
      calls.push(`${name}=${desiredCount}`);
      const service = services.get(name);
      if (service !== undefined) services.set(name, { ...service, desiredCount });
    },
    eventsSince: async (name) => services.get(name)?.events ?? [],
    newestDeployments: async () => new Map(),
    breaker: async () => undefined,
    stoppedTasks: async (name) => stopped.get(name) ?? [],
    async tasks(desiredStatus, known) {
      calls.push(`tasks ${desiredStatus}`);
      const failure = taskFailures.shift();
      if (failure !== undefined) throw failure;
      const listed = lives.filter(({ endedAt = Infinity, startedAt = 0 }) => {
        const status = endedAt <= now() ? "STOPPED" : "RUNNING";
        return startedAt <= now() && status === desiredStatus;
      });
      return {
        ids: listed.map(({ id }) => id),
        tasks: listed.filter(({ id }) => !known.has(id)).map((task) => lifeAt(task, now())),
      };
    },
  };
  return {
    ...port,
    calls,
    /** What happens to a service. */
    set(name: string, over: Partial<Service>) {
      const service = services.get(name);
      if (service !== undefined) services.set(name, { ...service, ...over });
    },
    /** Thrown by the next looks, in order. */
    failures,
    /** Tasks that begin and end at their times. */
    lives,
    /** Thrown by the next listings of tasks, in order. */
    taskFailures,
    /** Called before each look. */
    onLook,
  };
}

/** What is known of a task at a moment: its end not before it has come. */
const lifeAt = (task: TaskLife, now: number): TaskLife =>
  task.endedAt !== undefined && task.endedAt > now ? { ...task, endedAt: undefined } : task;
