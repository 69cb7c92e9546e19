import type { TaskLife } from "../model/task-mark.ts";

export interface Deployment {
  readonly id: string;
  readonly status: string;
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly failedTasks: number;
  readonly rolloutState: string;
  readonly rolloutStateReason?: string | undefined;
}

/** A service of an environment as ECS describes it. */
export interface Service {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly taskDefinition: string;
  readonly rolloutState: string;
  readonly deployments: readonly Deployment[];
  /** What ECS says of the service, newest first. */
  readonly events?: readonly string[];
  /** What the task definition runs; empty when it cannot be read. */
  readonly image: string;
  /** Where its tasks get their addresses. */
  readonly subnets?: readonly string[] | undefined;
  /** Absent for a service behind no load balancer. */
  readonly balancing?: Balancing | undefined;
}

/** What load balancers know a service by. */
export interface Balancing {
  /** ARNs of the target groups that its tasks register with. */
  readonly targetGroups: readonly string[];
  readonly securityGroups: readonly string[];
  /** How long what load balancers say of a new task is overlooked. */
  readonly graceSeconds: number;
}

export interface StoppedTask {
  readonly id: string;
  readonly stoppedReason: string;
  /** ECS's word for who stopped it: EssentialContainerExited, TaskFailedToStart, ServiceSchedulerInitiated ... */
  readonly stopCode?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly containerReason?: string | undefined;
  /** The most memory it might take, in MiB. */
  readonly memoryMib?: number | undefined;
  readonly stoppedAt?: number | undefined;
}

/** The tasks of a cluster with one desired status. */
export interface TaskList {
  readonly ids: readonly string[];
  /** Those of services that were not known. */
  readonly tasks: readonly TaskLife[];
}

/** ECS's deployment circuit breaker: it gives a rollout up when as many tasks as the threshold have failed to start. */
export interface Breaker {
  readonly failureCount: number;
  readonly threshold: number;
}

/** The long-running services of one environment (ECS). */
export interface Services {
  /** All services of the environment's cluster; empty when there is no cluster. */
  list(): Promise<readonly Service[]>;
  setDesiredCount(name: string, desiredCount: number): Promise<void>;
  /** Recently stopped tasks of a service, newest first; ECS forgets them after about an hour. */
  stoppedTasks(name: string): Promise<readonly StoppedTask[]>;
  /** What ECS has said of a service since a moment in milliseconds, newest first. */
  eventsSince(name: string, since: number): Promise<readonly string[]>;
  /**
   * How the newest deployment of each of these services stands, by name, in ECS's words such as `SUCCESSFUL`. One of which that
   * cannot be learnt is left out.
   */
  newestDeployments(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** How far a rollout that goes on is from being given up; undefined where none goes on, or nothing counts. */
  breaker(name: string): Promise<Breaker | undefined>;
  /** Tasks of all services at once, at the cost of one call where all of them are known. Empty when there is no cluster. */
  tasks(desiredStatus: "RUNNING" | "STOPPED", known: ReadonlySet<string>, signal?: AbortSignal): Promise<TaskList>;
}

/** Application Auto Scaling's bounds of one service. */
export interface ScalableTarget {
  readonly service: string;
  readonly minCapacity: number;
  readonly maxCapacity: number;
}

/** Application Auto Scaling of an environment's services. */
export interface Scaling {
  /** Services without a scalable target are left out. */
  targets(): Promise<readonly ScalableTarget[]>;
  setBounds(target: ScalableTarget): Promise<void>;
}
