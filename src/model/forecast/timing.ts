import { isRecord, listOf, numberAt, textAt } from "../json.ts";
import { timedActions, type TimedAction } from "./prior.ts";

/** How long one resource took, in seconds. */
export interface ResourceTiming {
  readonly logicalId: string;
  readonly type: string;
  readonly action: TimedAction;
  readonly seconds: number;
}

/** How long one stack took until it could be used, in seconds, and what took longest in it. */
export interface StackTiming {
  readonly stack: string;
  readonly action: TimedAction;
  readonly seconds: number;
  readonly slowest: readonly ResourceTiming[];
}

/** So many resources of a stack are remembered: a row of the state table has room for 400 KB, and seven stacks take 4 KB. */
export const mostSlowest = 6;

/** Reads what a row tells; what is not as expected is left out. */
export function timingsFrom(row: unknown): readonly StackTiming[] | undefined {
  const all = listOf(isRecord(row) ? row["timings"] : undefined).flatMap(stackTiming);
  return all.length === 0 ? undefined : all;
}

function stackTiming(row: unknown): readonly StackTiming[] {
  const [stack, action, seconds] = [textAt(row, "stack"), actionAt(row), numberAt(row, "seconds")];
  if (stack === undefined || action === undefined || seconds === undefined) return [];
  const slowest = listOf(isRecord(row) ? row["slowest"] : undefined).flatMap(resourceTiming);
  return [{ stack, action, seconds, slowest }];
}

function resourceTiming(row: unknown): readonly ResourceTiming[] {
  const [logicalId, action, seconds] = [textAt(row, "logicalId"), actionAt(row), numberAt(row, "seconds")];
  if (logicalId === undefined || action === undefined || seconds === undefined) return [];
  return [{ logicalId, type: textAt(row, "type") ?? "", action, seconds }];
}

const actionAt = (row: unknown) => timedActions.find((known) => known === textAt(row, "action"));
