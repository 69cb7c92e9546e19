import { secondsBetween } from "../model/duration.ts";
import { ended } from "../model/ended.ts";
import { GworldError } from "../model/error.ts";
import { leftOver, type LeftOver } from "../model/restore/left-over.ts";
import { retain, type RetentionPolicy, type Verdict } from "../model/retention.ts";
import { unknownWorld } from "../model/snapshot/admit.ts";
import type { Connection } from "../ports/connection.ts";
import type { CollectLeft } from "./collect-left.ts";
import type { BeingRead, DropSnapshots, UnneededChunks } from "./drop-snapshots.ts";
import type { WithLease } from "./lease.ts";

type PrunePorts = Pick<Connection, "config" | "clock" | "identity" | "data">;

/** What becomes of one world's archive. */
export interface WorldPrune {
  readonly worldId: string;
  /** Of all its snapshots, newest first. */
  readonly verdicts: readonly Verdict[];
  /** Chunks that can go then, those included that no snapshot names, and their stored bytes. */
  readonly chunks: number;
  readonly freedBytes: number;
}

export interface PrunePlan {
  readonly env: string;
  readonly policy: RetentionPolicy;
  readonly worlds: readonly WorldPrune[];
  /** Rows of restores that nobody can come back to. */
  readonly leftOver: readonly LeftOver[];
}

/** A snapshot with what became of it, and why. */
export interface Pruned {
  readonly snapshotId: string;
  readonly worldId: string;
  readonly reasons: readonly string[];
}

export interface PruneResult {
  readonly dropped: readonly Pruned[];
  readonly kept: readonly Pruned[];
  readonly chunks: number;
  readonly freedBytes: number;
  /** Generations whose rows were removed. */
  readonly collected: readonly LeftOver[];
  /** Worlds that somebody else was at work on. */
  readonly skipped: readonly { readonly worldId: string; readonly reason: string }[];
  readonly seconds: number;
}

/** What both planning and doing look at. */
export interface PruneMeans {
  readonly unneeded: UnneededChunks;
  readonly beingRead: BeingRead;
}

export interface PruneOptions extends PruneMeans {
  readonly withLease: WithLease;
  readonly drop: DropSnapshots;
  readonly collectLeft: CollectLeft;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  /** What to type to go on. */
  readonly command: string;
}

/** True where there is something to do. */
export const hasWork = ({ worlds, leftOver }: PrunePlan) =>
  leftOver.length > 0 || worlds.some(({ verdicts, chunks }) => chunks > 0 || verdicts.some(({ keep }) => !keep));

/** Judges the snapshots of one world, or of all that have any. Throws `notFound` for a world that nothing is known of. */
export async function planPrune(
  ports: PrunePorts,
  policy: RetentionPolicy,
  { worldId, unneeded, beingRead }: PruneMeans & { readonly worldId: string | undefined },
): Promise<PrunePlan> {
  const { config, clock, data } = ports;
  const [entries, live, restores, archive] = await Promise.all([
    data.catalogue.snapshots(worldId),
    data.worlds.list(),
    data.catalogue.restores(worldId),
    data.archive(),
  ]);
  const stored = await archive.worlds();
  const known = [...new Set([...entries.map((entry) => entry.worldId), ...stored])].sort();
  const wanted = worldId === undefined ? known : [worldId];
  const liveIds = live.map((world) => world.worldId);
  if (worldId !== undefined && ![...known, ...liveIds, ...restores.map((one) => one.worldId)].includes(worldId))
    throw unknownWorld(worldId, config.name, liveIds);
  const worlds: WorldPrune[] = [];
  for (const id of wanted) {
    const verdicts = await judged(ports, id, { policy, beingRead });
    const gone = new Set(verdicts.filter(({ keep }) => !keep).map(({ entry }) => entry.snapshotId));
    const { chunks, bytes } = await unneeded(ports, id, gone);
    worlds.push({ worldId: id, verdicts, chunks: chunks.length, freedBytes: bytes });
  }
  const own = worldId === undefined ? live : live.filter((world) => world.worldId === worldId);
  return { env: config.name, policy, worlds, leftOver: leftOver(own, restores, clock.now()) };
}

