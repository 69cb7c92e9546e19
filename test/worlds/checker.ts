import { checkRows } from "./exactness.ts";
import { listed, record, textOf, valueOf, type Row, type Rows, partNames, type PartName } from "./rows.ts";
import { bigSum, canonicalJson, canonicalLine, contentHashOf, merkleRootOf, sha256, unpacked } from "./sealing.ts";

/** Bytes of an object of the archive; undefined where there is none. */
export type ReadObject = (key: string) => Promise<Uint8Array | undefined>;

/** What a snapshot was found to be. It is right where there are no problems. */
export interface Checked {
  readonly problems: readonly string[];
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly rows: Rows;
  readonly contentHash: string;
}

const keyNames: Readonly<Record<PartName, readonly [string, string]>> = {
  world: ["", ""],
  agents: ["g", "agentId"],
  memories: ["g#agentId#bucket", "seq"],
  objects: ["g", "objectId"],
  events: ["g#hour#shard", "tick#seq"],
};
const eightMiB = 8 * 1_048_576;

/**
 * Reads a snapshot with nothing of gworld's own and tells all that is wrong with it: bytes, hashes, sums, order, counts, and
 * whether its rows are one exact moment. `home` is `<env>/worlds/<worldId>`.
 */
export async function checkSnapshot(read: ReadObject, home: string, snapshotId: string): Promise<Checked> {
  const problems: string[] = [];
  const rows: Record<PartName, Row[]> = { world: [], agents: [], memories: [], objects: [], events: [] };
  const body = await read(`${home}/snapshots/${snapshotId}/manifest.json`);
  if (body === undefined) return { problems: ["there is no manifest"], manifest: {}, rows, contentHash: "" };
  const text = Buffer.from(body).toString("utf8");
  const manifest = record(JSON.parse(text));
  if (canonicalJson(manifest) !== text.trimEnd()) problems.push("the manifest is not canonical");
  const chunks = listed(manifest["chunks"]).map(record);
  for (const [index, chunk] of chunks.entries()) {
    const said = (what: string) => void problems.push(`chunk ${index} (${placeOf(chunk)}): ${what}`);
    checkPlace(chunk, chunks[index - 1], said);
    const lines = await linesOf(read, home, chunk, said);
    const part = partOf(chunk);
    if (part === undefined || lines === undefined) continue;
    rows[part].push(...checkLines(part, chunk, lines, said));
  }
  problems.push(...checkManifest(manifest, chunks, rows), ...checkRows(manifest, rows));
  return { problems, manifest, rows, contentHash: contentHashOf(chunks) };
}

type Said = (what: string) => void;

const placeOf = (chunk: Readonly<Record<string, unknown>>) => `${String(chunk["part"])} ${String(chunk["partition"])}`;
const partOf = (chunk: Readonly<Record<string, unknown>>) => partNames.find((name) => name === chunk["part"]);

/** As DynamoDB orders keys. */
const inBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Parts, partitions and sort keys come in order, and nothing overlaps. */
function checkPlace(
  chunk: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>> | undefined,
  said: Said,
) {
  const rank = partNames.findIndex((name) => name === chunk["part"]);
  if (rank < 0) said("it is of no part");
  if (Number(chunk["items"]) < 1) said("it has no rows");
  if (before === undefined) return;
  const ahead = partNames.findIndex((name) => name === before["part"]);
  const [one, other] = [String(before["partition"]), String(chunk["partition"])];
  if (ahead > rank || (ahead === rank && inBytes(one, other) > 0)) said("it is out of order");
  if (ahead === rank && one === other && inBytes(String(before["to"]), String(chunk["from"])) >= 0)
    said("it overlaps the one before");
}

