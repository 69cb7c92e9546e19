import { expect, test } from "vitest";
import { AwsError, type AwsFailure } from "../../src/model/aws-error.ts";
import type { LogLine } from "../../src/model/log-line.ts";
import type { LogNotice } from "../../src/model/log-merge/receipt.ts";
import { openLogs } from "../../src/operations/logs.ts";
import type { Logs } from "../../src/ports/logs.ts";
import { clockAhead, logFeed } from "../fakes/log-feed.ts";
import { randomNumbers, simulatedPage, type SimulatedEvent } from "../fakes/log-pages.ts";
import { fakeLogQueries } from "../fakes/log-queries.ts";
import { fakeServices } from "../fakes/services.ts";
import { virtualClock } from "../fakes/virtual-clock.ts";

const groups = ["world-management", "agent-runtime", "llm-integration"].map((name) => `/gworld/dev/${name}`);
const seconds = 180;
/** A line may be 50 s late, is swept within 15 s, and what throttles then delays it further. */
const afterwards = 100;

interface Trouble {
  readonly throttled: number;
  /** No call is answered from this second to that one. */
  readonly cut?: readonly [number, number];
  readonly live?: boolean;
}

/** Follows three minutes of 20 tasks that log 200 lines a second, in virtual time, to some while after their end. */
async function follow(seed: number, { throttled, cut = [0, 0], live = false }: Trouble) {
  const clock = virtualClock();
  const start = clock.now();
  const events = logFeed({ seed, start, seconds, groups, tasks: 20, rate: 200 });
  const inOrder = events.toSorted((a, b) => a.timestamp - b.timestamp);
  const perGroup = new Map(groups.map((group) => [group, inOrder.filter((event) => event.group === group)]));
  const random = randomNumbers(seed);
  const logs: Logs = {
    async page(call) {
      await clock.wait(50 + random() * 250);
      const second = (clock.now() - start) / 1_000;
      if (second >= cut[0] && second < cut[1]) throw failed("unreachable");
      if (random() < throttled) throw failed("throttled");
      const all = perGroup.get(call.group) ?? [];
      const some = between(all, call.from, clock.now() + clockAhead);
      // A page of 1 MB holds about so many.
      return simulatedPage(some, call, {
        now: clock.now(),
        size: 3_500,
        empty: random() < 0.02,
      });
    },
    events: () => {
      throw new Error("pages are asked for");
    },
    async *live(_, signal) {
      for (let told = clock.now(); !signal.aborted; told += 1_000) {
        await clock.wait(told + 1_000 - clock.now(), signal);
        // A session that breaks has told nothing of the second in which it did.
        if (random() < 0.02) throw failed("unreachable");
        const now = events.filter(({ visibleAt }) => visibleAt > told && visibleAt <= told + 1_000);
        const some = now.filter(() => random() < 0.7);
        yield { events: some.map(({ id: _id, ...event }) => event), sampled: some.length < now.length };
      }
    },
    groups: async () => groups.map((name) => ({ name })),
    newestStreams: async () => [],
    queries: fakeLogQueries().queries,
  };
  const stop = new AbortController();
  void clock.wait((seconds + afterwards) * 1_000).then(() => stop.abort());
  const notices: LogNotice[] = [];
  const reading = await openLogs(
    { logs, services: fakeServices([]), clock, environment: "dev" },
    {
      range: { from: start },
      filter: undefined,
      parts: [],
      pattern: undefined,
      follow: true,
      live,
      untilStable: false,
      tasks: { deathsOnly: false },
      context: undefined,
      search: false,
    },
    [],
    { signal: stop.signal, notify: (notice) => void notices.push(notice) },
  );
  const lines: LogLine[] = [];
  for await (const batch of reading.lines) lines.push(...batch);
  return { events, lines, notices, receipt: reading.receipt() };
}

/** Of events in order those that may be in an answer, found fast. */
function between(all: readonly SimulatedEvent[], from: number, to: number): readonly SimulatedEvent[] {
  const first = all.findIndex(({ timestamp }) => timestamp >= from);
  const last = all.findLastIndex(({ timestamp }) => timestamp <= to);
  return first < 0 ? [] : all.slice(first, last + 1);
}

const failed = (failure: AwsFailure) =>
  new AwsError("failed", failure, { hint: "", failure, awsCode: failure, awsMessage: failure, action: "logs:Filter" });

/** Lost, repeated, and out of order without saying so. Tasks whose clock is ahead have each an order of their own. */
function verdict(events: readonly { message: string }[], lines: readonly LogLine[]) {
  const seen = new Set(lines.map(({ message }) => message));
  const clockOf = ({ task }: LogLine) => (task.startsWith("0-") ? task : "right");
  const clocks = new Set(lines.map(clockOf));
  return {
    lost: events.filter(({ message }) => !seen.has(message)).length,
    repeated: lines.length - seen.size,
    unmarked: [...clocks].reduce((sum, clock) => sum + unmarked(lines.filter((line) => clockOf(line) === clock)), 0),
  };
}

function unmarked(lines: readonly LogLine[]): number {
  let newest = -Infinity;
  return lines.filter(({ timestamp, late }) => {
    const wrong = timestamp < newest && late === undefined;
    newest = Math.max(newest, timestamp);
    return wrong;
  }).length;
}

const perfect = { lost: 0, repeated: 0, unmarked: 0 };

test("of 36,000 lines of 20 tasks, some late, throttled on the way, none is lost or comes twice, and order is kept or marked", async () => {
  const { events, lines, notices, receipt } = await follow(1, { throttled: 0.05 });
  expect(events.length).toBeGreaterThan(35_000);
  expect(verdict(events, lines)).toEqual(perfect);
  expect(receipt.throttled).toBeGreaterThan(10);
  expect(notices.map(({ kind }) => kind)).toContain("throttled");
  expect(receipt.late / lines.length).toBeLessThan(0.04);
  expect(notices).toContainEqual(expect.objectContaining({ kind: "ahead", task: expect.stringMatching(/^0-/) }));
}, 120_000);

test("a network that is cut for 40 s costs no line: the gap is said, and what was missed comes after it", async () => {
  const { events, lines, notices, receipt } = await follow(2, { throttled: 0.05, cut: [60, 100] });
  expect(verdict(events, lines)).toEqual(perfect);
  expect(receipt.outages).toBe(1);
  const gap = notices.filter(({ kind }) => kind === "lost" || kind === "back");
  expect(gap).toMatchObject([{ kind: "lost" }, { kind: "back" }]);
}, 120_000);

test("with Live Tail that leaves out a third of the lines and breaks now and then, each line still comes once", async () => {
  const { events, lines, receipt } = await follow(3, { throttled: 0.05, cut: [60, 100], live: true });
  expect(verdict(events, lines)).toEqual(perfect);
  expect(receipt.live).toBeGreaterThan(events.length / 3);
}, 120_000);
