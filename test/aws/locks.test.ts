import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoLocks } from "../../src/aws/locks.ts";
import { dynamoState } from "../../src/aws/state.ts";
import { lockTimes, type LockChange, type LockRow } from "../../src/model/lock.ts";
import { withEnvironmentLock } from "../../src/operations/lock.ts";
import { devConfig } from "../fakes/context.ts";
import { stateEntry } from "../fakes/state-entry.ts";
import { cloudWithState } from "../fakes/state-table.ts";
import { changedLock } from "../fakes/locks.ts";
import { virtualClock } from "../fakes/virtual-clock.ts";

let cloud: Awaited<ReturnType<typeof cloudWithState>>;
beforeAll(async () => {
  cloud = await cloudWithState();
});
afterAll(() => cloud.stop());

const holder = (id: string) => ({ id, arn: "arn:aws:iam::1:user/ada", host: "there", pid: 4, mark: "boot 1" });
const take = (id: string, beat: string, over?: string): LockChange => ({
  kind: "take",
  holder: holder(id),
  beat,
  leaseMs: 90_000,
  command: "deploy",
  since: 1_790_000_000_000,
  over,
});

/** Changes that a few holders may ask for, in an order that the same seed repeats. */
function changes(seed: number) {
  let state = seed;
  const pick = <T>(...values: readonly [T, ...T[]]): T => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return values[(state >>> 16) % values.length] ?? values[0];
  };
  return (fence: number): LockChange => {
    const holderId = pick("a", "b");
    const beat = pick("1", "2");
    const proof = { holderId, fence: fence + pick(0, 0, 0, -1, 1) };
    return pick<LockChange>(
      take(holderId, beat),
      take(holderId, beat, pick("1", "2")),
      { kind: "beat", ...proof, beat },
      { kind: "release", ...proof },
      { kind: "break", holderId, beat },
    );
  };
}

test("the table decides about every change as the simulated one does", async () => {
  const locks = dynamoLocks(cloud.clients);
  let row: LockRow | undefined;
  const met: string[] = [];
  const any = changes(3);
  for (let step = 0; step < 120; step += 1) {
    const change = any(row?.fence ?? 0);
    const next = changedLock(row, change);
    expect(await locks.change("dev", change)).toEqual({ met: next !== undefined, row: next ?? row });
    if (next !== undefined) met.push(change.kind);
    row = next ?? row;
    expect(await locks.read("dev")).toEqual(row);
  }
  expect(new Set(met)).toEqual(new Set(["take", "beat", "release", "break"]));
});

test("a revision is recorded only by who has the lock, with the fence it was given", async () => {
  const locks = dynamoLocks(cloud.clients);
  const state = dynamoState(cloud.clients);
  const { row } = await locks.change("prod", take("a", "1"));
  const proof = { holderId: "a", fence: row?.fence ?? 0 };
  const first = stateEntry("prod");
  await state.write(first, proof);
  await state.write(first, proof);
  const second = stateEntry("prod", first);
  await expect(state.write(second, { ...proof, fence: 9 })).rejects.toMatchObject({ code: "locked" });
  await locks.change("prod", take("b", "2", "1"));
  await expect(state.write(second, proof)).rejects.toMatchObject({ code: "locked" });
  expect((await state.latest("prod"))?.revision).toBe(1);
});

test("without the table nobody is kept from anything, and that is said", async () => {
  const locks = dynamoLocks(cloud.clients, { table: "gone" });
  expect(await locks.read("dev")).toBeUndefined();
  const said: string[] = [];
  const ports = {
    config: devConfig,
    clock: virtualClock(),
    identity: { caller: async () => ({ account: "1", arn: "arn", region: "r", source: "s" }) },
    data: { holder: { id: "me", host: "here", pid: 1 }, isDead: () => false },
    locks,
  };
  const signal = new AbortController().signal;
  const wish = { command: "destroy", wait: false, signal, waiting() {}, without: (why: string) => void said.push(why) };
  expect(await withEnvironmentLock(ports, wish, undefined, async ({ proof }) => proof)).toBeUndefined();
  expect(said).toEqual([expect.stringContaining("no state table")]);
});

test("a holder elsewhere that is dead loses the lock by time alone", async () => {
  const clock = virtualClock();
  const from = clock.now();
  const locks = { ...dynamoLocks(cloud.clients), elapsed: () => clock.now() };
  await locks.change("staging", take("dead", "1"));
  const ports = {
    config: { ...devConfig, name: "staging" },
    clock,
    identity: { caller: async () => ({ account: "1", arn: "arn", region: "r", source: "s" }) },
    data: { holder: { id: "me", host: "here", pid: 1 }, isDead: () => false },
    locks,
  };
  const waited: string[] = [];
  const signal = new AbortController().signal;
  const wish = {
    command: "deploy",
    wait: false,
    signal,
    waiting: (held: { holder: { id: string } }) => void waited.push(held.holder.id),
    without() {},
  };
  expect(await withEnvironmentLock(ports, wish, undefined, async ({ proof }) => proof?.fence)).toBe(2);
  expect(clock.now() - from).toBeGreaterThanOrEqual(lockTimes.leaseMs + lockTimes.marginMs);
  expect(waited).toEqual(["dead"]);
  expect(await locks.read("staging")).toMatchObject({ state: "FREE", fence: 2 });
});
