import type { Forecast, ForecastStack } from "./forecast.ts";
import { makespan } from "./makespan.ts";
import type { Progress, StackProgress } from "./progress.ts";

/** What is left of an operation. */
export interface Remaining {
  readonly seconds: number;
  /** What it all waits for now, such as `storage/Redis`; undefined before anything goes on. */
  readonly waitingFor: string | undefined;
}

/**
 * How long it will still take, at a moment in milliseconds. What takes longer than it should is given some more time, in
 * proportion to what it is late, so that nothing is ever negative and nothing jumps. Undefined once a stack has failed: what
 * CloudFormation takes back was never timed.
 */
export function remaining(forecast: Forecast, progress: Progress, now: number): Remaining | undefined {
  const { stacks } = forecast;
  if (stacks.some(({ name }) => progress.get(name)?.failed === true)) return undefined;
  const left = stacks.map((stack) => ({ ...stack, seconds: leftOf(stack, progress.get(stack.name), now) }));
  const { seconds, path } = makespan(left);
  const waits = path.length > 0 ? path : stacks.map(({ name }) => name);
  const going = waits.find((name) => isGoing(progress.get(name)));
  const stack = stacks.find(({ name }) => name === going);
  return {
    seconds: Math.round(seconds),
    waitingFor: stack && nameOf(stack, progress.get(stack.name), now),
  };
}

const isGoing = (stack: StackProgress | undefined) => stack !== undefined && stack.endedAt === undefined;

function leftOf({ seconds }: ForecastStack, progress: StackProgress | undefined, now: number): number {
  if (progress === undefined) return seconds;
  if (progress.endedAt !== undefined) return 0;
  const left = seconds - Math.max(0, now - progress.startedAt) / 1_000;
  return left >= 0 ? left : Math.min(-left / 2, seconds / 4);
}

/** The part, and of what goes on in it the resource that has longest to go, or has been at it longest. */
function nameOf({ part, slowest }: ForecastStack, progress: StackProgress | undefined, now: number): string {
  const going = [...(progress?.resources ?? [])].filter(([, { endedAt }]) => endedAt === undefined);
  const rated = going.map(([logicalId, { since }]) => {
    const elapsed = (now - since) / 1_000;
    const expected = slowest.find((one) => one.logicalId === logicalId)?.seconds ?? 0;
    return { logicalId, left: Math.max(0, expected - elapsed), elapsed };
  });
  const [first] = rated.sort((a, b) => b.left - a.left || b.elapsed - a.elapsed);
  return first === undefined ? part : `${part}/${first.logicalId}`;
}
