import * as fc from "fast-check";
import { nodeCodec } from "../../src/main/codec.ts";
import { contentHash, merkleRoot } from "../../src/model/archive/hashes.ts";
import { compareKeys } from "../../src/model/archive/key-order.ts";
import { lineOf } from "../../src/model/archive/line.ts";
import type { Chunk, Manifest } from "../../src/model/archive/manifest.ts";
import type { Item } from "../../src/model/item.ts";
import { tableSchemas } from "../../src/model/tables.ts";
import { partTables, seqKey, tickKey, type WorldPart } from "../../src/model/world/keys.ts";
import type { OpenSnapshot } from "../../src/operations/open-snapshot.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { packed, resummed } from "./carrying.ts";

/** A row of two snapshots: which version of it each has, none where it is 0. */
export interface DrawnRow {
  readonly part: WorldPart;
  readonly partition: string;
  readonly key: string;
  readonly a: number;
  readonly b: number;
}

const versions = fc.constantFrom([0, 1], [1, 0], [1, 2], [1, 1], [1, 1]);
/** UTF-16 and UTF-8 order the last two otherwise. */
const names = ["ann", "bob", "cy", "\uFF21", "\u{1F5DD}"];

const places: fc.Arbitrary<Pick<DrawnRow, "part" | "partition" | "key">> = fc.oneof(
  fc.constantFrom(...names, "ann#acc#0", "bob#acc#1").map((key) => ({ part: "agents" as const, partition: "", key })),
  fc.constantFrom(...names).map((key) => ({ part: "objects" as const, partition: "", key })),
  fc
    .tuple(fc.constantFrom("#ann#0", "#ann#1", "#bob#0", "#\u{1F5DD}#0"), fc.nat(20))
    // No two memories of an agent have one seq.
    .map(([partition, seq]) => ({
      part: "memories" as const,
      partition,
      key: seqKey(seq + (partition.endsWith("1") ? 100 : 0)),
    })),
  fc
    .tuple(fc.constantFrom("#00000000#0", "#00000001#0"), fc.nat(20))
    .map(([partition, seq]) => ({ part: "events" as const, partition, key: tickKey(seq, seq) })),
);

const id = ({ part, partition, key }: Pick<DrawnRow, "part" | "partition" | "key">) => `${part} ${partition} ${key}`;

/** Rows of two snapshots that have much in common, and a world's row in both. */
export const drawnRows: fc.Arbitrary<readonly DrawnRow[]> = fc
  .tuple(
    fc.uniqueArray(places, { selector: id, maxLength: 60 }),
    fc.array(versions, { minLength: 60, maxLength: 60 }),
    fc.integer({ min: 1, max: 2 }),
  )
  .map(([found, drawn, world]) => [
    { part: "world", partition: "", key: "", a: 1, b: world },
    ...found.map((one, index) => ({ ...one, a: drawn[index]?.[0] ?? 0, b: drawn[index]?.[1] ?? 0 })),
  ]);

/** How many rows each chunk takes, in turn. */
export const drawnCuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });

const codec = nodeCodec();

/** One side as a snapshot in memory; what is fetched of it is noted. */
export async function sealed(
  rows: readonly DrawnRow[],
  { side, cuts, data }: { side: "a" | "b"; cuts: readonly number[]; data: WorldData },
): Promise<OpenSnapshot & { readonly fetched: Chunk[] }> {
  const bodies = new Map<Chunk, Uint8Array>();
  const own = rows.filter((row) => row[side] > 0).sort((a, b) => compareKeys(a.key, b.key));
  for (const place of new Set(own.map(({ part, partition }) => `${part} ${partition}`))) {
    const left = own.filter(({ part, partition }) => `${part} ${partition}` === place);
    for (let turn = 0; left.length > 0; turn += 1) {
      const some = left.splice(0, cuts[turn % cuts.length]);
      const [first, last] = [some[0], some.at(-1)];
      if (first === undefined || last === undefined) break;
      const lines = some.map((row) => lineOf(partTables[row.part], "", itemOf(row, row[side])));
      const { part, partition } = first;
      const { chunk, body } = await packed(codec, lines, { part, partition, from: first.key, to: last.key });
      bodies.set(chunk, body);
    }
  }
  const manifest = manifestOf([...bodies.keys()], side);
  const fetched: Chunk[] = [];
  const archive = {
    ...(await data.archive()),
    async chunk(_: string, name: Pick<Chunk, "sha256">) {
      const chunk = [...bodies.keys()].find((one) => one === name);
      const body = chunk && bodies.get(chunk);
      if (chunk === undefined || body === undefined) throw new Error("There is no such chunk.");
      fetched.push(chunk);
      return body;
    },
  };
  const entry = { ...manifest, state: "COMPLETE" as const, held: false, parent: undefined, chunks: bodies.size };
  return { entry, archive, manifest, text: "", fetched };
}

export function itemOf({ part, partition, key }: DrawnRow, version: number): Item {
  const { pk, sk } = tableSchemas[partTables[part]];
  const state = { M: { mood: { S: `calm ${version}` }, name: { S: key } } };
  const row: Item = { text: { S: `${key} of ${version}` }, tick: { N: "7" }, state };
  return sk === undefined ? row : { ...row, [pk]: { S: partition }, [sk]: { S: key } };
}

function manifestOf(chunks: readonly Chunk[], side: string): Manifest {
  const none = { items: 0, bytes: 0, writeUnits: 0 };
  const empty: Manifest = {
    formatVersion: "1.0",
    tool: "gworld/0.0.0-test",
    snapshotId: side,
    worldId: `world-${side}`,
    environment: "dev",
    labels: {},
    createdAt: "2026-01-01T00:00:00.000Z",
    completedAt: "2026-01-01T00:00:00.000Z",
    createdBy: "test",
    consistency: "tick",
    tick: 7,
    seq: 7,
    epoch: 1,
    gen: 1,
    pauseMs: 0,
    warnings: [],
    schemaVersion: 1,
    parts: { world: none, agents: none, memories: none, objects: none, events: none },
    memories: {},
    chunks: [],
    merkleRoot: merkleRoot([], codec.sha256),
    contentHash: contentHash([], codec.sha256),
    parent: null,
  };
  return resummed(empty, chunks, codec);
}
