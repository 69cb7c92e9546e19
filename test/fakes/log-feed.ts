import { randomNumbers, type SimulatedEvent } from "./log-pages.ts";

export interface FeedShape {
  readonly seed: number;
  readonly start: number;
  readonly seconds: number;
  readonly groups: readonly string[];
  readonly tasks: number;
  /** Lines a second of all tasks together. */
  readonly rate: number;
}

/** How far the clock of the first task and of those that replace it is ahead, in milliseconds. */
export const clockAhead = 90_000;
/** The share of flushes that are late, and by how much at most. */
const late = { share: 0.02, most: 50_000 };
const flushEvery = 5_000;

/**
 * Lines as the awslogs driver of ECS sends them: each task flushes every 5 s at a phase of its own, some flushes are late, one
 * task's clock is ahead, and each task is replaced by another one after a while. The message is the line's number.
 */
export function logFeed(shape: FeedShape): readonly SimulatedEvent[] {
  const random = randomNumbers(shape.seed);
  const events: SimulatedEvent[] = [];
  for (let place = 0; place < shape.tasks; place += 1) {
    for (const task of successors(random, shape)) {
      const group = shape.groups[place % shape.groups.length] ?? "";
      const stream = `${group.slice(group.lastIndexOf("/") + 1)}/app/${place}-${task.begins}`;
      const batches = batchesOf(random, task, (shape.tasks / shape.rate) * 1_000);
      for (const { at, flushed } of batches.flatMap(({ flushed, times }) => times.map((at) => ({ at, flushed }))))
        events.push({
          id: `event-${events.length}`,
          group,
          stream,
          timestamp: at + (place === 0 ? clockAhead : 0),
          ingestionTime: flushed,
          visibleAt: flushed + Math.floor(100 + random() * 900),
          message: String(events.length),
        });
    }
  }
  return events;
}

interface TaskLife {
  readonly begins: number;
  readonly ends: number;
}

function successors(random: () => number, { start, seconds }: FeedShape): readonly TaskLife[] {
  const lives: TaskLife[] = [];
  const end = start + seconds * 1_000;
  for (let begins = start; begins < end; begins = lives.at(-1)?.ends ?? end)
    lives.push({ begins, ends: Math.min(end, begins + Math.floor(30_000 + random() * 90_000)) });
  return lives;
}

interface Batch {
  readonly flushed: number;
  readonly times: readonly number[];
}

/** What stands in the driver's buffer when a task ends is sent then. */
function batchesOf(random: () => number, { begins, ends }: TaskLife, interval: number): readonly Batch[] {
  const batches: Batch[] = [];
  const first = begins + random() * flushEvery;
  let at = begins;
  for (let flush = first; at < ends; flush += flushEvery) {
    const times: number[] = [];
    for (; at < Math.min(flush, ends); at += random() * 2 * interval) times.push(Math.floor(at));
    const delay = random() < late.share ? random() * late.most : 0;
    batches.push({ flushed: Math.floor(Math.min(flush, ends) + delay), times });
  }
  return batches;
}
