import { chunkTarget } from "../../model/archive/limits.ts";
import { lineOf } from "../../model/archive/line.ts";
import type { Chunk } from "../../model/archive/manifest.ts";
import type { Checkpoint } from "../../model/catalogue.ts";
import { itemSize, writeUnits } from "../../model/item-size.ts";
import { numberOf, stringOf, type Item } from "../../model/item.ts";
import { tableSchemas } from "../../model/tables.ts";
import { partTables, type WorldPart } from "../../model/world/keys.ts";
import type { ChunkPacker, PackedChunk } from "../../ports/codec.ts";
import type { CutJob } from "./job.ts";

export interface Place {
  readonly part: WorldPart;
  /** Without its generation. */
  readonly partition: string;
}

/** Packs rows as they come, in sort-key order, and stores what the archive does not have. Holds one chunk at most. */
export async function packRows(
  job: CutJob,
  place: Place,
  pages: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>,
): Promise<Checkpoint> {
  const writer = chunkWriter(job, place);
  for await (const items of pages) job.read(items.length, await writer.add(items));
  return writer.end();
}

/** Characters after which lines go to the packer. */
const handOver = 131_072;

function chunkWriter(job: CutJob, place: Place) {
  const chunks: Chunk[] = [];
  let newBytes = 0;
  let draft: Draft | undefined;
  const close = async (whole: Draft) => {
    const stored = await store(job, place, whole);
    chunks.push(stored.chunk);
    newBytes += stored.newBytes;
  };
  return {
    /** Returns how long the lines are. */
    async add(items: readonly Item[]): Promise<number> {
      let length = 0;
      let lines: string[] = [];
      let pending = 0;
      let open = (draft ??= newDraft(job));
      for (const item of items) {
        const line = lineOf(partTables[place.part], job.generation, item);
        if (open.items > 0 && open.length + line.length >= chunkTarget) {
          await open.packer.add(lines);
          await close(open);
          open = draft = newDraft(job);
          lines = [];
          pending = 0;
        }
        note(open, place, item, line);
        lines.push(line);
        length += line.length + 1;
        pending += line.length;
        // Short texts die young: what is as long as a page would live until the next great collection.
        if (pending >= handOver) {
          await open.packer.add(lines);
          lines = [];
          pending = 0;
        }
      }
      await open.packer.add(lines);
      return length;
    },
    async end(): Promise<Checkpoint> {
      if (draft !== undefined) await close(draft);
      return { ...place, chunks, newBytes };
    },
  };
}

/** A chunk in the making, beside what the packer knows of it. */
interface Draft {
  readonly packer: ChunkPacker;
  items: number;
  /** Characters so far. */
  length: number;
  from: string;
  to: string;
  writeUnits: number;
  expiresAt: number | undefined;
}

const newDraft = ({ ports: { data } }: CutJob): Draft => ({
  packer: data.codec.packer(data.codec.preferred),
  items: 0,
  length: 0,
  from: "",
  to: "",
  writeUnits: 0,
  expiresAt: undefined,
});

function note(draft: Draft, { part }: Place, item: Item, line: string): void {
  const { sk, ttl } = tableSchemas[partTables[part]];
  const key = sk === undefined ? "" : (stringOf(item, sk) ?? "");
  if (draft.items === 0) draft.from = key;
  draft.items += 1;
  draft.to = key;
  draft.length += line.length + 1;
  draft.writeUnits += writeUnits(itemSize(item));
  const expires = ttl === undefined ? undefined : numberOf(item, ttl);
  if (expires !== undefined) draft.expiresAt = Math.min(expires, draft.expiresAt ?? expires);
}

async function store(job: CutJob, place: Place, draft: Draft): Promise<{ chunk: Chunk; newBytes: number }> {
  const packed = await draft.packer.end();
  const { from, to, writeUnits: units, expiresAt } = draft;
  const { sha256, items, bytes, sum } = packed;
  const { isNew, ...stored } = await keep(job, packed);
  const chunk: Chunk = {
    ...place,
    ...stored,
    sha256,
    from,
    to,
    items,
    bytes,
    writeUnits: units,
    sum,
    ...(expiresAt !== undefined && { expiresAt }),
  };
  return { chunk, newBytes: isNew ? stored.storedBytes : 0 };
}

/** What the parent has is not sent again. */
async function keep({ archive, entry, parent, resumed }: CutJob, packed: PackedChunk) {
  const known = parent?.chunks.get(packed.sha256);
  if (known !== undefined) {
    const { codec, storedSha256, storedBytes } = known;
    return { codec, storedSha256, storedBytes, isNew: false };
  }
  const { sha256, codec, storedSha256, body } = packed;
  const put = await archive.putChunk(entry.worldId, { sha256, codec }, body, storedSha256);
  // What a run that was cut off has stored is new all the same.
  return { ...put, codec, isNew: put.isNew || resumed };
}
