import { begunFrom, type BegunStack } from "./begun-stack.ts";
import { timingsFrom, type StackTiming } from "./forecast/timing.ts";
import { given, numberAt, textAt, textsAt } from "./json.ts";

export const operationStates = ["running", "succeeded", "failed", "interrupted", "detached", "refused"] as const;
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
  /** Names of the stacks that it was to change, in order. */
  readonly planned?: readonly string[] | undefined;
  /** SHA-256 of the document that is kept of its plan. */
  readonly document?: string | undefined;
  /** What it has asked CloudFormation for. */
  readonly stacks?: readonly BegunStack[] | undefined;
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
      planned: textsAt(row, "planned"),
      document: text("document"),
      stacks: begunFrom(row),
      timings: timingsFrom(row),
    }),
  };
}

/** True where what was cut off may have changed stacks, so that the history of revisions must say so. */
export const makesRevision = ({ command }: Pick<Operation, "command">) =>
  /^(?:deploy|destroy|rollback)\b/.test(command);
