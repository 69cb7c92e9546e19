/** What ECS writes into a service's events and a deployment's rollout reason. */
export const wording = {
  started: (service: string, ids: readonly string[]) =>
    `(service ${service}) has started ${ids.length} tasks: ${taskList(ids)}.`,
  stopped: (service: string, ids: readonly string[]) =>
    `(service ${service}) has stopped ${ids.length} running tasks: ${taskList(ids)}.`,
  unhealthy: (service: string, id: string, reason: string) =>
    `(service ${service}) (task ${id}) failed ${reason.replace(/^Task failed /, "")}.`,
  unplaced: (service: string, reason: string) => `(service ${service}) was unable to place a task. Reason: ${reason}.`,
  impaired: (service: string) => `(service ${service}) is unable to consistently start tasks successfully.`,
  steady: (service: string) => `(service ${service}) has reached a steady state.`,
  completed: (service: string, deployment: string) =>
    `(service ${service}) (deployment ${deployment}) deployment completed.`,
  failed: (service: string, deployment: string, cause: string) =>
    `(service ${service}) (deployment ${deployment}) deployment failed: ${cause}.`,
  rollingBack: (service: string, deployment: string) =>
    `(service ${service}) rolling back to deployment ${deployment}.`,
  /** The reason of a container with exit code 137 (ECS developer guide, OutOfMemoryError). */
  outOfMemory: "OutOfMemoryError: Container killed due to memory usage",
  rollout: {
    inProgress: (deployment: string) => `ECS deployment ${deployment} in progress.`,
    completed: (deployment: string) => `ECS deployment ${deployment} completed.`,
  },
  byBreaker: {
    cause: "tasks failed to start",
    failed: "ECS deployment circuit breaker: tasks failed to start.",
    rollingBack: (deployment: string) => `ECS deployment circuit breaker: rolling back to deploymentId ${deployment}.`,
    /** Terraform's AWS provider waits for this text. */
    rolledBack: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
  },
  /** The cause is as service events on AWS have it; the others AWS does not document, and are made after those of the breaker. */
  byAlarm: {
    cause: "alarm detected",
    failed: "ECS deployment alarms: alarm detected.",
    rollingBack: (deployment: string) => `ECS deployment alarms: rolling back to deploymentId ${deployment}.`,
    rolledBack: "Service deployment rolled back because an alarm was detected.",
  },
  serviceDeployment: {
    noCandidate: "No rollback candidate was found to run the rollback.",
    superseded: "Service deployment was superseded by a newer service deployment.",
    rollbackAsked: "Rollback was requested by StopServiceDeployment.",
    stopAsked: "Stop was requested by StopServiceDeployment.",
  },
  /** ECS developer guide, service event messages. */
  placement: {
    vcpus: "You've reached the limit on the number of vCPUs you can run concurrently",
    unavailable: "Capacity is unavailable at this time. Please try again later or in a different availability zone",
  },
  scaling: (deployment: string) => `Scaling activity initiated by (deployment ${deployment})`,
} as const;

const taskList = (ids: readonly string[]) => ids.map((id) => `(task ${id})`).join(" ");
