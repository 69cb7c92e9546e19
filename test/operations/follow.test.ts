import { expect, test } from "vitest";
import type { OperationEvent } from "../../src/model/operation-events.ts";
import { followStacks } from "../../src/operations/follow.ts";
import { fakeStacks, rejected } from "../fakes/stacks.ts";
import { virtualClock } from "../fakes/virtual-clock.ts";

const target = { stackId: "arn:stack/gworld-dev-network/1", name: "gworld-dev-network", after: undefined, fresh: true };

/** Follows a stack whose every look fails in this way, until the watching is given up. */
async function blind(text: string) {
  const clock = virtualClock();
  const events: OperationEvent[] = [];
  const fail = () => Promise.reject(rejected("TimeoutError", text, "unreachable"));
  const stacks = { ...fakeStacks({ clock }).stacks, describe: fail, eventsSince: fail };
  const from = clock.now();
  const follow = followStacks({ clock, signal: new AbortController().signal, report: (event) => events.push(event) });
  const error: unknown = await follow(stacks, target).catch((caught: unknown) => caught);
  return { error, seconds: (clock.now() - from) / 1_000, notes: events.filter(({ kind }) => kind === "note") };
}

test("an endpoint that has ended is given up within a minute, as resumable", async () => {
  const { error, seconds } = await blind("connect ECONNREFUSED 127.0.0.1:4600");
  expect(error).toMatchObject({ code: "resumable", hint: expect.stringContaining("run the same command") });
  expect(seconds).toBeLessThan(60);
});

test("a network that is cut is waited for, and said again every minute", async () => {
  const { error, seconds, notes } = await blind("read ECONNRESET");
  expect(error).toMatchObject({ code: "resumable" });
  expect(seconds).toBeGreaterThan(14 * 60);
  expect(notes.length).toBeGreaterThan(10);
});
