import { expect, test } from "vitest";
import type { HeldLock } from "../../src/model/lock.ts";
import { awaitFreeLock, withEnvironmentLock, type LockPorts, type LockWish } from "../../src/operations/lock.ts";
import type { Holder } from "../../src/ports/catalogue.ts";
import { devConfig } from "../fakes/context.ts";
import { fakeLocks, somebody } from "../fakes/locks.ts";
import { rejected } from "../fakes/stacks.ts";
import { virtualClock } from "../fakes/virtual-clock.ts";

const here: Holder = { id: "me", host: "here", pid: 1, mark: "boot 1" };

function place(held?: HeldLock, over: Partial<LockWish> = {}) {
  const clock = virtualClock();
  const locks = fakeLocks(() => clock.now());
  if (held !== undefined) locks.rows.set("dev", held);
  const dead = new Set<string>();
  const waits: string[] = [];
  const ports: LockPorts = {
    config: devConfig,
    clock,
    locks: locks.port,
    identity: { caller: async () => ({ account: "1", arn: "arn:me", region: "r", source: "s" }) },
    data: { holder: here, isDead: ({ id }) => dead.has(id) },
  };
  const wish: LockWish = {
    command: "deploy",
    wait: true,
    signal: new AbortController().signal,
    waiting: ({ holder }) => void waits.push(holder.id),
    without: () => undefined,
    ...over,
  };
  return { clock, locks, dead, waits, ports, wish, from: clock.now(), row: () => locks.rows.get("dev") };
}

const neighbour = (over: Partial<HeldLock> = {}) =>
  somebody({ holder: { ...somebody().holder, id: "neighbour", host: "here", mark: "boot 1" }, ...over });

test("the lock is held while work goes on, with a sign of life every fifteen seconds, and let go of", async () => {
  const { clock, locks, ports, wish, row } = place();
  await withEnvironmentLock(ports, wish, undefined, async ({ proof, undisturbed }) => {
    expect(row()).toMatchObject({
      state: "HELD",
      fence: 1,
      command: "deploy",
      holder: { arn: "arn:me", host: "here" },
    });
    expect(proof?.fence).toBe(1);
    expect(undisturbed).toBe(true);
    await clock.wait(40_000);
  });
  expect(locks.calls).toEqual(["take", "beat", "beat", "release"]);
  expect(row()).toMatchObject({ state: "FREE", fence: 1 });
});

test("the fence goes on where it was", async () => {
  const { locks, ports, wish } = place();
  locks.rows.set("dev", { state: "FREE", fence: 41 });
  const seen = locks.rows.get("dev");
  await withEnvironmentLock(ports, wish, seen, async (held) => {
    expect(held).toMatchObject({ proof: { fence: 42 }, undisturbed: true });
  });
});

test("whoever has held it since it was looked at has disturbed it", async () => {
  const { locks, ports, wish } = place();
  for (const seen of [undefined, { state: "FREE", fence: 4 } as const, somebody({ fence: 4 })]) {
    locks.rows.set("dev", { state: "FREE", fence: 5 });
    await withEnvironmentLock(ports, wish, seen, async ({ undisturbed }) => expect(undisturbed).toBe(false));
  }
});

test("a dead holder of this machine loses it at once", async () => {
  const { ports, wish, dead, waits, clock, from } = place(neighbour());
  dead.add("neighbour");
  expect(await withEnvironmentLock(ports, wish, undefined, async ({ proof }) => proof?.fence)).toBe(8);
  expect(clock.now()).toBe(from);
  expect(waits).toEqual([]);
});

test("without a wait a living process of this machine is told at once, with who it is", async () => {
  const { ports, wish, clock, from } = place(neighbour(), { wait: false });
  await expect(withEnvironmentLock(ports, wish, undefined, async () => "never")).rejects.toMatchObject({
    code: "locked",
    message:
      "dev is being changed by `gworld deploy` of arn:aws:iam::123456789012:user/ada, process 2 on here, for 14s.",
    hint: expect.stringContaining("--wait"),
  });
  expect(clock.now()).toBe(from);
});

test("without a wait a holder elsewhere is told as soon as it gives a sign of life", async () => {
  const { ports, wish, clock, locks, from } = place(somebody(), { wait: false });
  void clock.wait(9_000).then(() => locks.rows.set("dev", somebody({ beat: "two" })));
  await expect(withEnvironmentLock(ports, wish, undefined, async () => "never")).rejects.toMatchObject({
    code: "locked",
  });
  expect(clock.now() - from).toBeLessThan(12_000);
});

test("who waits has it when the holder lets go", async () => {
  const { ports, wish, clock, locks, waits, from } = place(neighbour());
  void clock.wait(60_000).then(() => locks.rows.set("dev", { state: "FREE", fence: 7 }));
  expect(await withEnvironmentLock(ports, wish, undefined, async ({ proof }) => proof?.fence)).toBe(8);
  expect(clock.now() - from).toBeLessThan(63_000);
  expect(waits).toEqual(["neighbour"]);
});

