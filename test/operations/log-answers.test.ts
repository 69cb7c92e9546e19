import { expect, test } from "vitest";
import { AwsError, type AwsFailure } from "../../src/model/aws-error.ts";
import type { LogEvent } from "../../src/model/log-line.ts";
import type { LogCall, LogPage } from "../../src/model/log-merge/log-call.ts";
import type { LogNotice } from "../../src/model/log-merge/receipt.ts";
import { readLogs, type ReadPlan } from "../../src/operations/logs/reading.ts";
import type { Service } from "../../src/ports/services.ts";
import { fakeClock } from "../fakes/clock.ts";
import { fakeLogs } from "../fakes/logs.ts";
import { fakeServices, steadyService } from "../fakes/services.ts";

const services = fakeServices([]);

const event = (group: string, name: string, timestamp: number): LogEvent => ({
  id: `${group}${name}`,
  group,
  stream: "s/app/t",
  timestamp,
  ingestionTime: timestamp,
  message: `${group}${name}`,
});

const failed = (failure: AwsFailure) =>
  new AwsError("failed", failure, {
    hint: "",
    failure,
    awsCode: "X",
    awsMessage: failure,
    action: "logs:FilterLogEvents",
  });

/** A reading of what `answer` gives, on a clock on which a turn of the event loop passes with each wait. */
function readingOf(
  plan: Partial<ReadPlan> & { readonly groups: readonly string[] },
  answer: (call: LogCall, now: number) => LogPage | Promise<LogPage>,
  list: () => Promise<readonly Service[]> = async () => [],
) {
  const inner = fakeClock();
  const clock = {
    ...inner,
    async wait(milliseconds: number, signal?: AbortSignal) {
      await new Promise((resolve) => setImmediate(resolve));
      await inner.wait(milliseconds, signal);
    },
  };
  const began = clock.now();
  const stop = new AbortController();
  const notices: LogNotice[] = [];
  const logs = { ...fakeLogs({ now: () => clock.now() }), page: async (call: LogCall) => answer(call, clock.now()) };
  const reading = readLogs(
    { logs, services: { ...services, list }, clock, environment: "dev" },
    { from: began - 200_000, follow: false, ...plan },
    { signal: stop.signal, notify: (notice) => void notices.push(notice) },
  );
  const shown: string[] = [];
  const read = async (each: () => void = () => {}) => {
    for await (const lines of reading.lines) {
      shown.push(...lines.map(({ message, late }) => (late === undefined ? message : `${message} late`)));
      each();
    }
  };
  return { began, clock, stop, notices, reading, shown, read };
}

test("the next page comes in while the one before is still being read", async () => {
  const order: string[] = [];
  let page = 0;
  const { read, shown } = readingOf({ groups: ["/a"] }, async (_, now) => {
    page += 1;
    const own = page;
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`page ${own}`);
    function* parts() {
      for (let part = 1; part <= 6; part += 1) {
        order.push(`part ${own}.${part}`);
        yield [event("/a", `${own}.${part}`, now - 100_000 + own * 10 + part)];
      }
    }
    return { parts: parts(), next: own < 3 ? String(own) : undefined };
  });
  await read();
  expect(order.indexOf("page 2")).toBeLessThan(order.indexOf("part 1.5"));
  expect(order.indexOf("page 3")).toBeLessThan(order.indexOf("part 2.5"));
  expect(shown).toHaveLength(18);
});

test("Ctrl-C in a follow leaves no hole: what has come is shown to its end", async () => {
  let asked = 0;
  const { stop, shown, read } = readingOf({ groups: ["/b", "/a"], follow: true }, ({ group }, now) => {
    if (group === "/b") return { parts: (asked += 1) === 1 ? [[event("/b", "late", now - 1_000)]] : [[]] };
    return { parts: [1, 2, 3].map((part) => [event("/a", String(part), now - 100_000 + part)]) };
  });
  await read(() => stop.abort());
  expect(shown).toEqual(["/a1", "/a2", "/a3", "/blate"]);
});

test("what is held comes out before a failure ends a follow", async () => {
  let asked = 0;
  const { shown, read, reading } = readingOf({ groups: ["/a"], follow: true }, (_, now) => {
    if ((asked += 1) > 1) throw failed("denied");
    return { parts: [[event("/a", "1", now - 100)]] };
  });
  await expect(read()).rejects.toMatchObject({ failure: "denied" });
  expect(shown).toEqual(["/a1"]);
  expect(reading.receipt().shown).toBe(1);
});