/** The lines of a chunk whose bytes are what the manifest says. */
async function linesOf(read: ReadObject, home: string, chunk: Readonly<Record<string, unknown>>, said: Said) {
  const name = String(chunk["sha256"]);
  const extension = chunk["codec"] === "zstd" ? "zst" : "gz";
  const stored = await read(`${home}/chunks/${name.slice(0, 2)}/${name}.${extension}`);
  if (stored === undefined) {
    said("it is missing");
    return undefined;
  }
  if (sha256(stored) !== chunk["storedSha256"]) said("its stored bytes have another hash");
  if (stored.length !== chunk["storedBytes"]) said("its stored bytes are of another length");
  const plain = unpacked(String(chunk["codec"]), stored);
  if (plain === undefined) {
    said("it cannot be unpacked");
    return undefined;
  }
  if (sha256(plain) !== name) said("its plain bytes have another hash");
  if (plain.length !== chunk["bytes"]) said("its plain bytes are of another length");
  const text = plain.toString("utf8");
  if (!text.endsWith("\n")) said("its last line has no end");
  return text.split("\n").slice(0, -1);
}

function checkLines(
  part: PartName,
  chunk: Readonly<Record<string, unknown>>,
  lines: readonly string[],
  said: Said,
): readonly Row[] {
  const [pk, sk] = keyNames[part];
  if (lines.length !== chunk["items"]) said(`it has ${lines.length} rows`);
  if (Number(chunk["bytes"]) > eightMiB && lines.length > 1) said("it is too great");
  if (bigSum(lines.map(sha256)) !== chunk["sum"]) said("the sum of its rows is another");
  if (Number(chunk["writeUnits"]) < lines.length) said("it claims too few write units");
  const rows = lines.map((line) => record(record(JSON.parse(line))["Item"]));
  const keys = rows.map((row) => (sk === "" ? "" : textOf(row, sk)));
  if (keys[0] !== chunk["from"] || keys.at(-1) !== chunk["to"]) said("it begins or ends elsewhere");
  keys.forEach((key, index) => {
    if (index > 0 && inBytes(keys[index - 1] ?? "", key) >= 0) said(`row ${key} is out of order`);
  });
  rows.forEach((row, index) => {
    if (canonicalLine(row) !== lines[index]) said(`row ${keys[index] ?? ""} is not canonical`);
    if (pk !== "" && textOf(row, pk) !== chunk["partition"]) said(`row ${keys[index] ?? ""} is of another partition`);
    for (const name of Object.keys(row))
      if (name.startsWith("g#") && !textOf(row, name).startsWith("#"))
        said(`row ${keys[index] ?? ""} has a generation`);
  });
  const ends = rows.map((row) => Number(valueOf(row, "expiresAt", "N"))).filter((one) => one > 0);
  if (part === "events" && ends.length > 0 && Math.min(...ends) !== chunk["expiresAt"])
    said("it expires at another time");
  return rows;
}

function checkManifest(
  manifest: Readonly<Record<string, unknown>>,
  chunks: readonly Readonly<Record<string, unknown>>[],
  rows: Rows,
): string[] {
  const problems: string[] = [];
  if (manifest["merkleRoot"] !== merkleRootOf(chunks)) problems.push("the Merkle root is another");
  if (manifest["contentHash"] !== contentHashOf(chunks)) problems.push("the content hash is another");
  for (const part of partNames) {
    const total = record(record(manifest["parts"])[part]);
    const own = chunks.filter((chunk) => chunk["part"] === part);
    for (const field of ["items", "bytes", "writeUnits"])
      if (own.reduce((sum, chunk) => sum + Number(chunk[field]), 0) !== total[field])
        problems.push(`${part}: the total of ${field} is another`);
    if (rows[part].length !== total["items"]) problems.push(`${part}: ${rows[part].length} rows`);
  }
  const byAgent = new Map<string, number>();
  for (const row of rows.memories) byAgent.set(textOf(row, "agentId"), (byAgent.get(textOf(row, "agentId")) ?? 0) + 1);
  const said = Object.entries(record(manifest["memories"])).filter(([, count]) => count !== 0);
  if (said.length !== byAgent.size || said.some(([agent, count]) => byAgent.get(agent) !== count))
    problems.push("the memories by agent are others");
  const dims = Number(record(manifest["embedding"])["dims"]);
  const wrong = rows.memories.filter(
    (row) => Buffer.from(valueOf(row, "embedding", "B"), "base64").length !== dims * 4,
  );
  if (dims > 0 && wrong.length > 0) problems.push(`${wrong.length} embeddings have not ${dims} numbers`);
  if (typeof manifest["pauseMs"] !== "number") problems.push("the pause is not told");
  return problems;
}
