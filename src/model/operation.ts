import { timingsFrom, type StackTiming } from "./forecast/timing.ts";
import { given, numberAt, textAt } from "./json.ts";

export const operationStates = ["running", "succeeded", "failed", "interrupted", "refused"] as const;
export type OperationState = (typeof operationStates)[number];

/**
 * One acting verb at work in an environment: written as running before it changes anything, and again when it has ended. One
 * that was killed stays as running until whoever holds the environment next closes it as interrupted.
 */
export interface Operation {
  readonly environment: string;
  /** The fence of the lock it was done under: there is one operation for each. */
  readonly id: number;
  /** As it was typed, without `gworld`. */
  readonly command: string;
  readonly by: string;
  readonly version: string;
  readonly state: OperationState;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  /** The revision it ended in. */
  readonly revision?: number | undefined;
  readonly error?: string | undefined;
  readonly gitSha?: string | undefined;
  readonly ci?: string | undefined;
  /** How long each stack took that it changed. */
  readonly timings?: readonly StackTiming[] | undefined;
}

export function operationFrom(environment: string, row: unknown): Operation {
  const text = (key: string) => textAt(row, key);
  return {
    environment,
    id: numberAt(row, "id") ?? 0,
    command: text("command") ?? "",
    by: text("by") ?? "",
    version: text("version") ?? "",
    state: operationStates.find((known) => known === text("state")) ?? "interrupted",
    startedAt: text("startedAt") ?? "",
    ...given({
      endedAt: text("endedAt"),
      revision: numberAt(row, "revision"),
      error: text("error"),
      gitSha: text("gitSha"),
      ci: text("ci"),
      timings: timingsFrom(row),
    }),
  };
}

/** True where what was cut off may have changed stacks, so that the history of revisions must say so. */
export const makesRevision = ({ command }: Pick<Operation, "command">) =>
  /^(?:deploy|destroy|rollback)\b/.test(command);
