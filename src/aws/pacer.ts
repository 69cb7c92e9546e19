import { failedAs } from "../model/aws-error.ts";
import { type Budget, faster, firstBudget, firstPace, pause, slower, spend, wait } from "../model/pace.ts";
import type { Clock } from "../ports/clock.ts";
import type { RowLimits } from "../ports/rows.ts";
import { unitsOf } from "./consumed.ts";

type Answer = Readonly<Record<string, unknown>>;
type Run = () => Promise<Answer>;

/** Lets calls through as fast as DynamoDB and the limits bear, and repeats those that were throttled or got no answer. */
export interface Pacer {
  read(run: Run, signal?: AbortSignal): Promise<Answer>;
  /** `again` says that the last answer left items unprocessed, which is a throttle too. */
  write(run: Run, signal: AbortSignal | undefined, again: boolean): Promise<Answer>;
}

/** How long lost connections are borne before the caller hears of it. */
const patience = 120_000;

export function pacer(clock: Clock, limits: RowLimits): Pacer {
  const gate = openGate(clock, limits);
  const read = purse(clock, limits.maxReadUnits);
  const write = purse(clock, limits.maxWriteUnits);
  return {
    read: (run, signal) => through({ clock, gate, purse: read }, run, signal, 0),
    write(run, signal, again) {
      if (again) gate.throttled("dynamodb:BatchWriteItem");
      return through({ clock, gate, purse: write }, run, signal, again ? 1 : 0);
    },
  };
}

interface Way {
  readonly clock: Clock;
  readonly gate: ReturnType<typeof openGate>;
  readonly purse: ReturnType<typeof purse>;
}

async function through({ clock, gate, purse }: Way, run: Run, signal: AbortSignal | undefined, tried: number) {
  const begun = clock.now();
  for (let tries = tried; ; tries += 1) {
    signal?.throwIfAborted();
    if (tries > 0) await clock.wait(pause(tries, Math.random()), signal);
    await purse.ready(signal);
    await gate.enter();
    try {
      const answer = await run();
      purse.debit(unitsOf(answer["ConsumedCapacity"]));
      gate.passed();
      return answer;
    } catch (error) {
      if (failedAs(error, "throttled")) gate.throttled(error.action);
      else if (!failedAs(error, "unreachable") || clock.now() - begun > patience) throw error;
    } finally {
      gate.leave();
    }
  }
}

/** As many calls at once as the pace says. */
function openGate(clock: Clock, { throttled }: RowLimits) {
  let pace = firstPace(clock.now());
  let running = 0;
  let saidAt = -Infinity;
  const waiting: (() => void)[] = [];
  return {
    async enter() {
      while (running >= pace.limit) await new Promise<void>((resolve) => waiting.push(resolve));
      running += 1;
    },
    leave() {
      running -= 1;
      waiting.shift()?.();
    },
    passed() {
      const before = pace.limit;
      pace = faster(pace, clock.now());
      if (pace.limit > before) waiting.shift()?.();
    },
    throttled(action: string) {
      const now = clock.now();
      pace = slower(pace, now);
      if (now - saidAt < 1_000) return;
      saidAt = now;
      throttled?.(action);
    },
  };
}

/** Request units to spend a second; endless where there is no limit. */
function purse(clock: Clock, perSecond: number | undefined) {
  let budget: Budget | undefined = perSecond === undefined ? undefined : firstBudget(perSecond, clock.now());
  return {
    async ready(signal: AbortSignal | undefined) {
      for (;;) {
        const ms = budget === undefined ? 0 : wait(budget, clock.now());
        if (ms === 0 || signal?.aborted === true) return;
        await clock.wait(ms, signal);
      }
    },
    debit(units: number) {
      budget &&= spend(budget, units, clock.now());
    },
  };
}
