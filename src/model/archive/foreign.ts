import { GworldError } from "../error.ts";
import { type Item, stringOf } from "../item.ts";
import { canonical } from "../json.ts";
import { tableSchemas } from "../tables.ts";
import { partTables } from "../world/keys.ts";
import { placeAttributes } from "../world/world.ts";
import { contentHash, merkleRoot } from "./hashes.ts";
import { compareKeys } from "./key-order.ts";
import { greatestChunk } from "./limits.ts";
import type { Chunk, Manifest } from "./manifest.ts";

/** What people have written into a manifest goes into one row of the catalogue; DynamoDB takes 400 KB. */
const greatestNotes = 65_536;

/** Packed bytes are hardly more than plain ones, even where nothing can be packed. */
const greatestStored = ({ bytes }: Chunk) => bytes + Math.ceil(bytes / 64) + 65_536;

/** Checks a manifest that came from elsewhere beyond its form: throws `unverified` where its hashes or its sizes cannot be. */
export function checkForeign(manifest: Manifest, sha256: (content: string) => string): void {
  const { chunks, name, labels, warnings, createdBy, tool, environment } = manifest;
  if (merkleRoot(chunks, sha256) !== manifest.merkleRoot) throw wrong("its chunks are not those under its Merkle root");
  if (contentHash(chunks, sha256) !== manifest.contentHash) throw wrong("its sums are not those of its content hash");
  if (canonical({ name: name ?? "", labels, warnings, createdBy, tool, environment }).length > greatestNotes)
    throw wrong("its names and labels are too long");
  const seen = new Map<string, Chunk>();
  for (const [index, chunk] of chunks.entries()) {
    const before = seen.get(chunk.sha256);
    if (chunk.bytes > greatestChunk) throw wrong(`chunk ${index} would unpack to ${chunk.bytes} bytes`);
    if (chunk.storedBytes > greatestStored(chunk)) throw wrong(`chunk ${index} is greater packed than it is plain`);
    if (before !== undefined && (before.codec !== chunk.codec || before.storedSha256 !== chunk.storedSha256))
      throw wrong(`chunk ${index} is there before, stored otherwise`);
    seen.set(chunk.sha256, chunk);
  }
}

/**
 * Why these cannot be the rows of a chunk; undefined where they can. A row whose key has a generation of its own would be
 * restored into that generation, whoever's it is.
 */
export function rowProblem(chunk: Pick<Chunk, "part" | "partition" | "from" | "to">, rows: readonly Item[]) {
  const { part, partition, from, to } = chunk;
  const { pk, sk } = tableSchemas[partTables[part]];
  if (part === "world") {
    if (rows.length !== 1) return "a world has one row";
    const own = Object.keys(rows[0] ?? {}).find((name) => placeAttributes.has(name));
    return own === undefined ? undefined : `it says ${own} of its world, which is not data`;
  }
  if (sk === undefined || rows.some((row) => stringOf(row, pk) !== partition)) return "a row is of another partition";
  const keys = rows.map((row) => stringOf(row, sk) ?? "");
  if (keys.some((key, index) => index > 0 && compareKeys(keys[index - 1] ?? "", key) >= 0))
    return "its rows are not in order";
  return keys[0] === from && keys.at(-1) === to ? undefined : "its rows are not of its range";
}

const wrong = (why: string) =>
  new GworldError("unverified", `The manifest cannot be believed: ${why}. Nothing was imported.`, {
    hint: "Export the snapshot again where it was taken: gworld snapshot verify, then gworld snapshot export.",
  });
