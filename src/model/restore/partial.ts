import type { Manifest } from "../archive/manifest.ts";
import { GworldError } from "../error.ts";
import { writeUnits } from "../item-size.ts";
import type { Item } from "../item.ts";
import { worldOf } from "../world/row.ts";
import type { World } from "../world/world.ts";
import { type ByPart, byPart, isAsked, type LoadedPart, loadedParts, type Only, onlyText, onlyWords } from "./parts.ts";
import type { RestoreRequest } from "./request.ts";

/** What stays of a world when parts of it are restored: it is copied beside them. */
export interface Kept {
  /** Null where nobody counts; 0 for what is restored. */
  readonly counts: ByPart<number | null>;
  /** All of them, as far as they are known. */
  readonly items: number;
  readonly writeUnits: number;
}

/** A paused world around parts that are restored. */
export interface Around {
  readonly counts: ByPart<number | null>;
  /** The data of the Worlds row in the snapshot. */
  readonly row: Item;
}

/** Units are estimated by rows of the same kind in the snapshot. */
function keptOf(counts: ByPart<number | null>, only: Only, manifest: Manifest): Kept {
  const stays = byPart((part) => (isAsked(only, part) ? 0 : counts[part]));
  const known = loadedParts.map((part) => ({ part, items: stays[part] ?? 0 }));
  return {
    counts: stays,
    items: known.reduce((sum, { items }) => sum + items, 0),
    writeUnits: known.reduce((sum, { part, items }) => sum + Math.ceil(items * unitsOfRow(manifest, part)), 0),
  };
}

const bareRow = 450;
const bytesOfFloat = 4;

function unitsOfRow({ parts, embedding }: Manifest, part: LoadedPart): number {
  const { items, writeUnits: units } = parts[part];
  if (items > 0) return units / items;
  return writeUnits(bareRow + (part === "memories" ? (embedding?.dims ?? 0) * bytesOfFloat : 0));
}

/** What stays of a paused world. Throws `refused` where rows of the snapshot and of the world cannot stand side by side. */
export function admitPartial(
  env: string,
  { snapshotId, only }: RestoreRequest,
  { manifest, world, around }: { manifest: Manifest; world: World; around?: Around | undefined },
): Kept {
  if (around === undefined) throw notPaused(env, world.worldId);
  const then = worldOf(around.row);
  const differs = difference(then, world);
  if (differs === undefined) return keptOf(around.counts, only, manifest);
  throw new GworldError("refused", `${snapshotId} has ${differs}: their rows do not go together.`, {
    hint: `Restore them beside it: gworld restore ${snapshotId} --as ${world.worldId}-parts -e ${env}${onlyWords(onlyText(only))}`,
  });
}

function difference(then: World, now: World): string | undefined {
  if (then.schemaVersion !== now.schemaVersion)
    return `data of version ${then.schemaVersion}, the world of version ${now.schemaVersion}`;
  if (then.secondsPerTick === now.secondsPerTick && then.startsAt === now.startsAt) return undefined;
  return `another calendar (ticks of ${then.secondsPerTick} s from ${then.startsAt}) than the world`;
}

/** What stays is copied, and nothing that is committed meanwhile may be lost. */
export const notPaused = (env: string, worldId: string) =>
  new GworldError("refused", `${worldId} must be paused while parts of it are restored: the rest is copied.`, {
    hint: `gworld worlds pause ${worldId} -e ${env}`,
  });

/** Where rows name others that will not be there, or not as they were. `world` is the one around them. */
export function partialWarnings(manifest: Manifest, only: Only, world: World | undefined): readonly string[] {
  if (only === undefined) return [];
  const [agents, events] = [isAsked(only, "agents"), isAsked(only, "events")];
  if (world === undefined) return events && !agents ? ["Events name agents and memories that are left out."] : [];
  const [told, remembered] = [events ? manifest.tick : world.tick, agents ? manifest.tick : world.tick];
  const later = `Events after tick ${remembered} name memories that will not be there.`;
  return [...(told > remembered ? [later] : []), ...(agents ? modelWarnings(manifest, world) : [])];
}

function modelWarnings({ embedding: then }: Manifest, { embedding: now }: World): readonly string[] {
  if (then === undefined || now === undefined || then.model === now.model) return [];
  return [`Memories are embedded by ${then.model}, those of now by ${now.model}: the world will name the former.`];
}
