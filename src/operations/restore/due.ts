import { parseManifest } from "../../model/archive/manifest-text.ts";
import type { RestoreEntry } from "../../model/catalogue.ts";
import { GworldError } from "../../model/error.ts";
import { isUncollected } from "../../model/restore/left-over.ts";
import { standingRow } from "../../model/restore/standing.ts";
import type { World } from "../../model/world/world.ts";
import { endBulk } from "./end-bulk.ts";
import type { LeasedOptions, RestorePorts } from "./job.ts";

type CollectOptions = Pick<LeasedOptions, "collect" | "signal" | "sure" | "report"> &
  Partial<Pick<LeasedOptions, "maxWriteUnits">>;

/** Removes what nobody can come back to: retired generations whose time is over, and rows of restores that were dropped. */
export async function collectDue(
  ports: RestorePorts,
  worldId: string,
  { collect, signal, sure, report, maxWriteUnits }: CollectOptions,
): Promise<void> {
  const { clock, data } = ports;
  const rows = data.rows({ maxWriteUnits });
  const say = (gen: number) =>
    report({ kind: "note", at: clock.now(), text: `Removing what is left of generation ${gen} of ${worldId}` });
  const world = await data.worlds.get(worldId);
  const inUse = new Set([world?.gen, world?.restoring?.gen]);
  const over = world?.retired.filter(({ gen, until }) => until <= clock.now() && !inUse.has(gen)) ?? [];
  for (const { gen, row } of over) {
    say(gen);
    await collect(rows, { worldId, gen, row }, { signal, sure });
  }
  if (over.length > 0)
    await data.catalogue.forgetRetired(
      worldId,
      over.map(({ gen }) => gen),
    );
  const kept = generationsOf(await data.worlds.get(worldId));
  for (const entry of await data.catalogue.restores(worldId)) {
    if (!isUncollected(entry) || kept.has(entry.gen)) continue;
    say(entry.gen);
    await endBulk(ports, entry, signal);
    const row = entry.standing === undefined ? {} : standingRow(entry.standing);
    await collect(rows, { worldId, gen: entry.gen, row, manifest: await manifestOf(ports, entry) }, { signal, sure });
    await data.catalogue.forgetNotes(entry);
    await data.catalogue.changeRestore(entry, "ABORTED", { options: { ...entry.options, collected: "true" } });
  }
}

/** What a world shows, loads, or can come back to, whatever an entry says of it. */
const generationsOf = (world: World | undefined): ReadonlySet<number | undefined> =>
  new Set([world?.gen, world?.restoring?.gen, ...(world?.retired ?? []).map(({ gen }) => gen)]);

/**
 * Without its manifest only what agents tell of can be found: that is done where it is gone or damaged. Whatever else fails
 * may succeed the next time.
 */
async function manifestOf({ data }: RestorePorts, { sourceWorldId, snapshotId, options }: RestoreEntry) {
  try {
    const text = await (await data.archive(options["from"])).manifest(sourceWorldId, snapshotId);
    return text === undefined ? undefined : parseManifest(text);
  } catch (error) {
    if (error instanceof GworldError && (error.code === "notFound" || error.code === "unverified")) return undefined;
    throw error;
  }
}
