import type { Forecast } from "./forecast/forecast.ts";

/** Why a task of a service stopped, and the last it said, fetched while it could still be asked. */
export interface TaskEvidence {
  readonly service: string;
  readonly task: string;
  readonly stoppedReason: string;
  readonly exitCode?: number | undefined;
  readonly containerReason?: string | undefined;
  readonly memoryMib?: number | undefined;
  /** The last log lines of the task, oldest first. */
  readonly lines: readonly string[];
}

/** What else tells why a service fails, such as what its load balancer says. */
export interface ServiceEvidence {
  readonly service: string;
  readonly text: string;
  /** What to do about it. */
  readonly next: string;
}

export type Evidence = TaskEvidence | ServiceEvidence;

/** What is told while stacks change. Times are milliseconds; texts come from AWS and are untrusted. */
export type OperationEvent =
  | {
      readonly kind: "planned";
      readonly at: number;
      readonly stacks: readonly string[];
      /** How long it will take. */
      readonly forecast?: Forecast | undefined;
    }
  | {
      /** What is left when a stack has ended. */
      readonly kind: "eta";
      readonly at: number;
      readonly elapsedSeconds: number;
      readonly secondsLeft: number;
      readonly waitingFor?: string | undefined;
    }
  | {
      readonly kind: "stack";
      readonly at: number;
      readonly stack: string;
      readonly status: string;
      readonly reason?: string | undefined;
    }
  | {
      readonly kind: "resource";
      readonly at: number;
      readonly stack: string;
      readonly logicalId: string;
      readonly type: string;
      readonly status: string;
      readonly reason?: string | undefined;
    }
  | {
      readonly kind: "service";
      readonly at: number;
      readonly service: string;
      readonly desiredCount: number;
      readonly runningCount: number;
      readonly pendingCount: number;
      readonly failedTasks: number;
      readonly rolloutState: string;
      /** How far the circuit breaker has counted, once tasks have failed. */
      readonly breaker?: { readonly failureCount: number; readonly threshold: number } | undefined;
    }
  /** What goes on is called off, and nothing more is begun. */
  | {
      readonly kind: "stopping";
      readonly at: number;
      readonly cause: "cancelled" | "deadline";
      readonly text: string;
    }
  | ({ readonly kind: "stopped"; readonly at: number } & TaskEvidence)
  | { readonly kind: "note"; readonly at: number; readonly text: string };

export type ReportOperation = (event: OperationEvent) => void;

interface RunningService {
  readonly name: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly rolloutState: string;
  readonly deployments: readonly { readonly failedTasks: number }[];
}

/** How a service's rollout stands; tasks of all its deployments that failed are counted by the worst of them. */
export function serviceEvent(service: RunningService, at: number) {
  const { name, desiredCount, runningCount, pendingCount, rolloutState } = service;
  const failedTasks = Math.max(0, ...service.deployments.map((deployment) => deployment.failedTasks));
  return {
    kind: "service",
    at,
    service: name,
    desiredCount,
    runningCount,
    pendingCount,
    failedTasks,
    rolloutState,
  } as const;
}
