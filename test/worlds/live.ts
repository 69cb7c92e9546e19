import type { BuiltPlace, Table } from "./built.ts";
import { worldPlaces } from "./exactness.ts";
import { numberAt, partNames, record, textOf, type PartName, type Row } from "./rows.ts";
import { bigSum, canonicalLine, sha256 } from "./sealing.ts";

const tables: Readonly<Record<PartName, Table>> = {
  world: "Worlds",
  agents: "Agents",
  memories: "MemoryStreams",
  objects: "WorldObjects",
  events: "Events",
};
const partitionKeys = { agents: "g", memories: "g#agentId#bucket", objects: "g", events: "g#hour#shard" } as const;
const placeNames = new Set([...worldPlaces, "createdAt", "updatedAt"]);

/** A world as its tables have it. */
export interface LiveWorld {
  readonly row: Row;
  readonly gen: number;
  /** Of the rows that readers see, by the rule that snapshots are compared by. */
  readonly contentHash: string;
}

/** Reads the tables past gworld; undefined where there is no such world. */
export async function liveWorld(place: BuiltPlace, worldId: string): Promise<LiveWorld | undefined> {
  const row = await place.world(worldId);
  if (row === undefined) return undefined;
  const gen = numberAt(row, "gen");
  const lines: string[] = [];
  for (const part of partNames) lines.push(await partLine(place, part, { row, g: `${worldId}@${gen}` }));
  return { row, gen, contentHash: sha256(lines.join("")) };
}

async function partLine(place: BuiltPlace, part: PartName, { row, g }: { row: Row; g: string }): Promise<string> {
  const rows = part === "world" ? [ownData(row)] : await rowsOf(place, part, g);
  return `${part} ${rows.length} ${bigSum(rows.map((one) => sha256(canonicalLine(one))))}\n`;
}

const ownData = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([name]) => !placeNames.has(name)));

/** Without their generation. */
async function rowsOf(place: BuiltPlace, part: Exclude<PartName, "world">, g: string): Promise<readonly Row[]> {
  const key = partitionKeys[part];
  const own = (await place.rows(tables[part], { key, begins: g })).filter((row) => isOf(textOf(row, key), g));
  return own.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, bare(name, value, g)])));
}

const isOf = (key: string, g: string) => key === g || key.startsWith(`${g}#`);

function bare(name: string, value: unknown, g: string): unknown {
  const text = record(value)["S"];
  const isKey = name === "g" || name.startsWith("g#");
  return isKey && typeof text === "string" && isOf(text, g) ? { S: text.slice(g.length) } : value;
}
