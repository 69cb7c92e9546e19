import { watchHealth } from "../ecs/health.ts";
import type { TargetRegistry, TargetState } from "../ecs/targets.ts";
import { number } from "../json.ts";
import type { Probe, ProbeResult } from "./probe.ts";
import type { TargetRow } from "./rows.ts";
import { type ElbState, targetKey } from "./state.ts";

/** A registered target's health, with the load balancer's reason when it is not healthy. */
export interface TargetHealth {
  readonly state: TargetState;
  readonly reason?: string;
  readonly description?: string;
}

export interface Registry extends TargetRegistry {
  health(target: TargetRow): TargetHealth | undefined;
  /** Takes up the health checks of all registered targets. */
  start(): void;
  stop(): void;
  /** Forgets the targets of a group that is deleted. */
  removeGroup(targetGroupArn: string): void;
}

const beginning: TargetHealth = {
  state: "initial",
  reason: "Elb.InitialHealthChecking",
  description: "Initial health checks in progress",
};

/** Targets and their health, by checks that really ask them. */
export function registry(elb: ElbState, probe: Probe): Registry {
  const { rows, targets, ground } = elb;
  const watches = new Map<string, () => void>();
  const healths = new Map<string, TargetHealth>();
  const listeners: (() => void)[] = [];

  function watch(row: TargetRow) {
    const key = targetKey(row);
    let last: ProbeResult = { ok: true };
    const properties = () => rows.get(row.targetGroupArn)?.properties ?? {};
    const ask = async () => {
      last = await probe(row, properties());
      return last.ok;
    };
    const interval = (number(properties(), "HealthCheckIntervalSeconds") ?? 30) * 1000;
    const retries = number(properties(), "UnhealthyThresholdCount") ?? 2;
    const patience = Math.max(Math.min(interval * retries, 5_000), interval * retries * ground.timeScale);
    const check = { command: [], interval, retries, patience, timeout: 0 };
    healths.set(key, beginning);
    const cancel = watchHealth(check, ask, ground.clock, (status) => {
      healths.set(key, status === "HEALTHY" || last.ok ? { state: "healthy" } : sick(last));
      for (const listener of listeners) listener();
    });
    watches.set(key, cancel);
  }

  function forget(row: TargetRow) {
    const key = targetKey(row);
    watches.get(key)?.();
    watches.delete(key);
    healths.delete(key);
    targets.delete(key);
  }

  return {
    register(targetGroupArn, { id, port }) {
      const row = { targetGroupArn, id, port };
      if (!rows.get(targetGroupArn) || watches.has(targetKey(row))) return;
      targets.put(targetKey(row), row);
      watch(row);
    },
    deregister: (targetGroupArn, { id, port }) => forget({ targetGroupArn, id, port }),
    state: (targetGroupArn, { id, port }) => healths.get(targetKey({ targetGroupArn, id, port }))?.state,
    health: (row) => healths.get(targetKey(row)),
    onChange: (listener) => void listeners.push(listener),
    start: () => targets.values().forEach(watch),
    stop: () => watches.forEach((cancel) => cancel()),
    removeGroup: (arn) =>
      targets
        .values()
        .filter(({ targetGroupArn }) => targetGroupArn === arn)
        .forEach(forget),
  };
}

const sick = ({ code, description }: Exclude<ProbeResult, { ok: true }>): TargetHealth => ({
  state: "unhealthy",
  reason: code,
  description,
});
