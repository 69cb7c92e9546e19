import { expect, test } from "vitest";
import { withLease, type LeaseWish } from "../../src/operations/lease.ts";
import type { Catalogue, Holder, Lease } from "../../src/ports/catalogue.ts";
import { virtualClock } from "../fakes/virtual-clock.ts";

const here: Holder = { id: "me", host: "here", pid: 1, mark: "boot 1" };
const there: Holder = { id: "other", host: "there", pid: 2, mark: "boot 7" };
const neighbour: Holder = { id: "neighbour", host: "here", pid: 3, mark: "boot 1" };

/** One lease that is kept in memory. `onRenew` may change it before it is renewed. */
function leased(standing?: Lease, onRenew: () => boolean | undefined = () => undefined) {
  let now = standing;
  const clock = virtualClock();
  const dead = new Set<string>();
  const renewals: number[] = [];
  const catalogue: Pick<Catalogue, "take" | "renew" | "drop"> = {
    async take(_, __, lease, options) {
      const free = now === undefined || now.until < options.now || now.holder.id === options.dead?.id;
      if (!free) return now;
      now = lease;
      return undefined;
    },
    async renew(_, __, lease) {
      renewals.push(clock.now());
      const forced = onRenew();
      if (forced !== undefined) return forced;
      now = lease;
      return true;
    },
    async drop(_, __, holderId) {
      if (now?.holder.id === holderId) now = undefined;
    },
  };
  const waits: string[] = [];
  const wish: LeaseWish = {
    worldId: "w-1",
    what: "archive",
    doing: "snapshot create w-1",
    signal: new AbortController().signal,
    waiting: ({ holder }, milliseconds) => void waits.push(`${holder.id} ${milliseconds}`),
  };
  const ports = { clock, data: { catalogue, holder: here, isDead: ({ id }: Holder) => dead.has(id) } };
  return { clock, wish, ports, waits, renewals, dead, lease: () => now, set: (lease: Lease) => void (now = lease) };
}

const since = Date.UTC(2026, 10, 22, 12);
const held = (holder: Holder, seconds: number): Lease => ({
  holder,
  until: since + seconds * 1_000,
  doing: "snapshot prune",
  since: since - 14_000,
});

test("a lease is held while work goes on, renewed every five seconds, and dropped", async () => {
  const { clock, wish, ports, renewals, lease } = leased();
  const done = await withLease(ports, wish, async () => {
    await clock.wait(12_000);
    expect(lease()?.holder).toEqual(here);
    return "done";
  });
  expect(done).toBe("done");
  expect(renewals.map((at) => at - since)).toEqual([5_000, 10_000]);
  expect(lease()).toBeUndefined();
});

test("a dead holder of this machine loses it at once", async () => {
  const { wish, ports, dead, waits, clock } = leased(held(neighbour, 20));
  dead.add("neighbour");
  expect(await withLease(ports, wish, async () => clock.now())).toBe(since);
  expect(waits).toEqual([]);
});

test("a living process of this machine keeps it, and is named", async () => {
  const { wish, ports } = leased(held(neighbour, 20));
  await expect(withLease(ports, wish, async () => "never")).rejects.toMatchObject({
    code: "locked",
    message: "w-1 is in use by `gworld snapshot prune`, process 3 on here, for 14s.",
  });
});

test("a holder elsewhere that does not renew is waited for", async () => {
  const { wish, ports, clock, waits } = leased(held(there, 12));
  const at = await withLease(ports, wish, async () => clock.now());
  expect(at - since).toBeGreaterThan(12_000);
  expect(at - since).toBeLessThan(17_000);
  expect(waits).toEqual(["other 12000"]);
});

test.each([
  ["of an earlier boot, or another container, of the same name", "boot 0"],
  ["that has not noted where it is a process", undefined],
])("a holder %s is waited for: its number says nothing here", async (_, mark) => {
  const { wish, ports, clock, waits } = leased(held({ ...neighbour, mark }, 12));
  const at = await withLease(ports, wish, async () => clock.now());
  expect(at - since).toBeGreaterThan(12_000);
  expect(waits).toEqual(["neighbour 12000"]);
});

test("a holder elsewhere that renews is alive", async () => {
  const { wish, ports, clock, set } = leased(held(there, 12));
  void clock.wait(3_000).then(() => set(held(there, 23)));
  await expect(withLease(ports, wish, async () => "never")).rejects.toMatchObject({ code: "locked" });
  expect(clock.now() - since).toBeLessThan(6_000);
});

test("Ctrl-C ends the waiting", async () => {
  const { wish, ports, clock } = leased(held(there, 12));
  const person = new AbortController();
  void clock.wait(1_000).then(() => person.abort());
  await expect(withLease(ports, { ...wish, signal: person.signal }, async () => "never")).rejects.toMatchObject({
    code: "interrupted",
  });
});

test("work under a lost lease is stopped, and its own error is only the cause", async () => {
  const { wish, ports, clock } = leased(undefined, () => false);
  await expect(
    withLease(ports, wish, async (signal) => {
      await clock.wait(60_000, signal);
      signal.throwIfAborted();
    }),
  ).rejects.toMatchObject({ code: "locked", message: expect.stringContaining("was lost") });
  expect(clock.now() - since).toBe(5_000);
});

test("renewals without an answer end the work only when the lease itself has ended", async () => {
  const { wish, ports, clock } = leased(undefined, () => {
    throw new Error("no network");
  });
  await expect(
    withLease(ports, wish, async (signal) => {
      await clock.wait(60_000, signal);
      signal.throwIfAborted();
    }),
  ).rejects.toMatchObject({ code: "locked" });
  expect(clock.now() - since).toBe(20_000);
});

test("after a sleep work that asks finds its lease lost before it does anything, and never ends as success", async () => {
  for (const asks of [true, false]) {
    const { clock, wish, ports } = leased(undefined, () => false);
    const done: string[] = [];
    let slept = 0;
    const sleepy = { ...ports, clock: { ...clock, now: () => clock.now() + slept } };
    const working = withLease(sleepy, wish, async (_, sure) => {
      // It wakes up in the middle of the work, before any timer.
      slept = 60_000;
      if (asks) await sure();
      done.push("deleted");
      return "done";
    });
    await expect(working).rejects.toMatchObject({ code: "locked", message: expect.stringContaining("was lost") });
    expect(done).toEqual(asks ? [] : ["deleted"]);
  }
});
