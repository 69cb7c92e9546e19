import { create } from "dynalite/db/index.js";

/** The rows an operation sees; what it writes is kept at the end in one batch, or not at all. */
export interface Rows {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): void;
  delete(key: string): void;
  /** Notes how an item changed the size of its table. */
  tally(table: string, items: number, bytes: number): void;
}

export interface Tally {
  readonly items: number;
  readonly bytes: number;
}

export interface Database {
  readonly open: () => Promise<void>;
  readonly close: () => Promise<void>;
  /** Rows as last committed; writing there is an error. */
  readonly reading: Rows;
  /** Runs alone among all changes; its writes become visible and durable together. */
  change<T>(run: (rows: Rows) => Promise<T>): Promise<T>;
  /** Empties key ranges, `["item-x"]` all rows of `item-x~`, and forgets counts; for use within a change. */
  clear(prefixes: readonly string[], tallies: readonly string[]): Promise<void>;
  scan(prefix: string): AsyncIterable<[string, unknown]>;
  tally(table: string): Promise<Tally>;
  readonly ranges: Pick<ReturnType<typeof create>, "getItemDb" | "getIndexDb">;
}

const range = (prefix: string) => ({ gte: `${prefix}~`, lt: `${prefix}~\u00ff` });

/** LevelDB as dynalite lays it out, with transactions over it. */
export function openDatabase(path: string): Database {
  const { db, ...ranges } = create({ path });
  const tally = async (table: string) => tallyOf(await db.get(`tally~${table}`));
  let last: Promise<unknown> = Promise.resolve();
  return {
    open: () => db.open(),
    close: () => last.then(() => db.close()),
    reading: { get: (key) => db.get(key), put: readOnly, delete: readOnly, tally: readOnly },
    change(run) {
      const result = last.then(async () => {
        const { rows, commit } = changes(db);
        const answer = await run(rows);
        await commit();
        return answer;
      });
      last = result.catch(() => undefined);
      return result;
    },
    async clear(prefixes, tallies) {
      for (const prefix of prefixes) await db.clear(range(prefix));
      await db.batch(tallies.map((table) => ({ type: "del", key: `tally~${table}` })));
    },
    scan: (prefix) => db.iterator(range(prefix)),
    tally,
    ranges,
  };
}

function readOnly(): never {
  throw new Error("A read tried to write.");
}

/** Reads fall through to what is committed until the change itself has written the row. */
function changes(db: DynaliteLevel) {
  const seen = new Map<string, unknown>();
  const written = new Map<string, unknown>();
  const tallies = new Map<string, Tally>();
  const set = (key: string, value: unknown) => {
    seen.set(key, value);
    written.set(key, value);
  };
  const rows: Rows = {
    async get(key) {
      // Nobody else changes anything meanwhile, and the way through the thread pool takes several times what the reading does.
      if (!seen.has(key)) seen.set(key, db.getSync(key));
      return seen.get(key);
    },
    put: set,
    delete: (key) => set(key, undefined),
    tally(table, items, bytes) {
      const before = tallies.get(table) ?? { items: 0, bytes: 0 };
      tallies.set(table, { items: before.items + items, bytes: before.bytes + bytes });
    },
  };
  const commit = async () => {
    for (const [table, { items, bytes }] of tallies) {
      const key = `tally~${table}`;
      const before = tallyOf(db.getSync(key));
      written.set(key, { items: before.items + items, bytes: before.bytes + bytes });
    }
    const operations = [...written].map(([key, value]) =>
      value === undefined ? { type: "del" as const, key } : { type: "put" as const, key, value },
    );
    if (operations.length > 0) await db.batch(operations);
  };
  return { rows, commit };
}

function tallyOf(value: unknown): Tally {
  const found = typeof value === "object" && value !== null ? value : {};
  return {
    items: "items" in found && typeof found.items === "number" ? found.items : 0,
    bytes: "bytes" in found && typeof found.bytes === "number" ? found.bytes : 0,
  };
}
