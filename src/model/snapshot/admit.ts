import { GworldError } from "../error.ts";
import { nearest, suggestion } from "../nearest.ts";
import type { Consistency } from "../archive/manifest.ts";
import { schemaVersion, type World, type WorldStatus } from "../world/world.ts";

/** Statuses in which a world is not whole. */
const unsettled: readonly WorldStatus[] = ["creating", "restoring", "deleting"];

/** Throws `refused` where a snapshot of the world cannot be what its class promises. */
export function admitSnapshot(world: World, consistency: Consistency): void {
  const { worldId, status } = world;
  if (unsettled.includes(status))
    throw refused(`${worldId} is ${status}: there is no whole world to take a snapshot of.`, stateHint(world));
  if (world.schemaVersion > schemaVersion)
    throw refused(
      `${worldId} has data of version ${world.schemaVersion}; this gworld knows version ${schemaVersion}.`,
      "Install a newer gworld.",
    );
  if (world.seqCommitted !== undefined) return;
  if (consistency === "tick")
    throw refused(
      `${worldId} keeps no commit record (seqCommitted), so that no tick of it can be told from the next.`,
      "Pause it and add --consistency quiesce, or take each row as it is with --consistency fuzzy.",
    );
  if (consistency === "quiesce" && status === "active")
    throw refused(
      `${worldId} keeps no commit record (seqCommitted): nobody knows whether its engine would wait.`,
      `Pause it first: gworld worlds pause ${worldId}`,
    );
}

const stateHint = ({ worldId, status }: World) =>
  status === "restoring"
    ? `Let the restore end, or drop it. See it: gworld worlds show ${worldId}`
    : `See it: gworld worlds show ${worldId}`;

const refused = (message: string, hint: string) => new GworldError("refused", message, { hint });

/** A world of this ID is not there: the hint names those that might have been meant. */
export function unknownWorld(worldId: string, environment: string, worldIds: readonly string[]): GworldError {
  const few = worldIds.length <= 12 || nearest(worldId, worldIds) !== undefined;
  const hint =
    worldIds.length === 0
      ? `There are none yet. Make one: gworld worlds create ${worldId} --demo -e ${environment}`
      : few
        ? suggestion(worldId, worldIds)
        : `See them: gworld worlds list -e ${environment}`;
  return new GworldError("notFound", `There is no world ${worldId} in ${environment}.`, { hint });
}
