import type { GworldError } from "../../model/error.ts";
import { serviceOf, type LogLine } from "../../model/log-line.ts";
import type { LogNotice, Receipt } from "../../model/log-merge/receipt.ts";
import { tail, type TailPlan } from "../../model/log-merge/tail.ts";
import type { TaskMarks } from "../../model/log-request.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logs } from "../../ports/logs.ts";
import type { Services } from "../../ports/services.ts";
import { asker } from "./asker.ts";
import type { Companion } from "./companion.ts";
import { liveLines } from "./live.ts";
import { rollouts } from "./rollouts.ts";
import { taskMarks } from "./tasks.ts";

export interface LogPorts {
  readonly logs: Logs;
  readonly services: Pick<Services, "list" | "tasks">;
  readonly clock: Clock;
  readonly environment: string;
}

/** A reading under way: lines in batches as their turn comes, and what can be said of it so far. */
export interface LogReading {
  readonly groups: readonly string[];
  readonly from: number;
  /** What CloudWatch Logs is asked to leave out; undefined when it is asked for all. */
  pattern(): string | undefined;
  readonly lines: AsyncIterable<readonly LogLine[]>;
  receipt(): Receipt;
  /** Log groups that do not exist. */
  missing(): readonly string[];
  /** What the rollouts that were waited for have come to, where it is not good. */
  outcome(): GworldError | undefined;
}

export interface Listening {
  /** Ends the reading; what is held while following still comes out, in order. */
  readonly signal: AbortSignal;
  readonly notify: (notice: LogNotice) => void;
}

export interface ReadPlan extends TailPlan {
  /** What CloudWatch Logs is asked to leave out. It must match all that `keep` keeps. */
  readonly pattern?: string | undefined;
  /** Lines also come by Live Tail. */
  readonly live?: boolean;
  /** The follow ends with the rollouts of its services. */
  readonly untilStable?: boolean;
  /** Which starts and ends of tasks stand among the lines; none without. */
  readonly tasks?: TaskMarks | undefined;
}

/** Reads log groups as one stream in time order. Nothing is asked before the first line is wanted. */
export function readLogs(ports: LogPorts, plan: ReadPlan, { signal, notify }: Listening): LogReading {
  const { clock } = ports;
  const subject = tail(plan);
  const missing = new Set<string>();
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  let { pattern } = plan;
  const hear = (notice: LogNotice) => {
    if (notice.kind === "missing") missing.add(notice.group);
    if (notice.kind === "appeared") missing.delete(notice.group);
    if (notice.kind === "appeared") beside.live?.restart();
    if (plan.follow || notice.kind !== "missing") notify(notice);
  };
  const filtering = {
    pattern: () => pattern,
    refused() {
      if (pattern !== undefined) hear({ kind: "unfiltered" });
      pattern = undefined;
    },
  };
  const ask = asker(ports, subject, { follow: plan.follow, ...filtering, signal: either });
  const beside = companions(ports, plan, { subject, hear, wake: ask.wake, signal: either, ...filtering });
  async function* lines() {
    const holds = () => beside.all.some((one) => one.holds(clock.now()));
    let failure: { readonly error: unknown } | undefined;
    try {
      while (!signal.aborted && !(subject.done() && !holds())) {
        ask.start();
        for (const one of beside.all) one.turn(clock.now());
        await ask.answer(subject.idle(clock.now()));
        // The next pages are on their way while these lines are printed.
        ask.start();
        for (const notice of subject.notices()) hear(notice);
        if (!holds()) yield* batches(() => subject.release(clock.now()));
      }
      if (plan.follow) ask.takeAll();
    } catch (error) {
      if (!plan.follow) throw error;
      // What is held comes out first.
      failure = { error };
    }
    try {
      yield* batches(() => (plan.follow ? subject.drain() : subject.release(clock.now())));
      for (const notice of subject.notices()) hear(notice);
      if (failure !== undefined) throw failure.error;
    } finally {
      ended.abort();
    }
  }
  return {
    groups: plan.groups,
    from: plan.from,
    pattern: filtering.pattern,
    lines: lines(),
    receipt: () => subject.receipt(),
    missing: () => [...missing],
    outcome: () => beside.rollouts?.outcome(),
  };
}

type Beside = Parameters<typeof liveLines>[1] & Omit<Parameters<typeof liveLines>[2], "groups">;

/** What goes on beside the pages, as far as it was asked for. */
function companions(ports: LogPorts, plan: ReadPlan, company: Beside) {
  const services = plan.groups.map(serviceOf);
  const live = plan.live ? liveLines(ports, company, { ...company, groups: plan.groups }) : undefined;
  const marks = plan.tasks && taskMarks(ports, company, { ...plan, ...plan.tasks, services });
  const ends = plan.untilStable
    ? rollouts(ports, company, { chosen: services, environment: ports.environment })
    : undefined;
  const all: readonly Companion[] = [live, marks, ends].filter((one) => one !== undefined);
  return { live, rollouts: ends, all };
}

function* batches(next: () => readonly LogLine[]) {
  for (let lines = next(); lines.length > 0; lines = next()) yield lines;
}
