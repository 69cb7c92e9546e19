import { gzipSync } from "node:zlib";
import { listed, partNames, record, textOf, type PartName, type Row } from "./rows.ts";
import { bigSum, canonicalJson, canonicalLine, contentHashOf, merkleRootOf, sha256, unpacked } from "./sealing.ts";

const sortKeys = { world: "", agents: "agentId", memories: "seq", objects: "objectId", events: "tick#seq" } as const;

/** An archive with other rows in the last chunk of a part, and with every hash, sum and count made right again. */
export function resealed(
  objects: ReadonlyMap<string, Uint8Array>,
  { home, snapshotId, part }: { home: string; snapshotId: string; part: PartName },
  change: (rows: Row[]) => Row[],
  lineOf = canonicalLine,
): ReadonlyMap<string, Uint8Array> {
  const manifestKey = `${home}/snapshots/${snapshotId}/manifest.json`;
  const chunkKey = (name: string) => `${home}/chunks/${name.slice(0, 2)}/${name}.gz`;
  const copy = new Map(objects);
  const manifest = record(JSON.parse(Buffer.from(copy.get(manifestKey) ?? []).toString()));
  const chunks = listed(manifest["chunks"]).map(record);
  const at = chunks.findLastIndex((chunk) => chunk["part"] === part);
  const stored = copy.get(chunkKey(String(chunks[at]?.["sha256"])));
  const plain = unpacked("gzip", stored ?? new Uint8Array())?.toString() ?? "";
  const before = plain.trimEnd().split("\n");
  const rows = change(before.map((line) => record(record(JSON.parse(line))["Item"])));
  const lines = rows.map((row) => lineOf(row));
  const text = `${lines.join("\n")}\n`;
  const body = gzipSync(text);
  copy.set(chunkKey(sha256(text)), body);
  chunks[at] = {
    ...chunks[at],
    sha256: sha256(text),
    storedSha256: sha256(body),
    storedBytes: body.length,
    bytes: Buffer.byteLength(text),
    items: lines.length,
    sum: bigSum(lines.map(sha256)),
    from: textOf(rows[0] ?? {}, sortKeys[part]),
    to: textOf(rows.at(-1) ?? {}, sortKeys[part]),
  };
  const parts = Object.fromEntries(partNames.map((of) => [of, totals(chunks, of)]));
  const hashes = { merkleRoot: merkleRootOf(chunks), contentHash: contentHashOf(chunks) };
  copy.set(manifestKey, Buffer.from(`${canonicalJson({ ...manifest, chunks, parts, ...hashes })}\n`));
  return copy;
}

function totals(chunks: readonly Row[], part: PartName) {
  const total = (field: string) =>
    chunks.reduce((sum, chunk) => (chunk["part"] === part ? sum + Number(chunk[field]) : sum), 0);
  return { items: total("items"), bytes: total("bytes"), writeUnits: total("writeUnits") };
}
