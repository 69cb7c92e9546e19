import * as z from "zod";
import { chunkShape, originShape } from "../catalogue-shape.ts";
import { GworldError } from "../error.ts";
import { canonical, isRecord, textAt } from "../json.ts";
import { ulidForm } from "../ulid.ts";
import { worldParts } from "../world/keys.ts";
import { schemaVersion } from "../world/world.ts";
import { compareKeys } from "./key-order.ts";
import { consistencies, formatVersion, type Manifest } from "./manifest.ts";

/** Canonical JSON: equal manifests are equal bytes. */
export const manifestText = (manifest: Manifest): string => `${canonical(manifest)}\n`;

const count = z.number().int().nonnegative();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const total = z.object({ items: count, bytes: count, writeUnits: count });

const shape = z.object({
  formatVersion: z.string().regex(/^\d+\.\d+$/),
  tool: z.string(),
  snapshotId: z.string().regex(ulidForm),
  worldId: z.string().regex(/^[^\s/@#\\]{1,255}$/),
  environment: z.string(),
  name: z.string().optional(),
  labels: z.record(z.string(), z.string()),
  createdAt: z.iso.datetime(),
  completedAt: z.iso.datetime(),
  createdBy: z.string(),
  consistency: z.enum(consistencies),
  tick: count,
  seq: count,
  epoch: count,
  gen: count,
  pauseMs: z.number().nonnegative(),
  warnings: z.array(z.string()),
  schemaVersion: count,
  embedding: z.object({ model: z.string(), dims: count, encoding: z.literal("float32") }).optional(),
  parts: z.object({ world: total, agents: total, memories: total, objects: total, events: total }),
  memories: z.record(z.string(), count),
  chunks: z.array(chunkShape),
  merkleRoot: digest,
  contentHash: digest,
  parent: z.string().nullable(),
  origin: originShape.optional(),
});

/**
 * Reads a manifest and checks what it says of itself. Throws `usage` for one of a newer gworld, `unverified` for one that is
 * damaged. Hashes are for `verify` to recompute.
 */
export function parseManifest(text: string): Manifest {
  const json = parse(text);
  const version = textAt(json, "formatVersion") ?? "";
  if (Number.parseInt(version, 10) > Number.parseInt(formatVersion, 10)) throw newer(`format ${version}`);
  if (isRecord(json) && typeof json["schemaVersion"] === "number" && json["schemaVersion"] > schemaVersion)
    throw newer(`data of version ${json["schemaVersion"]}`);
  const read = shape.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw damaged(issue === undefined ? "it is none" : `its ${issue.path.join(".") || "text"} is missing or wrong`);
  }
  checkTotals(read.data);
  checkOrder(read.data);
  return read.data;
}

function checkTotals({ parts, chunks, memories }: Manifest): void {
  for (const part of worldParts)
    for (const field of ["items", "bytes", "writeUnits"] as const) {
      const sum = chunks.reduce((all, chunk) => (chunk.part === part ? all + chunk[field] : all), 0);
      if (sum !== parts[part][field])
        throw damaged(`${part}: ${parts[part][field]} ${field} said, ${sum} in its chunks`);
    }
  const remembered = Object.values(memories).reduce((all, one) => all + one, 0);
  if (remembered !== parts.memories.items) throw damaged("memories by agent are not all memories");
}

function checkOrder({ chunks }: Manifest): void {
  chunks.forEach((chunk, index) => {
    const before = chunks[index - 1];
    if (chunk.items === 0 || compareKeys(chunk.from, chunk.to) > 0)
      throw damaged(`chunk ${index} has no rows in order`);
    if (before === undefined || before.part !== chunk.part || before.partition !== chunk.partition) return;
    if (compareKeys(before.to, chunk.from) >= 0) throw damaged(`chunk ${index} overlaps the one before`);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged("it is not JSON", cause);
  }
}

const damaged = (what: string, cause?: unknown) =>
  new GworldError("unverified", `The manifest is damaged: ${what}.`, {
    hint: "Take another snapshot; gworld snapshot list shows them.",
    cause,
  });

const newer = (what: string) =>
  new GworldError("usage", `The snapshot has ${what}, which this gworld does not know.`, {
    hint: `Install the newest gworld. This one knows format ${formatVersion} and data of version ${schemaVersion}.`,
  });
