import { GworldError } from "../../model/error.ts";
import type { RestoreEntry } from "../../model/catalogue.ts";
import { type Around, notPaused } from "../../model/restore/partial.ts";
import type { RestorePlan } from "../../model/restore/plan.ts";
import type { RestoreRequest } from "../../model/restore/request.ts";
import { standingOf, standsAt, type Standing } from "../../model/restore/standing.ts";
import type { World } from "../../model/world/world.ts";
import type { CountRows } from "../count-rows.ts";
import { dropRestore } from "./drop.ts";
import type { RestoreOptions, RestorePorts } from "./job.ts";
import { type ChunkSource, readWorldRow } from "./read-chunk.ts";

/** What planning looks at of a world that stays around the parts that are restored. */
export async function aroundOf(
  ports: RestorePorts,
  { only }: RestoreRequest,
  { world, count, source }: { world: World | undefined; count: CountRows; source: ChunkSource },
): Promise<Around | undefined> {
  if (only === undefined || world?.status !== "paused") return undefined;
  const [counts, row] = await Promise.all([count(ports, world), readWorldRow(source)]);
  return { counts, row };
}

/** How the world stands from which rows are copied. Throws `refused` where it is not paused (any more). */
export async function standingFor({ data }: RestorePorts, plan: RestorePlan): Promise<Standing | undefined> {
  const { env, mode, request, worldId } = plan;
  if (request.only === undefined || mode === "new") return undefined;
  const world = await data.worlds.get(worldId);
  if (world?.status !== "paused") throw notPaused(env, worldId);
  return standingOf(world);
}

/** The restore to go on with. One whose world has moved on is dropped: what was copied into it may be rows of before. */
export async function unfinishedFor(
  ports: RestorePorts,
  unfinished: RestoreEntry,
  { report }: Pick<RestoreOptions, "report">,
): Promise<RestoreEntry | undefined> {
  if (!(await hasMoved(ports, unfinished))) return unfinished;
  await dropRestore(ports, unfinished);
  const text = `${unfinished.worldId} has moved on since ${unfinished.restoreId} was begun: it begins anew`;
  report({ kind: "note", at: ports.clock.now(), text });
  return undefined;
}

/** True where the world is not any more as it was when copying began. */
const hasMoved = async ({ data }: RestorePorts, { worldId, standing }: RestoreEntry): Promise<boolean> =>
  standing !== undefined && !standsAt(await data.worlds.get(worldId), standing);

export const movedOn = (env: string, worldId: string, command: string) =>
  new GworldError("locked", `${worldId} was committed to while parts of it were copied. Nothing of it was changed.`, {
    hint: `See who runs it: gworld worlds show ${worldId} -e ${env}. When it is paused: ${command}`,
  });
