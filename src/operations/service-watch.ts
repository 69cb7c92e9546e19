import { failedAs } from "../model/aws-error.ts";
import { wordsOf, type GworldError } from "../model/error.ts";
import { nameIn } from "../model/rollout.ts";
import { serviceEvent, type Evidence, type ReportOperation } from "../model/operation-events.ts";
import type { Clock } from "../ports/clock.ts";
import type { Service, Services, StoppedTask } from "../ports/services.ts";
import type { StackEvent } from "../ports/stacks.ts";
import type { Targets } from "../ports/targets.ts";
import { collector } from "./service-watch/collect.ts";
import { noting } from "./service-watch/noting.ts";
import { givingUp, type GivingUp, type GiveUpPorts } from "./service-watch/give-up.ts";

/** Watches the services whose resources are being changed: their rollouts, and what their failing tasks leave behind. */
export interface ServiceWatch {
  /** Takes every stack event; the watching starts and ends with those of services. */
  readonly see: (event: StackEvent) => void;
  /** From now on a service that comes no further is given up. */
  readonly giveUp: (ports: GiveUpPorts) => void;
  /** The services that were given up, with what was done about each. */
  readonly givenUp: () => readonly GworldError[];
  /** Ends the watching and returns what was found, oldest first. */
  readonly end: () => Promise<readonly Evidence[]>;
}

export interface ServiceWatchPorts {
  readonly services: Services;
  readonly targets: Targets;
  readonly clock: Clock;
  readonly config: { readonly name: string };
  readonly report: ReportOperation;
  /** The last log lines of a task; see `lastLines`. */
  readonly lastLines: (service: string, task: StoppedTask) => Promise<readonly string[]>;
}

/** A service that cannot start at all fails within seconds, and its tasks go with the rollback: close looks come first. */
const pauseMs = (watchedMs: number) => (watchedMs < 20_000 ? 500 : 2_000);
const serviceType = "AWS::ECS::Service";

/** Evidence is fetched while the tasks fail: a rollback deletes it. Nothing that goes wrong here harms the deployment. */
export function watchServices(ports: ServiceWatchPorts): ServiceWatch {
  /** By logical ID; ECS's name of a service that is being created is told a moment later. */
  const changing = new Map<string, Pick<StackEvent, "stackId" | "physicalId">>();
  /** Names of those that CloudFormation has given up: ECS may have taken them back to where they were by then. */
  const failed = new Set<string>();
  const told = new Map<string, string>();
  const ended = new AbortController();
  let loop: Promise<void> | undefined;
  let last = Promise.resolve();
  /** When the first service began to change: by AWS's clock, as are the ends of tasks. */
  let since = Infinity;

  let giving: GivingUp | undefined;

  const breaker = breakerWatch(ports);
  const note = noting(ports);
  const evidence = collector(ports, note);
  const turn = async () => {
    for (const service of await ports.services.list()) {
      await evidence.look(service);
      tell(ports, told, { ...serviceEvent(service, ports.clock.now()), ...(await breaker(service)) });
      const fails = serviceEvent(service, 0).failedTasks > 0 || service.rolloutState === "FAILED";
      if (fails || failed.has(service.name)) await evidence.collect(service, since);
      const change = [...changing.values()].find(({ physicalId }) => nameIn(physicalId) === service.name);
      if (change !== undefined) await giving?.look(service, change.stackId);
    }
  };
  const run = async () => {
    const begun = ports.clock.now();
    while (changing.size > 0 && !ended.signal.aborted) {
      try {
        await turn();
      } catch (error) {
        note(`services cannot be watched: ${wordsOf(error)}`);
        // No stack event comes while a service stalls: whatever may pass is looked at again.
        if (failedAs(error, "denied")) break;
      }
      await ports.clock.wait(pauseMs(ports.clock.now() - begun), ended.signal);
    }
    loop = undefined;
  };
  return {
    giveUp(held) {
      giving = givingUp(held, (service) => evidence.collect(service, since));
    },
    givenUp: () => giving?.errors() ?? [],
    see({ type, logicalId, status, at, ...event }) {
      if (type !== serviceType) return;
      since = Math.min(since, at);
      // A rollback of a failed service is watched on: its tasks still tell why.
      if (/^(?:CREATE|UPDATE)_IN_PROGRESS$/.test(status)) changing.set(logicalId, event);
      else if (/_COMPLETE$|^DELETE/.test(status)) changing.delete(logicalId);
      // The rollback that follows takes the tasks away: what they left is fetched now.
      if (status.endsWith("_FAILED")) {
        failed.add(nameIn(event.physicalId));
        last = turn().catch(() => undefined);
      }
      if (changing.size > 0) loop ??= run();
    },
    async end() {
      const failing = changing.size > 0;
      ended.abort();
      await Promise.all([loop, last]);
      if (failing) await turn().catch(() => undefined);
      return evidence.found();
    },
  };
}

/** Asks for the breaker of services that fail, and no more once that was refused: it is only told beside. */
function breakerWatch({ services }: ServiceWatchPorts) {
  let refused = false;
  return async (service: Service): Promise<Pick<ServiceEvent, "breaker">> => {
    if (refused || serviceEvent(service, 0).failedTasks === 0 || service.rolloutState !== "IN_PROGRESS") return {};
    try {
      const breaker = await services.breaker(service.name);
      return breaker === undefined ? {} : { breaker };
    } catch {
      refused = true;
      return {};
    }
  };
}

type ServiceEvent = Extract<Parameters<ReportOperation>[0], { kind: "service" }>;

function tell({ report }: ServiceWatchPorts, told: Map<string, string>, event: ServiceEvent): void {
  const text = JSON.stringify({ ...event, at: 0 });
  if (told.get(event.service) === text) return;
  told.set(event.service, text);
  report(event);
}
