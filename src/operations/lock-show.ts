import type { HeldLock, LockHolder } from "../model/lock.ts";
import type { Connection } from "../ports/connection.ts";
import type { WorldData } from "../ports/world-data.ts";

export interface LookPorts extends Pick<Connection, "config" | "clock" | "locks"> {
  readonly data: Pick<WorldData, "holder" | "isDead">;
}

/** Who holds an environment. */
export interface LockReport {
  readonly env: string;
  readonly state: "FREE" | "HELD";
  /** Goes up with each acquisition. */
  readonly fence: number;
  /** ID of the holder, as `gworld unlock` wants it. */
  readonly holder?: string;
  readonly who?: Omit<LockHolder, "id" | "mark">;
  readonly command?: string;
  /** Since the holder took it, by the clocks of both machines. */
  readonly ageSeconds?: number;
  readonly alive?: boolean;
}

/** Says who holds the environment. A holder elsewhere is watched for a sign of life, for as long as one may take to come. */
export async function showLock(ports: LookPorts, signal: AbortSignal): Promise<LockReport> {
  const { config, clock, locks } = ports;
  const row = await locks.read(config.name);
  if (row?.state !== "HELD") return { env: config.name, state: "FREE", fence: row?.fence ?? 0 };
  const { host, pid, arn, id } = row.holder;
  return {
    env: config.name,
    state: "HELD",
    fence: row.fence,
    holder: id,
    who: { arn, host, pid },
    command: row.command,
    ageSeconds: Math.max(0, Math.round((clock.now() - row.since) / 1_000)),
    alive: await isAlive(ports, row, signal),
  };
}

/** A process of this machine can be asked; whoever is elsewhere shows itself by its next sign of life. */
async function isAlive(
  { config, clock, data, locks }: LookPorts,
  row: HeldLock,
  signal: AbortSignal,
): Promise<boolean> {
  if (data.isDead(row.holder)) return false;
  if (row.holder.mark !== undefined && row.holder.mark === data.holder.mark) return true;
  const until = locks.elapsed() + 2 * locks.times.beatMs;
  while (locks.elapsed() < until && !signal.aborted) {
    await clock.wait(locks.times.lookMs, signal);
    const now = await locks.read(config.name);
    if (now?.state !== "HELD" || now.holder.id !== row.holder.id) return false;
    if (now.beat !== row.beat) return true;
  }
  signal.throwIfAborted();
  return false;
}
