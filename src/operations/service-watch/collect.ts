import { failedAs } from "../../model/aws-error.ts";
import { wordsOf } from "../../model/error.ts";
import type { Evidence, ServiceEvidence, TaskEvidence } from "../../model/operation-events.ts";
import { isDeath } from "../../model/stopped-task.ts";
import { placementEvidence } from "../../model/placement-evidence.ts";
import { startEvidence } from "../../model/start-evidence.ts";
import { targetEvidence, type IllTarget } from "../../model/target-evidence.ts";
import type { Service } from "../../ports/services.ts";
import type { ServiceWatchPorts } from "../service-watch.ts";

/** Gathers why services fail, while it can still be asked. */
export interface Collector {
  /** Remembers what passes soonest: a target that is ill is gone with its task. Nothing is told of it yet. */
  readonly look: (service: Service) => Promise<void>;
  /**
   * Takes what a service that fails has left, and tells it. Only what stopped at `since` or later is of this
   * operation. What cannot be asked is noted, and is asked for at the next time.
   */
  readonly collect: (service: Service, since: number) => Promise<void>;
  /** Oldest first. */
  readonly found: () => readonly Evidence[];
}

/** How many new tasks of a service are asked for their last lines at a time. */
const tasksAtOnce = 3;

export function collector(ports: ServiceWatchPorts, note: (text: string) => void): Collector {
  const tasks = new Map<string, TaskEvidence>();
  const ill = new Map<string, IllTarget>();
  const failing = new Map<string, Service>();
  /** Of tasks that never began, by what is told of them. */
  const unbegun = new Map<string, ServiceEvidence>();
  let refused = false;
  const gather = async (service: Service, since: number) => {
    const named = { environment: ports.config.name, service: service.name };
    for (const told of placementEvidence(named, await ports.services.eventsSince(service.name, since)))
      unbegun.set(told.text, told);
    const stopped = await ports.services.stoppedTasks(service.name);
    const fresh = stopped.filter((task) => !tasks.has(task.id) && isDeath(task) && (task.stoppedAt ?? since) >= since);
    for (const { id, stoppedReason, exitCode, containerReason, memoryMib, ...task } of fresh.slice(0, tasksAtOnce)) {
      const lines = await ports.lastLines(service.name, { id, stoppedReason, ...task });
      const told = { service: service.name, task: id, stoppedReason, exitCode, containerReason, memoryMib, lines };
      tasks.set(id, told);
      const refused = startEvidence({ name: service.name, subnets: service.subnets ?? [] }, stoppedReason);
      if (refused !== undefined) unbegun.set(refused.text, refused);
      ports.report({ kind: "stopped", at: ports.clock.now(), ...told });
    }
  };
  return {
    async look({ balancing, rolloutState }) {
      if (refused || balancing === undefined || rolloutState !== "IN_PROGRESS") return;
      try {
        for (const group of balancing.targetGroups) {
          const sick = (await ports.targets.health(group)).filter(({ state }) => state === "unhealthy");
          for (const target of sick) ill.set(`${group} ${target.reason ?? ""}`, { ...target, group });
        }
      } catch (error) {
        // What fails otherwise may be answered at the next look.
        refused = failedAs(error, "denied");
      }
    },
    async collect(service, since) {
      failing.set(service.name, service);
      try {
        await gather(service, since);
      } catch (error) {
        note(`why ${service.name} fails cannot be asked: ${wordsOf(error)}`);
      }
    },
    found: () => [
      ...tasks.values(),
      ...unbegun.values(),
      ...[...failing.values()].flatMap((service) => targetEvidence(service, [...ill.values()])),
    ],
  };
}
