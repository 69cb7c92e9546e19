import { placed } from "../../model/archive/line.ts";
import type { Chunk } from "../../model/archive/manifest.ts";
import { atOnce } from "../../model/at-once.ts";
import { type AttributeValue, type Item, numberOf, stringOf } from "../../model/item.ts";
import { isAsked } from "../../model/restore/parts.ts";
import type { TtlMode } from "../../model/restore/request.ts";
import { tableSchemas } from "../../model/tables.ts";
import { generation, partTables } from "../../model/world/keys.ts";
import type { RestoreJob } from "./job.ts";
import { putInSets } from "./put-in-sets.ts";
import { damaged, readChunk } from "./read-chunk.ts";

/** Few chunks at a time, for memory. */
const chunksAtOnce = 2;

/** Loads all chunks that are not loaded yet, in the order of their hashes: keys that are near each other come at different times. */
export async function loadChunks(job: RestoreJob): Promise<void> {
  const { plan, entry, ports, report } = job;
  const chunks = plan.manifest.chunks
    .filter(({ part }) => part !== "world" && isAsked(plan.request.only, part))
    .toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  const left = chunks.filter(({ sha256 }) => !entry.loaded.has(sha256));
  let rows = plan.rows - left.reduce((sum, { items }) => sum + items, 0);
  let bytes = 0;
  const loaded = (more: number, length: number) => {
    rows += more;
    bytes += length;
    report({ kind: "loaded", at: ports.clock.now(), rows, bytes, ofRows: plan.rows });
  };
  await atOnce(left, { most: chunksAtOnce, signal: job.signal }, async (chunk, signal) => {
    await loadChunk(job, chunk, { loaded, signal });
    await ports.data.catalogue.addLoaded(entry, [chunk.sha256]);
  });
}

async function loadChunk(
  { archive, ports, plan, entry, rows }: RestoreJob,
  chunk: Chunk,
  { loaded, signal }: { loaded: (rows: number, bytes: number) => void; signal: AbortSignal },
): Promise<void> {
  const { manifest, request } = plan;
  const read = await readChunk({ archive, codec: ports.data.codec, worldId: manifest.worldId }, chunk);
  const table = partTables[chunk.part];
  const g = generation(entry.worldId, entry.gen);
  const age = Math.floor((ports.clock.now() - Date.parse(manifest.createdAt)) / 1_000);
  const items = read.map((row) => inTime(placed(table, g, row), chunk, { ttl: request.ttl, age }));
  // A hostile archive could name another world's partition; nothing is written outside of what is restored.
  if (items.some((item) => stringOf(item, tableSchemas[table].pk) !== `${g}${chunk.partition}`))
    throw damaged(chunk, "a row of it is of another partition");
  const put = (count: number) => loaded(count, (chunk.bytes * count) / chunk.items);
  await putInSets(rows, { table, items }, { signal, put });
}

/** `age` is the snapshot's, in seconds. */
function inTime(item: Item, { part }: Pick<Chunk, "part">, { ttl, age }: { ttl: TtlMode; age: number }): Item {
  const { ttl: name } = tableSchemas[partTables[part]];
  const expires = name === undefined ? undefined : numberOf(item, name);
  if (name === undefined || expires === undefined || ttl === "keep") return item;
  const { [name]: _, ...rest } = item;
  return ttl === "strip" ? rest : { ...rest, [name]: { N: String(expires + age) } satisfies AttributeValue };
}
