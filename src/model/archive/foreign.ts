import { GworldError } from "../error.ts";
import { canonical } from "../json.ts";
import { contentHash, merkleRoot } from "./hashes.ts";
import { greatestChunk } from "./limits.ts";
import type { Chunk, Manifest } from "./manifest.ts";

/** What people have written into a manifest goes into one row of the catalogue; DynamoDB takes 400 KB. */
const greatestNotes = 65_536;

/** Packed bytes are hardly more than plain ones, even where nothing can be packed. */
const greatestStored = ({ bytes }: Chunk) => bytes + Math.ceil(bytes / 64) + 65_536;

/** Checks a manifest that came from elsewhere beyond its form: throws `unverified` where its hashes or its sizes cannot be. */
export function checkForeign(
  manifest: Manifest,
  sha256: (content: string) => string,
  participle: "imported" | "restored",
): void {
  const wrong = (why: string) => unbelievable(why, participle);
  const { chunks, parts, name, labels, warnings, createdBy, tool, environment } = manifest;
  if (merkleRoot(chunks, sha256) !== manifest.merkleRoot) throw wrong("its chunks are not those under its Merkle root");
  if (contentHash(chunks, sha256) !== manifest.contentHash) throw wrong("its sums are not those of its content hash");
  if (canonical({ name: name ?? "", labels, warnings, createdBy, tool, environment }).length > greatestNotes)
    throw wrong("its names and labels are too long");
  if (parts.world.items !== 1) throw wrong(`it has ${parts.world.items} rows of its world`);
  const seen = new Set<string>();
  for (const [index, chunk] of chunks.entries()) {
    if (chunk.bytes > greatestChunk) throw wrong(`chunk ${index} would unpack to ${chunk.bytes} bytes`);
    if (chunk.storedBytes > greatestStored(chunk)) throw wrong(`chunk ${index} is greater packed than it is plain`);
    // A file has each once, and it is proved as one of them alone.
    if (seen.has(chunk.sha256)) throw wrong(`chunk ${index} is there before`);
    seen.add(chunk.sha256);
  }
}

/** IDs become parts of keys in S3 and of commands to type: throws `usage` where a world's own cannot. */
export function foreignWorld({ worldId }: Pick<Manifest, "worldId">): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/.test(worldId)) return worldId;
  throw new GworldError("usage", `The snapshot is of a world with the ID ${JSON.stringify(worldId.slice(0, 60))}.`, {
    hint: "Choose one that can be typed: --as <world>",
  });
}

const unbelievable = (why: string, participle: "imported" | "restored") =>
  new GworldError("unverified", `The manifest cannot be believed: ${why}. Nothing was ${participle}.`, {
    hint:
      participle === "imported"
        ? "Export the snapshot again where it was taken: gworld snapshot verify, then gworld snapshot export."
        : "Prove it where it was taken: gworld snapshot verify. Or restore another one of that archive.",
  });
