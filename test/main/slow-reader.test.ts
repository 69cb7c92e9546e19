import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { paging } from "../../src/main/pager.ts";
import { fakeSink } from "../fakes/sink.ts";

/** A stdout that takes nothing until it is let. */
function stuck() {
  const waiting: (() => void)[] = [];
  const stdout = new Writable({ highWaterMark: 4, write: (_chunk, _encoding, done) => void waiting.push(done) });
  const out = paging({ stdout, stderr: fakeSink(), env: {}, lendTerminal: () => () => undefined });
  return { stdout, out, pager: out.open(true), take: () => waiting.shift()?.() };
}

test("a reader that is slow is waited for, so that nothing piles up", async () => {
  const { stdout, out, pager, take } = stuck();
  await pager.taken();
  out.print("a long line\n");
  const order: string[] = [];
  const taken = pager.taken().then(() => order.push("taken"));
  await new Promise((resolve) => setImmediate(resolve));
  order.push("let");
  take();
  await taken;
  expect(order).toEqual(["let", "taken"]);
  expect(stdout.listenerCount("error")).toBe(0);
});

test("a reader that has gone is not waited for", async () => {
  const { stdout, out, pager } = stuck();
  out.print("a long line\n");
  const taken = pager.taken();
  stdout.destroy();
  await expect(taken).resolves.toBeUndefined();
});
