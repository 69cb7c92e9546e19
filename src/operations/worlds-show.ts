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
}

/** A world with its counts, its snapshots, and who is at work on them. */
export async function showWorld(
  ports: Pick<Connection, "clock" | "data">,
  world: World,
  count: CountRows,
): Promise<WorldDetails> {
  const { clock, data } = ports;
  const [rows, snapshots, ...work] = await Promise.all([
    count(ports, world),
    data.catalogue.snapshots(world.worldId),
    workOf(ports, world.worldId, "archive"),
    workOf(ports, world.worldId, "restore"),
  ]);
  return {
    ...worldAnswer(world, snapshots, clock.now()),
    ownerId: world.ownerId,
    rows,
    snapshots: snapshots.filter(({ state }) => state === "COMPLETE").length,
    work: work.flat(),
  };
}

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
