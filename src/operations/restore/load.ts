import type { Chunk } from "../../model/archive/manifest.ts";
import { atOnce } from "../../model/at-once.ts";
import { partTables } from "../../model/world/keys.ts";
import type { RestoreJob } from "./job.ts";
import { chunksLeft, placing } from "./placing.ts";
import { putInSets } from "./put-in-sets.ts";
import { readChunk } from "./read-chunk.ts";

/** Few chunks at a time, for memory. */
const chunksAtOnce = 2;

/** Moving numbers are not told more often, in milliseconds. */
const tellEvery = 250;

/** Loads all chunks that are not loaded yet. */
export async function loadChunks(job: RestoreJob): Promise<void> {
  const { plan, entry, ports, report } = job;
  const left = chunksLeft(job);
  let rows = plan.rows - left.reduce((sum, { items }) => sum + items, 0);
  let bytes = 0;
  let toldAt = -Infinity;
  const loaded = (more: number, length: number) => {
    rows += more;
    bytes += length;
    const at = ports.clock.now();
    if (at - toldAt < tellEvery && rows < plan.rows) return;
    toldAt = at;
    report({ kind: "loaded", at, rows, bytes: Math.round(bytes), ofRows: plan.rows });
  };
  await atOnce(left, { most: chunksAtOnce, signal: job.signal }, async (chunk, signal) => {
    await loadChunk(job, chunk, { loaded, signal });
    await ports.data.catalogue.addLoaded(entry, [chunk.sha256]);
  });
}

async function loadChunk(
  job: RestoreJob,
  chunk: Chunk,
  { loaded, signal }: { loaded: (rows: number, bytes: number) => void; signal: AbortSignal },
): Promise<void> {
  const { archive, ports, plan, rows, sure } = job;
  const read = await readChunk({ archive, codec: ports.data.codec, worldId: plan.manifest.worldId }, chunk);
  const items = read.map(placing(job, chunk));
  const put = (count: number) => loaded(count, (chunk.bytes * count) / chunk.items);
  await putInSets(rows, { table: partTables[chunk.part], items }, { signal, sure, put });
}
