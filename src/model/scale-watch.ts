import { isDeath, stopText, type StoppedTaskFacts } from "./stopped-task.ts";

/** What is seen of a service while it goes to another count. Times in milliseconds. */
export interface ScaleLook {
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly rolloutState: string;
  readonly deployments: readonly unknown[];
}

/** ECS's steady state: as many tasks run as are wanted, none is on its way, and no deployment goes on. */
export const isSteady = ({ desiredCount, runningCount, pendingCount, rolloutState, deployments }: ScaleLook) =>
  runningCount === desiredCount &&
  pendingCount === 0 &&
  deployments.length <= 1 &&
  (rolloutState === "COMPLETED" || rolloutState === "");

interface DeadTask extends StoppedTaskFacts {
  readonly id: string;
  readonly stoppedAt?: number | undefined;
}

/** Tasks that died since a moment. */
export const deadSince = <T extends DeadTask>(tasks: readonly T[], since: number): readonly T[] =>
  tasks.filter((task) => (task.stoppedAt ?? 0) >= since && isDeath(task));

/** So many deaths in one scaling are no accident. */
export const tooManyDeaths = 3;

/** Which task died, and why. */
export const deathText = (task: DeadTask): string => `${task.id.slice(0, 8)}: ${stopText(task)}`;
