import { assert, boolean, constantFrom, integer, property, record } from "fast-check";
import { expect, test } from "vitest";
import type { LogLine } from "../../../src/model/log-line.ts";
import type { LogCall, LogPage } from "../../../src/model/log-merge/log-call.ts";
import { cursorTimes } from "../../../src/model/log-merge/log-cursor.ts";
import { tail, type Tail, type TailPlan } from "../../../src/model/log-merge/tail.ts";
import { randomNumbers, simulatedPage, type SimulatedEvent } from "../../fakes/log-pages.ts";

const start = Date.UTC(2026, 10, 22, 12);
const plan = (over: Partial<TailPlan> = {}): TailPlan => ({
  groups: ["/gworld/dev/a", "/gworld/dev/b"],
  from: start - 60_000,
  follow: true,
  ...over,
});

interface Weather {
  readonly seed: number;
  readonly throttled: number;
  readonly unreachable: number;
  readonly expired: number;
  readonly emptyPages: number;
  readonly pageSize: number;
  readonly latency: number;
  /** Server time minus local time. */
  readonly skew: number;
}
const fair: Weather = {
  seed: 1,
  throttled: 0,
  unreachable: 0,
  expired: 0,
  emptyPages: 0,
  pageSize: 100,
  latency: 200,
  skew: 0,
};

/** When throttling and lost calls end, so that what they delayed can come. */
const clearing = start + 200_000;

/** Runs a tail against simulated logs in virtual local time until `end`; calls take up to `latency`. */
function run(subject: Tail, events: readonly SimulatedEvent[], end: number, weather: Weather): LogLine[] {
  const random = randomNumbers(weather.seed);
  const shown: LogLine[] = [];
  let under: { at: number; call: LogCall; page: LogPage }[] = [];
  let now = start;
  const answer = ({ call, page }: { call: LogCall; page: LogPage }) => {
    const luck = now < clearing ? random() : 1;
    const { throttled, unreachable, expired } = weather;
    if (luck < throttled) subject.failed(call, "throttled", "", now);
    else if (luck < throttled + unreachable) subject.failed(call, "unreachable", "reset", now);
    else if (luck < throttled + unreachable + expired && call.token) subject.failed(call, "expired", "", now);
    else for (const _ of subject.page(call, page, now)) shown.push(...all(() => subject.release(now)));
  };
  while (now < end && !(subject.done() && under.length === 0)) {
    for (const call of subject.due(now)) {
      const page = simulatedPage(events, call, {
        now: now + weather.skew,
        size: 1 + Math.floor(random() * weather.pageSize),
        empty: random() < weather.emptyPages,
      });
      under.push({ at: now + Math.floor(random() * weather.latency), call, page });
    }
    now = Math.min(now + subject.idle(now), ...under.map(({ at }) => at));
    const here = now;
    for (const reply of under.filter(({ at }) => at <= here)) answer(reply);
    under = under.filter(({ at }) => at > here);
    shown.push(...all(() => subject.release(here)));
  }
  return [...shown, ...all(() => subject.drain())];
}

/** An empty page. */
const receive = (subject: Tail, call: LogCall, now: number) => [...subject.page(call, { parts: [[]] }, now)];

const all = (next: () => readonly LogLine[]): readonly LogLine[] => {
  const lines = next();
  return lines.length === 0 ? [] : [...lines, ...all(next)];
};

/** Tasks that log at random and flush every few seconds; some flushes are late, some clocks are ahead. */
function traffic(
  seed: number,
  { streams, seconds, clocksAhead }: { streams: number; seconds: number; clocksAhead: boolean },
) {
  const random = randomNumbers(seed);
  const events: SimulatedEvent[] = [];
  for (let stream = 0; stream < streams; stream += 1) {
    const phase = random() * 5_000;
    const ahead = clocksAhead && random() < 0.3 ? random() * 7_000_000 : 0;
    for (let at = start - 90_000; at < start + seconds * 1_000; at += Math.ceil(random() * 2_000)) {
      const flush = Math.ceil((at - phase) / 5_000) * 5_000 + phase;
      const late = random() < 0.05 ? random() * (cursorTimes.lateness - 6_500) : 0;
      const ingestionTime = Math.floor(flush + late);
      events.push({
        id: `${stream}-${events.length}`,
        group: `/gworld/dev/${stream % 2 === 0 ? "a" : "b"}`,
        stream: `s/c/${stream}`,
        timestamp: Math.floor(at + ahead),
        ingestionTime,
        visibleAt: ingestionTime + Math.floor(random() * 1_000),
        message: `line ${events.length}`,
      });
    }
  }
  return events;
}

/** The first line that is older than one before it and does not say so. */
function unmarked(lines: readonly LogLine[]): LogLine | undefined {
  let newest = -Infinity;
  return lines.find((line) => {
    const wrong = line.timestamp < newest && line.late === undefined;
    newest = Math.max(newest, line.timestamp);
    return wrong;
  });
}

