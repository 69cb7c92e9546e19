import { placed } from "../../model/archive/line.ts";
import type { Chunk } from "../../model/archive/manifest.ts";
import { keyProblem } from "../../model/archive/row-problem.ts";
import { type AttributeValue, type Item, numberOf, stringOf } from "../../model/item.ts";
import { isAsked } from "../../model/restore/parts.ts";
import { type TtlMode, ttlModes } from "../../model/restore/request.ts";
import { tableSchemas } from "../../model/tables.ts";
import { generation, partTables } from "../../model/world/keys.ts";
import type { RestoreJob } from "./job.ts";
import { damaged } from "./read-chunk.ts";

/**
 * The chunks that are asked for and not loaded yet, in the order of their hashes: keys that are near each other come at different times.
 */
export const chunksLeft = ({ plan, entry }: RestoreJob): readonly Chunk[] =>
  plan.manifest.chunks
    .filter(({ part, sha256 }) => part !== "world" && isAsked(plan.request.only, part) && !entry.loaded.has(sha256))
    .toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));

/** How a row of a chunk is written: in the restore's own generation and in its time. Throws `unverified` for one of elsewhere. */
export function placing({ ports, plan, entry }: RestoreJob, chunk: Chunk): (row: Item) => Item {
  const table = partTables[chunk.part];
  const g = generation(entry.worldId, entry.gen);
  const age = Math.floor((ports.clock.now() - Date.parse(plan.manifest.createdAt)) / 1_000);
  const ttl = ttlModes.find((mode) => mode === entry.options["ttl"]) ?? "keep";
  return (row) => {
    // A hostile archive could name another world's partitions; nothing is written, or shown, outside of what is restored.
    const problem = keyProblem(table, row);
    if (problem !== undefined) throw damaged(chunk, problem);
    const item = inTime(placed(table, g, row), chunk, { ttl, age });
    if (stringOf(item, tableSchemas[table].pk) !== `${g}${chunk.partition}`)
      throw damaged(chunk, "a row of it is of another partition");
    return item;
  };
}

/** `age` is the snapshot's, in seconds. */
function inTime(item: Item, { part }: Pick<Chunk, "part">, { ttl, age }: { ttl: TtlMode; age: number }): Item {
  const { ttl: name } = tableSchemas[partTables[part]];
  const expires = name === undefined ? undefined : numberOf(item, name);
  if (name === undefined || expires === undefined || ttl === "keep") return item;
  const { [name]: _, ...rest } = item;
  return ttl === "strip" ? rest : { ...rest, [name]: { N: String(expires + age) } satisfies AttributeValue };
}
