import type { Chunk, CodecName } from "../../model/archive/manifest.ts";
import { atOnce } from "../../model/at-once.ts";
import { fnv1a } from "../../model/fnv1a.ts";
import { checkedSize } from "../../model/item-limit.ts";
import { type Item, stringOf } from "../../model/item.ts";
import type { WorldTable } from "../../model/names.ts";
import { tableSchemas } from "../../model/tables.ts";
import { partTables } from "../../model/world/keys.ts";
import type { BulkLoad } from "../../ports/bulk-load.ts";
import type { ChunkPacker } from "../../ports/codec.ts";
import type { RestoreJob } from "./job.ts";
import { placing } from "./placing.ts";
import { readChunk } from "./read-chunk.ts";

/** The rows of one table that are still to be loaded. */
export interface Share {
  readonly table: WorldTable;
  /** In the order of their hashes, so that neighbours are of different partitions. */
  readonly chunks: readonly Chunk[];
  readonly rows: number;
  readonly bytes: number;
}

/** Plain bytes of a file: so much is in memory at a time, and DynamoDB reads many files at once. */
const fileBytes = 24 * 1_024 * 1_024;
const chunksAtOnce = 2;
const linesInSet = 500;

/**
 * Stages a table's rows for DynamoDB: files of lines with their whole keys. Rows of some partitions are shuffled in each, since
 * rows in the order of their keys would all be written to one partition at a time.
 */
export async function stageShare(
  job: RestoreJob,
  { table, chunks }: Share,
  { bulk, codec, staged }: { bulk: BulkLoad; codec: CodecName; staged: (chunk: Chunk) => void },
): Promise<void> {
  const share = { restoreId: job.entry.restoreId, table };
  await job.sure();
  // Of a run that was cut off: other chunks may have been left then.
  await bulk.clear(share);
  for (const [number, set] of filesOf(chunks).entries()) {
    const packed = await pack(job, set, { packer: job.ports.data.codec.packer(codec), staged });
    await job.sure();
    await bulk.stage(share, number, packed);
  }
}

function filesOf(chunks: readonly Chunk[]): readonly (readonly Chunk[])[] {
  const files: Chunk[][] = [];
  let bytes = fileBytes;
  for (const chunk of chunks) {
    if (bytes + chunk.bytes > fileBytes) {
      files.push([]);
      bytes = 0;
    }
    files.at(-1)?.push(chunk);
    bytes += chunk.bytes;
  }
  return files;
}

interface Line {
  readonly order: number;
  readonly text: string;
}

async function pack(
  job: RestoreJob,
  chunks: readonly Chunk[],
  { packer, staged }: { packer: ChunkPacker; staged: (chunk: Chunk) => void },
) {
  const { archive, ports, plan, signal } = job;
  const lines: Line[] = [];
  await atOnce(chunks, { most: chunksAtOnce, signal }, async (chunk) => {
    const rows = await readChunk({ archive, codec: ports.data.codec, worldId: plan.manifest.worldId }, chunk);
    const place = placing(job, chunk);
    for (const row of rows) lines.push(lineOf(partTables[chunk.part], place(row)));
    staged(chunk);
  });
  lines.sort((a, b) => a.order - b.order);
  for (let from = 0; from < lines.length; from += linesInSet)
    await packer.add(lines.slice(from, from + linesInSet).map(({ text }) => text));
  return packer.end();
}

function lineOf(table: WorldTable, item: Item): Line {
  checkedSize(table, item);
  const { pk, sk = pk } = tableSchemas[table];
  const order = fnv1a(`${stringOf(item, pk) ?? ""} ${stringOf(item, sk) ?? ""}`);
  return { order, text: JSON.stringify({ Item: item }) };
}
