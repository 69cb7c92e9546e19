import { GworldError } from "../error.ts";
import { type AttributeValue, type Item, stringOf } from "../item.ts";
import { isRecord } from "../json.ts";
import type { WorldTable } from "../names.ts";
import { tableSchemas } from "../tables.ts";
import { isSoundItem } from "../wire.ts";

/**
 * A row as one line of DynamoDB JSON, the same for equal rows: names and sets sorted, numbers as they came, and the
 * generation `g` taken off its keys. Throws `failed` for a row whose key could not be told from one without its generation.
 */
export function lineOf(table: WorldTable, g: string, item: Item): string {
  const own = generationKeys[table];
  let text = "";
  for (const name of Object.keys(item).sort()) {
    const value = item[name];
    if (value === undefined) continue;
    const bare =
      own.has(name) && "S" in value ? { S: withoutGeneration(table, item, { g, name, key: value.S }) } : value;
    text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${valueText(bare)}`;
  }
  return `{"Item":{${text}}}`;
}

/** The row of a line, its keys without their generation. Throws `unverified` where a line is no row. */
export function rowOf(line: string): Item {
  const parsed: unknown = parse(line);
  const item = isRecord(parsed) ? parsed["Item"] : undefined;
  if (isSoundItem(item)) return item;
  throw new GworldError("unverified", `A line of the archive is no row: ${line.slice(0, 80)}`, {
    hint: "Take another snapshot; gworld snapshot list shows them.",
  });
}

/** A row of a line in a generation of its own. */
export function placed(table: WorldTable, g: string, row: Item): Item {
  const own = generationKeys[table];
  const item: Record<string, AttributeValue> = { ...row };
  for (const name of own) {
    const key = stringOf(row, name);
    if (key !== undefined && isBare(key)) item[name] = { S: `${g}${key}` };
  }
  return item;
}

/** A live row of one generation in another. Throws `failed` as `lineOf` does. */
export function moved(table: WorldTable, item: Item, { from, to }: { from: string; to: string }): Item {
  const bare: Record<string, AttributeValue> = { ...item };
  for (const name of generationKeys[table]) {
    const key = stringOf(item, name);
    if (key !== undefined) bare[name] = { S: withoutGeneration(table, item, { g: from, name, key }) };
  }
  return placed(table, to, bare);
}

/** Keys that begin with the generation: their names do, too. */
export const generationKeys: Readonly<Record<WorldTable, ReadonlySet<string>>> = {
  Worlds: keysOf("Worlds"),
  Agents: keysOf("Agents"),
  MemoryStreams: keysOf("MemoryStreams"),
  WorldObjects: keysOf("WorldObjects"),
  Events: keysOf("Events"),
  Snapshots: keysOf("Snapshots"),
};

function keysOf(table: WorldTable): ReadonlySet<string> {
  const schema = tableSchemas[table];
  const names = [schema, ...schema.indexes].flatMap(({ pk, sk = pk }) => [pk, sk]);
  return new Set(names.filter((name) => name === "g" || name.startsWith("g#")));
}

/** True for a key without its generation. */
export const isBare = (key: string) => key === "" || key.startsWith("#");

function withoutGeneration(
  table: WorldTable,
  item: Item,
  { g, name, key }: { g: string; name: string; key: string },
): string {
  if (key.startsWith(g) && isBare(key.slice(g.length))) return key.slice(g.length);
  if (!isBare(key)) return key;
  const { pk, sk = pk } = tableSchemas[table];
  throw new GworldError(
    "failed",
    `A row of ${table} has the key ${name} = "${key}", which names no generation: ${stringOf(item, pk) ?? ""} ${stringOf(item, sk) ?? ""}`,
    { hint: "Correct or remove that attribute, then run the same command again. gworld help worlds shows the keys." },
  );
}

function valueText(value: AttributeValue): string {
  if ("S" in value) return `{"S":${JSON.stringify(value.S)}}`;
  if ("N" in value) return `{"N":${JSON.stringify(value.N)}}`;
  if ("B" in value) return `{"B":${JSON.stringify(value.B)}}`;
  if ("M" in value) return `{"M":${mapText(value.M)}}`;
  if ("L" in value) return `{"L":[${value.L.map(valueText).join(",")}]}`;
  if ("SS" in value) return `{"SS":${JSON.stringify([...value.SS].sort())}}`;
  if ("NS" in value) return `{"NS":${JSON.stringify([...value.NS].sort())}}`;
  if ("BS" in value) return `{"BS":${JSON.stringify([...value.BS].sort())}}`;
  return JSON.stringify(value);
}

const mapText = (map: Item): string =>
  `{${Object.keys(map)
    .sort()
    .flatMap((name) => {
      const value = map[name];
      return value === undefined ? [] : [`${JSON.stringify(name)}:${valueText(value)}`];
    })
    .join(",")}}`;

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
