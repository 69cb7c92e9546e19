import { lockTimes, type HeldLock, type LockAnswer, type LockChange, type LockRow } from "../../src/model/lock.ts";
import type { Locks } from "../../src/ports/locks.ts";

/** What the state table makes of a change to a lock: the meaning of its conditions, in memory. */
export function changedLock(row: LockRow | undefined, change: LockChange): LockRow | undefined {
  if (change.kind === "take") {
    const free = row === undefined || row.state === "FREE";
    const fits = change.over === undefined ? free : row?.state === "HELD" && row.beat === change.over;
    const { kind: _, over: __, ...rest } = change;
    return fits ? { state: "HELD", fence: (row?.fence ?? 0) + 1, ...rest } : undefined;
  }
  if (row?.state !== "HELD" || row.holder.id !== change.holderId) return undefined;
  const freed = { state: "FREE", last: row.holder.id } as const;
  if (change.kind === "break") return row.beat === change.beat ? { ...freed, fence: row.fence + 1 } : undefined;
  if (row.fence !== change.fence) return undefined;
  return change.kind === "beat" ? { ...row, beat: change.beat } : { ...freed, fence: row.fence };
}

/** Locks in memory. `calls` tells what was asked, in order; `failures` are thrown by the next calls. */
export function fakeLocks(elapsed: () => number = () => 0) {
  const rows = new Map<string, LockRow>();
  const calls: string[] = [];
  const failures: Error[] = [];
  const turn = (call: string) => {
    calls.push(call);
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
  };
  const port: Locks = {
    times: lockTimes,
    elapsed,
    async read(environment) {
      turn("read");
      return rows.get(environment);
    },
    async change(environment, change): Promise<LockAnswer> {
      turn(change.kind);
      const row = rows.get(environment);
      const next = changedLock(row, change);
      if (next !== undefined) rows.set(environment, next);
      return { met: next !== undefined, row: next ?? row };
    },
  };
  return { port, rows, calls, failures };
}

/** Somebody on another machine who deploys. */
export const somebody = (over: Partial<HeldLock> = {}): HeldLock => ({
  state: "HELD",
  fence: 7,
  beat: "one",
  leaseMs: 90_000,
  command: "deploy",
  since: Date.UTC(2026, 10, 22, 12) - 14_000,
  holder: { id: "other", arn: "arn:aws:iam::123456789012:user/ada", host: "there", pid: 2, mark: "boot 7" },
  ...over,
});
