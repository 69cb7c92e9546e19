import type { DoomedStack } from "../../model/doomed.ts";
import { forecastOf, type Forecast, type WantedStack } from "../../model/forecast/forecast.ts";
import { lookBack } from "../../model/forecast/of-plan.ts";
import { outlivedBy } from "../../model/graph.ts";
import { downstream } from "../../model/schedule.ts";
import type { DestroyPorts } from "../destroy.ts";

/** How long it takes until all stacks are gone; without a history that can be read, by what AWS usually takes. */
export async function forecastDestroy(
  { config, state, pace }: Pick<DestroyPorts, "config" | "state" | "pace">,
  stacks: readonly DoomedStack[],
): Promise<Forecast | undefined> {
  const parts = stacks.map(({ part }) => part);
  const before = downstream(parts, (part) => outlivedBy[part]);
  const names = new Map(stacks.map(({ part, name }) => [part, name]));
  const wanted = stacks.map(({ part, name, gone }): WantedStack => ({
    name,
    part,
    action: "delete",
    needs: before(part).flatMap((one) => names.get(one) ?? []),
    changes: gone.map(({ logicalId, type }) => ({ logicalId, type, action: "delete" })),
  }));
  const operations = wanted.length === 0 ? [] : await state.operations(config.name, lookBack).catch(() => []);
  return forecastOf(
    wanted,
    operations.flatMap(({ timings = [] }) => timings),
    pace,
  );
}