test("a holder elsewhere that gives no sign of life is waited for by our own time, whatever its clock said", async () => {
  const { ports, wish, clock, from } = place(somebody({ since: Date.UTC(2031, 0, 1) }), { wait: false });
  await withEnvironmentLock(ports, wish, undefined, async () => undefined);
  expect(clock.now() - from).toBeGreaterThanOrEqual(100_000);
  expect(clock.now() - from).toBeLessThan(103_000);
});

test("Ctrl-C ends the waiting, and nothing was changed", async () => {
  const person = new AbortController();
  const { ports, wish, clock } = place(neighbour(), { signal: person.signal });
  void clock.wait(5_000).then(() => person.abort());
  await expect(withEnvironmentLock(ports, wish, undefined, async () => "never")).rejects.toMatchObject({
    code: "interrupted",
    message: "Interrupted while waiting for dev. Nothing was changed.",
  });
});

test("work under a lock that was taken away is stopped, and its own error is only the cause", async () => {
  const { ports, wish, clock, locks, from } = place();
  const working = withEnvironmentLock(ports, wish, undefined, async ({ signal }) => {
    locks.rows.set("dev", { state: "FREE", fence: 2 });
    await clock.wait(60_000, signal);
    signal.throwIfAborted();
  });
  await expect(working).rejects.toMatchObject({ code: "lockLost", message: expect.stringContaining("was lost") });
  expect(clock.now() - from).toBe(15_000);
});

test("after a sleep work that asks finds its lock lost before it changes anything", async () => {
  const { ports, wish, clock, locks } = place();
  let slept = 0;
  const sleepy = { ...ports, clock: { ...clock, now: () => clock.now() + slept } };
  const changed: string[] = [];
  const working = withEnvironmentLock(sleepy, wish, undefined, async ({ sure }) => {
    await sure();
    changed.push("before");
    slept = 200_000;
    locks.rows.set("dev", somebody());
    await sure();
    changed.push("after");
  });
  await expect(working).rejects.toMatchObject({ code: "lockLost" });
  expect(changed).toEqual(["before"]);
});

test("after a sleep in which nobody came it goes on, with a sign of life first", async () => {
  const { ports, wish, clock, locks } = place();
  let slept = 0;
  const sleepy = { ...ports, clock: { ...clock, now: () => clock.now() + slept } };
  await withEnvironmentLock(sleepy, wish, undefined, async ({ sure }) => {
    slept = 200_000;
    await sure();
    expect(locks.calls).toEqual(["take", "beat"]);
  });
});

test("signs of life without an answer end the work only when the lease is over", async () => {
  const { ports, wish, clock, locks, from } = place();
  const working = withEnvironmentLock(ports, wish, undefined, async ({ signal }) => {
    for (let each = 0; each < 9; each += 1) locks.failures.push(new Error("no network"));
    await clock.wait(600_000, signal);
    signal.throwIfAborted();
  });
  await expect(working).rejects.toMatchObject({ code: "lockLost" });
  expect(clock.now() - from).toBeGreaterThanOrEqual(75_000);
  expect(clock.now() - from).toBeLessThanOrEqual(90_000);
});

const signedOut = () =>
  rejected("ExpiredToken", "The security token included in the request is expired", "credentials");

test("whoever is signed out for longer than the lease has it still where nobody came, and asks before anything is changed", async () => {
  const { ports, wish, clock, locks } = place();
  await withEnvironmentLock(ports, wish, undefined, async ({ signal, sure }) => {
    for (let each = 0; each < 20; each += 1) locks.failures.push(signedOut());
    await clock.wait(200_000, signal);
    expect(signal.aborted).toBe(false);
    await expect(sure()).rejects.toMatchObject({ failure: "credentials" });
    locks.failures.length = 0;
    await clock.wait(20_000, signal);
    await sure();
    expect(signal.aborted).toBe(false);
  });
  expect(locks.rows.get("dev")).toMatchObject({ state: "FREE", fence: 1 });
});

test("whoever is signed out for longer than the lease has lost it where somebody came, and changes nothing", async () => {
  const { ports, wish, clock, locks } = place();
  const changed: string[] = [];
  const working = withEnvironmentLock(ports, wish, undefined, async ({ lost, sure }) => {
    for (let each = 0; each < 10; each += 1) locks.failures.push(signedOut());
    await clock.wait(120_000);
    locks.rows.set("dev", somebody());
    await clock.wait(120_000, lost);
    expect(lost.aborted).toBe(true);
    await sure();
    changed.push("after");
  });
  await expect(working).rejects.toMatchObject({ code: "lockLost" });
  expect(changed).toEqual([]);
});

test("waiting without taking ends when nobody who lives has it", async () => {
  const { ports, wish, clock, locks, from } = place(neighbour());
  void clock.wait(7_000).then(() => locks.rows.set("dev", { state: "FREE", fence: 7 }));
  await awaitFreeLock(ports, wish);
  expect(clock.now() - from).toBeLessThan(9_000);
  expect(new Set(locks.calls)).toEqual(new Set(["read"]));
});