async function judged(
  { clock, data }: PrunePorts,
  worldId: string,
  { policy, beingRead, ours }: { policy: RetentionPolicy; beingRead: BeingRead; ours?: boolean },
): Promise<readonly Verdict[]> {
  const archive = await data.archive();
  const [entries, lease, reading, manifests] = await Promise.all([
    data.catalogue.snapshots(worldId),
    data.catalogue.lease(worldId, "archive"),
    beingRead({ data }),
    archive.manifests(worldId),
  ]);
  const now = clock.now();
  const atWork = ours !== true && lease !== undefined && lease.until > now && !data.isDead(lease.holder);
  return retain(entries, policy, { now, reading, manifests: new Set(manifests), atWork });
}

/**
 * Drops what was planned, world by world, where it is still to be dropped then. Rows that restores have left go first: some
 * of them only a manifest knows. A world that somebody else works on is passed over and named.
 */
export async function applyPrune(ports: PrunePorts, plan: PrunePlan, options: PruneOptions): Promise<PruneResult> {
  const { clock } = ports;
  const { signal, say, command } = options;
  const begun = clock.now();
  const skipped: { worldId: string; reason: string }[] = [];
  const unlessLocked = async <T>(worldId: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GworldError) || error.code !== "locked") throw error;
      skipped.push({ worldId, reason: error.message });
      return undefined;
    }
  };
  const done: WorldDone[] = [];
  const collected: LeftOver[] = [];
  try {
    for (const worldId of new Set(plan.leftOver.map((one) => one.worldId)))
      await unlessLocked(worldId, async () => {
        await options.collectLeft(ports, worldId, { signal, say, doing: "snapshot prune" });
        collected.push(...plan.leftOver.filter((one) => one.worldId === worldId));
      });
    for (const world of plan.worlds) {
      const pruned = await unlessLocked(world.worldId, () => pruneWorld(ports, plan, { ...options, world }));
      if (pruned !== undefined) done.push(pruned);
    }
  } catch (error) {
    const hint = `What was deleted is gone, the rest is whole. Go on with: ${command}`;
    const told = { interrupted: "Interrupted.", unfinished: "Pruning could not be finished", hint };
    throw ended(error, { stopped: signal.aborted, begun: done.length + collected.length > 0, ...told });
  }
  return {
    dropped: done.flatMap((one) => one.dropped),
    kept: done.flatMap((one) => one.kept),
    chunks: done.reduce((sum, { chunks }) => sum + chunks, 0),
    freedBytes: done.reduce((sum, { freedBytes }) => sum + freedBytes, 0),
    collected,
    skipped,
    seconds: secondsBetween(begun, clock.now()),
  };
}

type WorldDone = Pick<PruneResult, "dropped" | "kept" | "chunks" | "freedBytes">;

async function pruneWorld(
  ports: PrunePorts,
  { policy }: PrunePlan,
  { world, withLease, drop, beingRead, signal, say }: PruneOptions & { readonly world: WorldPrune },
): Promise<WorldDone> {
  const { worldId, verdicts, chunks } = world;
  const planned = new Map(verdicts.filter(({ keep }) => !keep).map((one) => [one.entry.snapshotId, one]));
  if (planned.size === 0 && chunks === 0)
    return { dropped: [], kept: verdicts.map(prunedOf), chunks: 0, freedBytes: 0 };
  const waiting = () => say(`Waiting for somebody else's work on the snapshots of ${worldId}`);
  return withLease(ports, { worldId, what: "archive", doing: "snapshot prune", signal, waiting }, async (_, sure) => {
    const now = await judged(ports, worldId, { policy, beingRead, ours: true });
    const wanted = now.filter(({ keep, entry }) => !keep && planned.has(entry.snapshotId));
    const dropped = await drop(ports, { worldId, wanted: wanted.map(({ entry }) => entry), sure });
    const gone = new Set(dropped.entries.map(({ snapshotId }) => snapshotId));
    return {
      dropped: now.filter(({ entry }) => gone.has(entry.snapshotId)).map(prunedOf),
      kept: now.filter(({ entry }) => !gone.has(entry.snapshotId)).map(prunedOf),
      chunks: dropped.chunks,
      freedBytes: dropped.freedBytes,
    };
  });
}

const prunedOf = ({ entry, reasons }: Verdict): Pruned => ({
  snapshotId: entry.snapshotId,
  worldId: entry.worldId,
  reasons,
});
