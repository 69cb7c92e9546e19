import type { LocalClock } from "../clock.ts";
import { type JsonObject, number, texts } from "../json.ts";
import { unattended } from "../unattended.ts";

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
    const next = nextHealth(state, ok, check, clock.now() - began);
    if (next.status !== state.status && next.status !== "UNKNOWN") changed(next.status);
    // Not before it was told: what could not be told is told after the next check.
    state = next;
  };
  const roundLater = () => clock.after(nextCheckIn(state, check, checks), () => unattended("A health check", rounds));
  const rounds = async () => {
    checks += 1;
    try {
      await round();
    } finally {
      if (!over) cancel = roundLater();
    }
  };
  let cancel = roundLater();
  return () => {
    over = true;
    cancel();
  };
}
