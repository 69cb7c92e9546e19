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

/** A task that ended without being asked to. */
export interface DeadTask {
  readonly id: string;
  readonly stoppedReason: string;
  readonly stopCode?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly containerReason?: string | undefined;
  readonly stoppedAt?: number | undefined;
}

/** Tasks that died since a moment, scaling in and deployments left out: those stop tasks on purpose. */
export const deadSince = <T extends DeadTask>(tasks: readonly T[], since: number): readonly T[] =>
  tasks.filter(
    ({ stopCode, stoppedReason, stoppedAt = 0 }) =>
      stoppedAt >= since &&
      stopCode !== "ServiceSchedulerInitiated" &&
      stopCode !== "UserInitiated" &&
      !stoppedReason.startsWith("Scaling activity initiated by"),
  );

/** So many deaths in one scaling are no accident. */
export const tooManyDeaths = 3;

/** Why a task ended, in ECS's words. */
export const deathText = ({ id, stoppedReason, exitCode, containerReason }: DeadTask): string => {
  const details = [exitCode === undefined ? "" : `exit code ${exitCode}`, containerReason ?? ""].filter(Boolean);
  return `${id.slice(0, 8)}: ${stoppedReason}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
};
