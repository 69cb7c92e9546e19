import type { RestoreEntry } from "../model/catalogue.ts";
import { requestOf, restoreCommand } from "../model/restore/request.ts";
import { worldAnswer, type WorldAnswer } from "../model/world/answer.ts";
import type { World } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";
import type { CountRows, RowCounts } from "./count-rows.ts";

/** Whom a world waits for: `locked` names a process that works on its snapshots or restores it. */
export interface WorldWork {
  readonly what: "archive" | "restore";
  readonly doing: string;
  readonly host: string;
  readonly pid: number;
  readonly alive: boolean;
}

/** All there is to say of a world. */
export interface WorldDetails extends WorldAnswer {
  readonly ownerId: string;
  readonly rows: RowCounts;
  readonly snapshots: number;
  readonly work: readonly WorldWork[];
  readonly restoring: UnfinishedRestore | null;
  readonly retired: readonly ReplacedGeneration[];
}

/** A restore that has claimed the world and has not come to its end. */
export interface UnfinishedRestore {
  readonly restoreId: string;
  readonly generation: number;
  /** Undefined, as is the command, where its entry is gone. */
  readonly snapshotId?: string | undefined;
  /** The words that go on with it, for a shell. */
  readonly command?: string | undefined;
}

export interface ReplacedGeneration {
  readonly generation: number;
  readonly restoreId: string;
  readonly until: string;
  /** How it is brought back. */
  readonly way: "undo" | "redo";
}

/** A world with its counts, its snapshots, and who is at work on them. */
export async function showWorld(
  ports: Pick<Connection, "config" | "clock" | "data">,
  world: World,
  count: CountRows,
): Promise<WorldDetails> {
  const { config, clock, data } = ports;
  const [rows, snapshots, restores, ...work] = await Promise.all([
    count(ports, world),
    data.catalogue.snapshots(world.worldId),
    data.catalogue.restores(world.worldId),
    workOf(ports, world.worldId, "archive"),
    workOf(ports, world.worldId, "restore"),
  ]);
  const answer = worldAnswer(world, snapshots, clock.now());
  const entryOf = (id: string) => restores.find(({ restoreId }) => restoreId === id);
  return {
    ...answer,
    restoring: answer.restoring && unfinished(config.name, answer.restoring, entryOf(answer.restoring.restoreId)),
    retired: answer.retired.map((one) => ({
      ...one,
      way: entryOf(one.restoreId)?.state === "UNDONE" ? "redo" : "undo",
    })),
    ownerId: world.ownerId,
    rows,
    snapshots: snapshots.filter(({ state }) => state === "COMPLETE").length,
    work: work.flat(),
  };
}

const unfinished = (
  env: string,
  claim: Pick<UnfinishedRestore, "restoreId" | "generation">,
  entry: RestoreEntry | undefined,
): UnfinishedRestore =>
  entry === undefined
    ? claim
    : { ...claim, snapshotId: entry.snapshotId, command: restoreCommand(env, requestOf(entry)) };

async function workOf(
  { clock, data }: Pick<Connection, "clock" | "data">,
  worldId: string,
  what: WorldWork["what"],
): Promise<readonly WorldWork[]> {
  const lease = await data.catalogue.lease(worldId, what);
  if (lease === undefined || lease.until <= clock.now()) return [];
  const { holder, doing } = lease;
  return [{ what, doing, host: holder.host, pid: holder.pid, alive: !data.isDead(holder) }];
}
