import { mapOf, numberOf, stringOf, type Item } from "../item.ts";
import { schemaVersion, type Embedding } from "../world/world.ts";

/** What the Worlds row of a cut says about how the world is laid out. */
export interface WorldFacts {
  /** Undefined for a world that keeps no commit record. */
  readonly seqCommitted: number | undefined;
  readonly secondsPerTick: number;
  readonly eventShards: number;
  readonly schemaVersion: number;
  readonly embedding: Embedding | undefined;
}

export const worldFacts = (row: Item): WorldFacts => ({
  seqCommitted: numberOf(row, "seqCommitted"),
  secondsPerTick: numberOf(row, "secondsPerTick") ?? 0,
  eventShards: numberOf(row, "eventShards") ?? 1,
  schemaVersion: numberOf(row, "schemaVersion") ?? schemaVersion,
  embedding: embeddingOf(mapOf(row, "embedding")),
});

function embeddingOf(map: Item | undefined): Embedding | undefined {
  const model = stringOf(map, "model");
  const dims = numberOf(map, "dims");
  return model === undefined || dims === undefined ? undefined : { model, dims, encoding: "float32" };
}
