import { standsAt } from "../../model/restore/standing.ts";
import { rowAround } from "../../model/restore/partial-row.ts";
import { retiredValue, worldData } from "../../model/world/row.ts";
import type { Retired, World } from "../../model/world/world.ts";
import type { Catalogue } from "../../ports/catalogue.ts";
import { setting } from "./entries.ts";
import { restoreFields, stateOf } from "./restores.ts";
import { swapped, type SwapPlace } from "./swap.ts";

type Swaps = Pick<Catalogue, "flip" | "undo" | "forgetRetired">;

/** The steps of a restore by which readers see another generation. `claims` has the table of them all. */
export const swaps = (place: SwapPlace): Swaps => ({
  async flip({ worldId, restoreId, gen, row, over }, fields, { now, retireUntil, signal }) {
    const entry = setting({ ...restoreFields(fields), state: { S: "COMPLETE" } }, "LOADING");
    const outcome = await swapped<"lost" | "moved">(place, { worldId, restoreId, now, signal }, (world) => {
      const { status: was } = world;
      if (world.restoring?.id !== restoreId || !(was === "restoring" || isOpen(world))) return "lost";
      if (over !== undefined && !standsAt(world, over)) return "moved";
      const retired = was === "restoring" ? [] : [retiring(world, restoreId, retireUntil)];
      const shown = over === undefined ? row : rowAround(world.row, row);
      const status = was === "active" ? "active" : "paused";
      return { swap: { gen, row: shown, status, retired: [...world.retired, ...retired] }, entry };
    });
    if (outcome === "swapped") return "flipped";
    // An answer may have been lost: it is shown then, and the claim is gone.
    if ((await stateOf(place.tables, worldId, restoreId)) === "COMPLETE") return "flipped";
    if (outcome === "stopped") throw stopped(signal);
    return outcome === "absent" ? "lost" : outcome;
  },
  async undo({ worldId, restoreId }, from, { now, retireUntil, signal }) {
    const to = from === "COMPLETE" ? "UNDONE" : "COMPLETE";
    const entry = setting({ state: { S: to } }, from);
    const swapper = { worldId, restoreId, now, signal };
    const outcome = await swapped<"unchanged" | "busy" | "gone">(place, swapper, async (world) => {
      const state = await stateOf(place.tables, worldId, restoreId);
      if (state === to) return "unchanged";
      if (state !== from || world.restoring !== undefined || !isOpen(world)) return "busy";
      const back = world.retired.find((one) => one.restoreId === restoreId && one.until > now);
      if (back === undefined) return "gone";
      const retired = [...world.retired.filter((one) => one !== back), retiring(world, restoreId, retireUntil)];
      const status = world.status === "paused" ? "paused" : "active";
      return { swap: { gen: back.gen, row: back.row, status, retired }, entry };
    });
    if (outcome !== "stopped") return outcome === "absent" ? "gone" : outcome;
    if ((await stateOf(place.tables, worldId, restoreId)) === to) return "swapped";
    throw stopped(signal);
  },
  forgetRetired: (worldId, gens) => forget(place, worldId, gens),
});

const stopped = (signal: AbortSignal | undefined) => new Error("Stopped before the swap.", { cause: signal?.reason });

const isOpen = ({ status }: World) => status === "active" || status === "paused";

const retiring = (world: World, restoreId: string, until: number): Retired => ({
  gen: world.gen,
  restoreId,
  until,
  row: worldData(world.row),
});

async function forget({ tables, worlds, clock }: SwapPlace, worldId: string, gens: readonly number[]): Promise<void> {
  for (let tries = 1; tries <= 5; tries += 1) {
    const world = await worlds.get(worldId);
    if (world === undefined || world.retired.length === 0) return;
    const retired = { L: world.retired.filter(({ gen }) => !gens.includes(gen)).map(retiredValue) };
    const { met } = await tables.change("UpdateItem", "Worlds", {
      Key: { worldId: { S: worldId } },
      UpdateExpression: "SET retired = :left",
      // What is retired only changes when the epoch goes up, or here.
      ConditionExpression: "epoch = :epoch AND size(retired) = :size",
      ExpressionAttributeValues: {
        ":left": retired,
        ":epoch": { N: String(world.epoch) },
        ":size": { N: String(world.retired.length) },
      },
    });
    if (met) return;
    await clock.wait(20 * tries);
  }
}
