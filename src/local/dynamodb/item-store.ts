import { createKey, itemSize } from "dynalite/db/index.js";
import { isObject, object, text, type JsonObject } from "../json.ts";
import { meet } from "./condition.ts";
import type { Database, Rows } from "./database.ts";
import { tableKey, type IndexRecord, type TableRecord } from "./table.ts";

/** The greatest item of DynamoDB, in bytes. */
const maxItemSize = 409_600;

/** What one item action is about. */
export interface Sight {
  readonly region: string;
  readonly account: string;
  readonly database: Database;
  readonly rows: Rows;
  readonly table: (name: string) => TableRecord | undefined;
  /** The checked request: its condition must be met, and its key makes index entries unique. */
  readonly request: JsonObject;
  /** Called with what went wrong where nobody else would hear of it. */
  readonly fail: (error: unknown) => void;
}

const read = new WeakMap<TableRecord, JsonObject>();

/** The table as dynalite's actions read it, made once for each record; an index that is being dropped is gone for them. */
export function dynaliteTable(table: TableRecord): JsonObject {
  const known = read.get(table) ?? readTable(table);
  read.set(table, known);
  return known;
}

function readTable(table: TableRecord): JsonObject {
  const index = ({ name, keySchema, projection }: IndexRecord) => ({
    IndexName: name,
    KeySchema: keySchema,
    Projection: projection,
  });
  return {
    TableName: table.name,
    KeySchema: table.keySchema,
    AttributeDefinitions: table.attributes,
    GlobalSecondaryIndexes: table.globalIndexes.filter(({ dropping }) => dropping !== true).map(index),
    LocalSecondaryIndexes: table.localIndexes.map(index),
  };
}

/** Where the rows of a table and of its indexes are. */
export const itemPrefix = (region: string, name: string) => `item-${tableKey(region, name)}`;
export const indexPrefix = (kind: string, region: string, name: string, index: string) =>
  `index-${kind.toLowerCase()}~${tableKey(region, name)}~${index}`;

/** Where the counts of a table's index are. */
export const indexTally = (region: string, name: string, index: string) => `${tableKey(region, name)}/index/${index}`;

/** The store that dynalite's actions run over: tables from our catalogue, rows from one change. */
export function itemStore(sight: Sight): DynaliteStore {
  const { region, account, database, request, fail } = sight;
  let known: string | undefined;
  const itemKey = () => (known ??= keyOf(sight, "Item" in request ? object(request, "Item") : object(request, "Key")));
  const answer = (found: Promise<unknown>, done: DynaliteDone) => void inform(found, done).catch(fail);
  return {
    options: { maxItemSize },
    tableDb: { awsAccountId: account, awsRegion: region },
    getTable(name, status, done) {
      const table = sight.table(name);
      const reply = typeof status === "function" ? status : done;
      const found =
        table === undefined || table.deleting ? Promise.reject(absent()) : Promise.resolve(dynaliteTable(table));
      if (reply !== undefined) answer(found, reply);
    },
    getItemDb(name) {
      const source = database.ranges.getItemDb(tableKey(region, name));
      return itemRange(sight, { name, source, answer });
    },
    getIndexDb(kind, name, index) {
      const source = database.ranges.getIndexDb(kind, tableKey(region, name), index);
      const prefix = indexPrefix(kind, region, name, index);
      return indexRange(sight, { name, index, prefix, source, answer, itemKey });
    },
  };
}

interface RangeOf {
  readonly name: string;
  readonly source: DynaliteRange;
  readonly answer: (found: Promise<unknown>, done: DynaliteDone) => void;
}

function itemRange({ region, rows, request }: Sight, { name, source, answer }: RangeOf): DynaliteRange {
  const prefix = itemPrefix(region, name);
  const replace = (key: string, value: unknown) =>
    tallied(rows, { of: tableKey(region, name), at: `${prefix}~${key}`, value });
  // A write reads its item right before it would ask dynalite about its condition.
  const wanted = async (key: string) => {
    const item = await rows.get(`${prefix}~${key}`);
    meet(request, item);
    return item;
  };
  return {
    // Changes run one after the other, so there is nothing to wait for.
    lock: (_key, run) => run((done) => done),
    get: (key, done) => answer(wanted(key), done),
    put: (key, value, done) => answer(replace(key, value), done),
    del: (key, done) => answer(replace(key, undefined), done),
    createValueStream: (options) => source.createValueStream(options),
  };
}

/** Sets a row, or deletes it, and counts what that changes. */
export async function tallied(
  rows: Rows,
  { of, at, value, isNew = false }: { of: string; at: string; value: unknown; isNew?: boolean },
) {
  const before = isNew ? undefined : await rows.get(at);
  const after = present(value);
  const size = (item: unknown) => (item === undefined ? 0 : itemSize(item));
  const count = (item: unknown) => (item === undefined ? 0 : 1);
  rows.tally(of, count(after) - count(before), size(after) - size(before));
  if (after === undefined) rows.delete(at);
  else rows.put(at, after);
}

/** An index entry names every attribute that its projection includes, also those the item has not. */
const present = (item: unknown) =>
  isObject(item) ? Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) : item;

/**
 * Dynalite tells entries with equal index keys apart by 24 bits of a hash, so that one of many could vanish: the whole
 * item key is added here, on writing and where a page begins.
 */
function indexRange(
  sight: Sight,
  { name, index, prefix, source, answer, itemKey }: RangeOf & { index: string; prefix: string; itemKey: () => string },
): DynaliteRange {
  const { rows, request } = sight;
  const replace = async (key: string, value: unknown) => {
    const item = itemKey();
    const at = `${prefix}~${key}/${item}`;
    // The item was read before its index entries are written; where there was none, there is no entry to read.
    const isNew = (await rows.get(`${itemPrefix(sight.region, name)}~${item}`)) === undefined;
    await tallied(rows, { of: indexTally(sight.region, name, index), at, value, isNew });
  };
  return {
    get: (key, done) => answer(rows.get(`${prefix}~${key}`), done),
    put: (key, value, done) => answer(replace(key, value), done),
    del: (key, done) => answer(replace(key, undefined), done),
    createValueStream(options) {
      if (!("ExclusiveStartKey" in request)) return source.createValueStream(options);
      const bound = request["ScanIndexForward"] === false ? "lt" : "gt";
      const start = `${String(options[bound])}/${keyOf(sight, object(request, "ExclusiveStartKey"))}`;
      return source.createValueStream({ ...options, [bound]: start });
    },
  };
}

/** The key of an item in the table that the request is about. */
function keyOf({ table, request }: Sight, item: JsonObject): string {
  const record = table(text(request, "TableName") ?? "");
  return record === undefined ? "" : createKey(item, dynaliteTable(record));
}

/** Calls back as Node does; what the callback throws is the caller's. */
async function inform(found: Promise<unknown>, done: DynaliteDone): Promise<void> {
  const [error, value] = await found.then(
    (value) => [null, value] as const,
    (error: unknown) => [error, undefined] as const,
  );
  done(error, value);
}

/** In the form in which dynalite's actions pass errors on. */
const absent = () => ({
  statusCode: 400,
  body: {
    __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
    message: "Requested resource not found",
  },
});
