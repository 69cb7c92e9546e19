import { array, assert, boolean, constantFrom, integer, property, record } from "fast-check";
import { expect, test } from "vitest";
import type { LiveEvent } from "../../../src/model/log-line.ts";
import { liveTally } from "../../../src/model/log-merge/live-tally.ts";

const event = (message: string, timestamp: number, ingestionTime = timestamp): LiveEvent => ({
  group: "/g",
  stream: "s",
  timestamp,
  ingestionTime,
  message,
});

test("whichever side brings a line first, and whatever Live Tail leaves out, each line shows as often as it was logged", () => {
  const line = record({
    message: constantFrom("a", "b"),
    at: integer({ min: 0, max: 3 }),
    live: boolean(),
    liveFirst: boolean(),
  });
  assert(
    property(array(line, { maxLength: 30 }), (logged) => {
      const tally = liveTally(() => 0);
      const shown: string[] = [];
      const bring = (bringing: "told" | "read", { message, at }: (typeof logged)[number]) => {
        if (tally[bringing](event(message, at))) shown.push(`${message}${at}`);
      };
      for (const one of logged) if (one.live && one.liveFirst) bring("told", one);
      for (const one of logged) bring("read", one);
      for (const one of logged) if (one.live && !one.liveFirst) bring("told", one);
      expect(shown.sort()).toEqual(logged.map(({ message, at }) => `${message}${at}`).sort());
    }),
  );
});

test("what both sides have brought is forgotten, and what only a sweep brings with its time", () => {
  const tally = liveTally(() => 1_000);
  for (let at = 0; at < 20_000; at += 1) {
    tally.told(event("both", at));
    tally.read(event("both", at));
  }
  expect(tally.size()).toBe(0);
  for (let at = 0; at < 20_000; at += 1) tally.read(event("sampled away", at));
  expect(tally.size()).toBe(19_000);
  tally.forgetBefore(20_000);
  expect(tally.size()).toBe(0);
});

test("memory stays bounded however much is left out", () => {
  const tally = liveTally(() => 0);
  for (let at = 0; at < 300_000; at += 1) tally.read(event("x", at));
  expect(tally.size()).toBeLessThanOrEqual(200_000);
});