test("after a reader has slept, what came from two services meanwhile stands in order", async () => {
  const sent = new Set<string>();
  const { began, clock, stop, shown, read } = readingOf({ groups: ["/a", "/b"], follow: true }, ({ group }, now) => {
    if (now - began <= 10_000 || sent.has(group)) return { parts: [[]] };
    sent.add(group);
    const at = (part: number) => began + 2_000 + part * 100 + (group === "/b" ? 50 : 0);
    return { parts: [1, 2, 3].map((part) => [event(group, String(part), at(part))]) };
  });
  await read(() => {
    if (shown.length === 1) clock.advance(70_000);
    if (shown.length >= 6) stop.abort();
  });
  expect(shown).toEqual(["/a1", "/b1", "/a2", "/b2", "/a3", "/b3"]);
});

test.each([true, false])(
  "an answer that breaks off amid its events is asked for again (follow: %s)",
  async (follow) => {
    let asked = 0;
    const { stop, shown, read } = readingOf({ groups: ["/a"], follow }, ({ token }, now) => {
      asked += 1;
      const broken = asked === 2;
      function* parts() {
        yield [event("/a", `${token ?? 0}.1`, now - 100_000 + Number(token ?? 0))];
        if (broken) throw failed("unreachable");
        yield [event("/a", `${token ?? 0}.2`, now - 100_000 + Number(token ?? 0))];
      }
      const page = Number(token ?? 0);
      return { parts: parts(), next: page < 2 ? String(page + 1) : undefined };
    });
    await read(() => void (shown.length >= 6 && stop.abort()));
    expect(shown).toEqual(["/a0.1", "/a0.2", "/a1.1", "/a1.2", "/a2.1", "/a2.2"]);
  },
);

test("one that breaks off each time ends the reading with the reason", async () => {
  const { read } = readingOf({ groups: ["/a"] }, () => ({
    parts: (function* () {
      yield [];
      throw failed("unreachable");
    })(),
  }));
  await expect(read()).rejects.toMatchObject({ failure: "unreachable" });
});

test("while one service is slow, of the others no more is taken apart than waits for it", async () => {
  const groups = ["/a", "/b", "/c", "/slow"];
  let taken = 0;
  let most = 0;
  const { began, clock, read, shown } = readingOf({ groups }, async ({ group }) => {
    if (group === "/slow") await clock.wait(1).then(() => clock.wait(1));
    const size = 500;
    function* parts() {
      for (let part = 0; part < 16; part += 1) {
        taken += size;
        most = Math.max(most, taken - shown.length);
        yield Array.from({ length: size }, (_, index) =>
          event(group, `${part}.${index}`, began - 100_000 + part * size + index),
        );
      }
    }
    return { parts: parts() };
  });
  await read();
  expect(shown).toHaveLength(4 * 8_000);
  expect(shown.some((line) => line.endsWith("late"))).toBe(false);
  expect(most).toBeLessThan(5_000 + groups.length * 500);
});

test("an outage is told with the time it took, however slowly lines are read", async () => {
  let asked = 0;
  const { began, clock, stop, notices, read } = readingOf({ groups: ["/a"], follow: true }, (_, now) => {
    asked += 1;
    if (asked === 2) throw failed("unreachable");
    return { parts: [[event("/a", String(asked), now - 90_000 + asked)]] };
  });
  await read(() => {
    clock.advance(20_000);
    if (clock.now() - began > 200_000) stop.abort();
  });
  const back = notices.flatMap((notice) => (notice.kind === "back" ? [notice.milliseconds] : []));
  expect(back).toHaveLength(1);
  expect(back[0]).toBeGreaterThan(0);
});

test("credentials that ran out are waited for, also by what watches the rollouts", async () => {
  const away = (now: number) => now - began > 10_000 && now - began < 40_000;
  const list = async () => {
    if (away(clock.now())) throw failed("credentials");
    const isDone = clock.now() - began > 60_000;
    return [{ ...steadyService("a"), runningCount: isDone ? 1 : 0 }];
  };
  const { began, clock, notices, reading, read } = readingOf(
    { groups: ["/gworld/dev/a"], follow: true, untilStable: true },
    (_, now) => {
      if (away(now)) throw failed("credentials");
      return { parts: [[]] };
    },
    list,
  );
  await read();
  expect(reading.outcome()).toBeUndefined();
  expect(notices.map(({ kind }) => kind)).toEqual(["lost", "back", "steady"]);
  expect(clock.now() - began).toBeGreaterThan(60_000);
});
