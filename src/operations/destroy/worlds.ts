import { failedAs, rejectedAs } from "../../model/aws-error.ts";
import { refuseUnseen, type DestroyPlan, type DoomedStack, type DoomedWorld } from "../../model/doomed.ts";
import { wordsOf } from "../../model/error.ts";
import { tableName } from "../../model/names.ts";
import type { DestroyPorts, KeptWorld } from "../destroy.ts";

/** The worlds whose table goes; none where it stays, or is not there. Undefined where they may not be seen. */
export async function doomedWorlds(
  { config, data }: Pick<DestroyPorts, "config" | "data">,
  stacks: readonly DoomedStack[],
): Promise<readonly DoomedWorld[] | undefined> {
  const table = tableName(config.name, "Worlds");
  if (!stacks.some(({ lost }) => lost.some(({ physicalId }) => physicalId === table))) return [];
  try {
    const worlds = await data.worlds.list();
    return worlds.map(({ worldId, status, tick }) => ({ worldId, status, tick }));
  } catch (error) {
    if (rejectedAs(error, "ResourceNotFoundException")) return [];
    if (failedAs(error, "denied")) return undefined;
    throw error;
  }
}

/**
 * Takes a final snapshot of each world that goes, before anything is deleted; whatever keeps one from being taken ends it all
 * there. A world is paused first, so that nothing happens in it that the snapshot has not.
 */
export async function keepWorlds(
  { keep, data, report, clock }: DestroyPorts,
  plan: DestroyPlan,
): Promise<readonly KeptWorld[] | undefined> {
  if (keep === undefined) return undefined;
  refuseUnseen(plan);
  const tell = (text: string) => report({ kind: "note", at: clock.now(), text });
  const kept: KeptWorld[] = [];
  for (const { worldId } of plan.worlds ?? []) {
    await data.worlds.setStatus(worldId, ["active"], "paused");
    tell(`${worldId} is paused for its final snapshot`);
    try {
      const one = await keep(worldId);
      tell(`${worldId} is kept in ${one.file}`);
      kept.push(one);
    } catch (error) {
      tell(`nothing was deleted, as ${worldId} could not be kept: ${wordsOf(error)}`);
      throw error;
    }
  }
  return kept;
}
