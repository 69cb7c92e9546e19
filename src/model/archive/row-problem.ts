import { type Item, numberOf, stringOf } from "../item.ts";
import type { WorldTable } from "../names.ts";
import { tableSchemas } from "../tables.ts";
import { partTables } from "../world/keys.ts";
import { worldOf } from "../world/row.ts";
import { placeAttributes } from "../world/world.ts";
import { compareKeys } from "./key-order.ts";
import { generationKeys, isBare } from "./line.ts";
import type { Chunk, Manifest } from "./manifest.ts";

/** Partitions of events are looked through one by one: the hours of eleven centuries, or of one in ten shards. */
const mostEventPartitions = 10_000_000;

/** The sort keys of a chunk's rows, or why they cannot be its rows. */
export type RowKeys = { readonly keys: readonly string[] } | { readonly problem: string };

/**
 * Looks at the rows of a chunk one by one. One whose key has a generation of its own would be restored into that generation, or
 * be found in its index, whoever's it is. The world's row is compared with the moment that its manifest says, if it is given.
 */
export function rowKeys(chunk: ChunkPlace, rows: Iterable<Item>, moment?: Pick<Manifest, "tick" | "seq">): RowKeys {
  const { sk } = tableSchemas[partTables[chunk.part]];
  const keys: string[] = [];
  for (const row of rows) {
    const problem = chunk.part === "world" ? worldProblem(row, moment) : placeProblem(chunk, row);
    if (problem !== undefined) return { problem };
    const key = sk === undefined ? "" : (stringOf(row, sk) ?? "");
    const before = keys.at(-1);
    if (before !== undefined && compareKeys(before, key) >= 0)
      return { problem: chunk.part === "world" ? "a world has one row" : "its rows are not in order" };
    keys.push(key);
  }
  return keys[0] === chunk.from && keys.at(-1) === chunk.to ? { keys } : { problem: "its rows are not of its range" };
}

type ChunkPlace = Pick<Chunk, "part" | "partition" | "from" | "to">;

function placeProblem({ part, partition }: ChunkPlace, row: Item): string | undefined {
  const { pk } = tableSchemas[partTables[part]];
  if (stringOf(row, pk) !== partition) return "a row is of another partition";
  return keyProblem(partTables[part], row);
}

/** Why a row's keys are of elsewhere; undefined where all of them are bare of a generation. */
export function keyProblem(table: WorldTable, row: Item): string | undefined {
  for (const name of generationKeys[table]) {
    const key = row[name];
    if (key !== undefined && !("S" in key && isBare(key.S))) return `a row of it has a ${name} of another partition`;
  }
  return undefined;
}

/** Why this cannot be the row of a world, at that moment if one is given; undefined where it can. */
export function worldProblem(row: Item, moment?: Pick<Manifest, "tick" | "seq">): string | undefined {
  const own = Object.keys(row).find((name) => placeAttributes.has(name));
  if (own !== undefined) return `it says ${own} of its world, which is not data`;
  const { tick, secondsPerTick, eventShards } = worldOf(row);
  const partitions = ((tick * secondsPerTick) / 3_600) * Math.max(1, eventShards);
  // Also where one of them is no number.
  if (!(partitions >= 0 && partitions <= mostEventPartitions && eventShards <= mostEventPartitions))
    return "its world has more hours of events than can be looked through";
  return moment && otherMoment(row, moment);
}

function otherMoment(row: Item, { tick, seq }: Pick<Manifest, "tick" | "seq">): string | undefined {
  const is = (name: string, said: number) => (numberOf(row, name) ?? 0) === said;
  return is("tick", tick) && is("seqCommitted", seq) ? undefined : "its world is of another moment than the manifest";
}
