import { makespan } from "./makespan.ts";
import { priorSeconds, priorSpread, stackOverhead, type TimedAction } from "./prior.ts";
import { quantile } from "./quantile.ts";
import { templatePath } from "./template-path.ts";
import { mostSlowest, type ResourceTiming, type StackTiming } from "./timing.ts";

/** A stack that is to be changed. */
export interface WantedStack {
  readonly name: string;
  /** What it is called among the stacks of its environment: `storage`. */
  readonly part: string;
  readonly action: TimedAction;
  /** Names of the stacks that must be done first. */
  readonly needs: readonly string[];
  /** What CloudFormation does to its resources, removals left out. */
  readonly changes: readonly Omit<ResourceTiming, "seconds">[];
  /** Template text of a stack that is created or deleted. */
  readonly body?: string | undefined;
}

/** Times in seconds: half of all deployments take less than `seconds`, nine of ten less than `high`. */
export interface ForecastStack extends Pick<WantedStack, "name" | "part" | "action" | "needs"> {
  readonly seconds: number;
  readonly high: number;
  /** The resources that are likely to take longest. */
  readonly slowest: readonly ResourceTiming[];
}

export interface Forecast {
  readonly seconds: number;
  readonly high: number;
  /** The parts that decide how long it all takes, first to last. */
  readonly path: readonly string[];
  /** True where stacks were timed here before; else it rests on what AWS usually takes. */
  readonly measured: boolean;
  readonly stacks: readonly ForecastStack[];
}

/** So many earlier times of one stack count, the newest. */
const mostTimes = 10;

/**
 * How long stacks will take, from how long they took before: `history` is newest first. What was never timed takes what AWS
 * usually takes, times `pace`. Undefined where nothing changes, and where what never took time says nothing.
 */
export function forecastOf(
  wanted: readonly WantedStack[],
  history: readonly StackTiming[],
  pace = 1,
): Forecast | undefined {
  const measured = wanted.some(({ name, action }) =>
    history.some((one) => one.stack === name && one.action === action),
  );
  if (wanted.length === 0 || (pace === 0 && !measured)) return undefined;
  const stacks = wanted.map((stack) => {
    const times = history.filter(({ stack: name, action }) => name === stack.name && action === stack.action);
    return forecastStack(stack, times.slice(0, mostTimes), pace);
  });
  const { seconds, path } = makespan(stacks);
  const parts = new Map(stacks.map(({ name, part }) => [name, part]));
  return {
    seconds: Math.round(seconds),
    high: Math.round(makespan(stacks.map((stack) => ({ ...stack, seconds: stack.high }))).seconds),
    path: path.map((name) => parts.get(name) ?? name),
    measured,
    stacks,
  };
}

function forecastStack(
  { name, part, action, needs, ...wanted }: WantedStack,
  times: readonly StackTiming[],
  pace: number,
) {
  const slowest = wanted.changes
    .map((change) => ({ ...change, seconds: resourceSeconds(change, times, pace) }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, mostSlowest);
  const [first] = slowest;
  const stack = { name, part, action, needs, slowest };
  // All of a stack is created and deleted at once, so that it takes what it took; updates differ in what they change.
  if (action !== "update" && times.length > 0) return { ...stack, ...spreadOf(times.map(({ seconds }) => seconds)) };
  if (times.length > 0) {
    const beside = times.map((time) => Math.max(0, time.seconds - (time.slowest[0]?.seconds ?? 0)));
    const { seconds, high } = spreadOf(beside);
    const longest = first?.seconds ?? 0;
    return { ...stack, seconds: seconds + longest, high: high + highOf(first, times) };
  }
  const share = action === "delete" ? 1 / 2 : 1;
  const resources =
    wanted.body === undefined ? (first?.seconds ?? 0) : templatePath(wanted.body).seconds * share * pace;
  const seconds = resources + stackOverhead[action] * pace;
  return { ...stack, seconds, high: seconds * priorSpread };
}

const spreadOf = (values: readonly number[]) => ({ seconds: quantile(values, 0.5), high: quantile(values, 0.9) });

type Change = WantedStack["changes"][number];

const timesOf = ({ logicalId, action }: Change, times: readonly StackTiming[]) =>
  times.flatMap(({ slowest }) =>
    slowest.filter((one) => one.logicalId === logicalId && one.action === action).map(({ seconds }) => seconds),
  );

function resourceSeconds(change: Change, times: readonly StackTiming[], pace: number): number {
  const before = timesOf(change, times);
  return before.length > 0 ? quantile(before, 0.5) : priorSeconds(change.type, change.action) * pace;
}

function highOf(change: ResourceTiming | undefined, times: readonly StackTiming[]): number {
  if (change === undefined) return 0;
  const before = timesOf(change, times);
  return before.length > 0 ? quantile(before, 0.9) : change.seconds * priorSpread;
}