test("whatever comes late, is throttled, lost or cut: no line is missing, none comes twice, order is kept or marked", () => {
  const weathers = record({
    seed: integer({ min: 1, max: 1_000_000 }),
    throttled: constantFrom(0, 0.05, 0.2),
    unreachable: constantFrom(0, 0.02, 0.2),
    expired: constantFrom(0, 0.1),
    emptyPages: constantFrom(0, 0.2),
    pageSize: constantFrom(60, 200, 1_000),
    latency: constantFrom(100, 2_000),
    skew: constantFrom(0, -30_000, 600_000),
  });
  assert(
    property(weathers, integer({ min: 1, max: 8 }), boolean(), (weather, streams, clocksAhead) => {
      const server = traffic(weather.seed, { streams, seconds: 120, clocksAhead }).map((event) => ({
        ...event,
        timestamp: event.timestamp + weather.skew,
        ingestionTime: event.ingestionTime + weather.skew,
        visibleAt: event.visibleAt + weather.skew,
      }));
      const from = start - 60_000 + weather.skew;
      const lines = run(tail(plan({ from })), server, start + 420_000, weather);
      const due = server.filter(({ timestamp }) => timestamp >= from);
      expect(lines.map(({ eventId }) => eventId).sort()).toEqual(due.map(({ id }) => id).sort());
      expect(clocksAhead ? undefined : unmarked(lines)).toBeUndefined();
    }),
    {
      numRuns: 60,
      // Before the first answer the server's clock is unknown, and here it is half a minute behind.
      examples: [
        [{ ...fair, seed: 988_073, throttled: 0.05, unreachable: 0.2, pageSize: 60, skew: -30_000 }, 3, false],
      ],
    },
  );
});

test("with ordinary flushes nothing comes late, and nothing waits longer than order needs", () => {
  const events = traffic(7, { streams: 8, seconds: 120, clocksAhead: false }).filter(
    (event) => event.visibleAt - event.timestamp < 5_300,
  );
  const subject = tail(plan());
  const lines = run(subject, events, start + 130_000, fair);
  expect(subject.receipt().late / lines.length).toBeLessThan(0.01);
});

test("history comes in time order over all groups, as soon as it is certain, and ends", () => {
  const events = traffic(3, { streams: 6, seconds: 0, clocksAhead: false });
  const subject = tail(plan({ follow: false, from: start - 90_000 }));
  const visible = events.filter(({ visibleAt }) => visibleAt <= start);
  const lines = run(subject, visible, start + 60_000, { ...fair, pageSize: 7 });
  expect(lines.map(({ timestamp }) => timestamp)).toEqual(
    visible.map(({ timestamp }) => timestamp).sort((a, b) => a - b),
  );
  expect(subject.done()).toBe(true);
  expect(subject.receipt()).toMatchObject({ shown: visible.length, late: 0, repeated: 0 });
});

test("the newest n of history are what a full reading ends with", () => {
  const events = traffic(4, { streams: 5, seconds: 0, clocksAhead: false }).filter(
    ({ visibleAt }) => visibleAt <= start,
  );
  const whole = run(tail(plan({ follow: false })), events, start + 60_000, fair);
  const some = run(tail(plan({ follow: false, last: 9 })), events, start + 60_000, { ...fair, pageSize: 5 });
  expect(some).toEqual(whole.slice(-9));
});

test("a follow shows the newest n, then all that comes", () => {
  const events = traffic(5, { streams: 2, seconds: 60, clocksAhead: false });
  const old = events.filter(({ visibleAt }) => visibleAt <= start).length;
  const lines = run(tail(plan({ last: 3 })), events, start + 200_000, fair);
  expect(lines.length).toBeLessThan(events.length);
  expect(lines.length).toBeGreaterThanOrEqual(events.length - old + 3);
});

test("calls stay within the quota, and throttling slows them down", () => {
  const calls = (weather: Weather) => {
    const subject = tail(plan({ groups: Array.from({ length: 20 }, (_, index) => `/gworld/dev/${index}`) }));
    run(subject, [], start + 60_000, weather);
    return subject.receipt().calls;
  };
  expect(calls(fair)).toBeLessThanOrEqual(5 * 61);
  expect(calls({ ...fair, throttled: 0.5 })).toBeLessThan(calls(fair) / 3);
});

test("quiet services are asked less often", () => {
  const subject = tail(plan());
  run(subject, [], start + 600_000, fair);
  expect(subject.receipt().calls).toBeLessThan(2 * (600 / 5) * 1.2);
});

test("what happens on the way is said once", () => {
  const subject = tail(plan({ groups: ["/gworld/dev/a"] }));
  const [call] = subject.due(start);
  if (call === undefined) throw new Error("no call is due");
  subject.failed(call, "missing", "", start);
  subject.due(start + 20_000);
  subject.failed(call, "missing", "", start + 20_000);
  subject.due(start + 40_000);
  receive(subject, call, start + 40_000);
  subject.failed(call, "unreachable", "reset", start + 50_000);
  subject.failed(call, "unreachable", "reset", start + 60_000);
  receive(subject, call, start + 90_000);
  expect(subject.notices()).toEqual([
    { kind: "missing", group: "/gworld/dev/a" },
    { kind: "appeared", group: "/gworld/dev/a" },
    { kind: "lost", reason: "reset" },
    { kind: "back", milliseconds: 40_000 },
  ]);
  expect(subject.notices()).toEqual([]);
});
