import { GworldError } from "../../model/error.ts";
import type { RestoreEntry } from "../../model/catalogue.ts";
import { courseOf, type RestorePlan } from "../../model/restore/plan.ts";
import { unfinishedFor } from "./around.ts";
import type { RestoreOptions, RestorePorts } from "./job.ts";

/** What there is to do, now that nobody else can restore into the world. */
export interface Course {
  /** The restore by which the world is what is asked for already. */
  readonly done: RestoreEntry | undefined;
  readonly unfinished: RestoreEntry | undefined;
}

/**
 * Looks again, under the lease: while the plan was asked about, others may have ended, dropped or begun a restore. Throws
 * `locked` where what was approved is not what would be done.
 */
export async function courseUnder(ports: RestorePorts, plan: RestorePlan, options: RestoreOptions): Promise<Course> {
  const { env, request, manifest, worldId } = plan;
  const { worlds, catalogue } = ports.data;
  const [world, restores] = await Promise.all([worlds.get(worldId), catalogue.restores(worldId)]);
  const { done, unfinished, mode } = courseOf(env, request, { manifest, worldId, world, restores });
  if (done !== undefined) return { done, unfinished: undefined };
  const isSame =
    plan.done === undefined &&
    unfinished?.restoreId === plan.unfinished?.restoreId &&
    mode === plan.mode &&
    world?.gen === plan.world?.gen;
  if (!isSame) throw overtaken(worldId, options.command);
  return { done, unfinished: unfinished && (await unfinishedFor(ports, unfinished, options)) };
}

const overtaken = (worldId: string, command: string) =>
  new GworldError("locked", `${worldId} was restored or changed by somebody else meanwhile. Nothing was changed.`, {
    hint: `Look at it anew: ${command}`,
  });
