import type { LocalClock } from "../clock.ts";
import { type JsonObject, number, texts } from "../json.ts";

/** A container's health check with ECS's standard values; times in milliseconds. */
export interface HealthCheck {
  readonly command: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  /** How long failures before the first success are forgiven. */
  readonly patience: number;
}

/**
 * Reads a health check. A process of this machine starts in far less time than a task on Fargate, so that what is
 * forgiven is bounded by five seconds, or by its declared share under a time scale.
 */
export function healthCheckOf(given: JsonObject, timeScale: number): HealthCheck | undefined {
  const command = texts(given, "command");
  if (command.length === 0 || command[0] === "NONE") return undefined;
  const interval = (number(given, "interval") ?? 30) * 1000;
  const retries = number(given, "retries") ?? 3;
  const declared = (number(given, "startPeriod") ?? 0) * 1000 + interval * retries;
  return {
    command,
    interval,
    timeout: (number(given, "timeout") ?? 5) * 1000,
    retries,
    patience: Math.max(Math.min(declared, 5_000), declared * timeScale),
  };
}

export type HealthStatus = "HEALTHY" | "UNHEALTHY";

export interface HealthState {
  readonly status: HealthStatus | "UNKNOWN";
  readonly failures: number;
}

/** The health after one check: one success makes healthy; failures in a row, outside the patience, make unhealthy. */
export function nextHealth(
  state: HealthState,
  ok: boolean,
  { retries, patience }: HealthCheck,
  age: number,
): HealthState {
  if (ok) return { status: "HEALTHY", failures: 0 };
  const failures = state.failures + 1;
  const forgiven = state.status === "UNKNOWN" && age < patience;
  return { status: failures >= retries && !forgiven ? "UNHEALTHY" : state.status, failures };
}

/** How long until the next check: often at first, so that a rollout is quick, then as declared. */
export const nextCheckIn = ({ status }: HealthState, { interval }: HealthCheck, checks: number) =>
  status === "UNKNOWN" ? Math.min(interval, 200 * 1.5 ** Math.min(checks, 5)) : interval;

/** Checks on and on and tells every change of status; the answer ends it. */
export function watchHealth(
  check: HealthCheck,
  probe: () => Promise<boolean>,
  clock: LocalClock,
  changed: (status: HealthStatus) => void,
): () => void {
  const began = clock.now();
  let state: HealthState = { status: "UNKNOWN", failures: 0 };
  let checks = 0;
  let over = false;
  const round = async () => {
    const ok = await probe();
    if (over) return;
    const before = state.status;
    state = nextHealth(state, ok, check, clock.now() - began);
    checks += 1;
    if (state.status !== before && state.status !== "UNKNOWN") changed(state.status);
    if (!over) cancel = clock.after(nextCheckIn(state, check, checks), () => void round());
  };
  let cancel = clock.after(nextCheckIn(state, check, 0), () => void round());
  return () => {
    over = true;
    cancel();
  };
}
