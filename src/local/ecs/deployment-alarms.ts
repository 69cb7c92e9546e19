import { bool, object, texts } from "../json.ts";
import type { EcsContext } from "./context.ts";
import { alarmsRaised, type Told } from "./rollout.ts";
import type { ServiceRow } from "./rows.ts";
import { changeCurrent, currentServiceDeployment } from "./service-deployment.ts";

/** An alarm of CloudWatch as ECS sees it. */
export interface WatchedAlarm {
  readonly isRaised: boolean;
  /** Milliseconds that it takes the alarm to judge: its periods together. */
  readonly window: number;
}

/** The alarm of a name; undefined where there is none. */
export type AlarmReader = (region: string, name: string) => WatchedAlarm | undefined;

/** How often ECS asks for alarms that it monitors; AWS says that it polls DescribeAlarms, and not how often. */
const pollEvery = 1_000;

/**
 * Looks at the alarms of the service deployment that goes on. One that is in ALARM at its beginning has all of them ignored
 * until its end (ECS developer guide, How CloudWatch alarms detect deployment failures); one that goes into ALARM later fails
 * the deployment.
 */
export function lookAtAlarms({ alarm, ground }: EcsContext, service: ServiceRow): Told {
  const current = currentServiceDeployment(service);
  if (service.status !== "ACTIVE" || !current || current.rollback) return { service, messages: [] };
  const given = object(current.configuration, "alarms");
  const names = bool(given, "enable") === true ? texts(given, "alarmNames") : [];
  const raised = names.filter((name) => alarm(service.region, name)?.isRaised);
  const now = ground.clock.now();
  if (!current.alarms) {
    const windows = names.map((name) => alarm(service.region, name)?.window ?? 0);
    const alarms =
      names.length > 0 && raised.length === 0
        ? { status: "MONITORING" as const, triggered: [], bake: Math.max(...windows) * Math.min(1, ground.timeScale) }
        : { status: "DISABLED" as const, triggered: [], bake: 0 };
    return { service: changeCurrent(service, now, () => ({ alarms })), messages: [] };
  }
  if (current.alarms.status !== "MONITORING" || raised.length === 0) return { service, messages: [] };
  return alarmsRaised(service, { raised, rollback: bool(given, "rollback") === true, now });
}

/** When alarms that are monitored are to be looked at again. */
export function nextLook(service: ServiceRow, now: number): number | undefined {
  const { alarms, rollback } = currentServiceDeployment(service) ?? {};
  if (alarms?.status !== "MONITORING" || rollback) return undefined;
  return Math.min(now + pollEvery, alarms.bakesUntil !== undefined ? Math.max(now, alarms.bakesUntil) : Infinity);
}
