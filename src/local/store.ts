/** A persistent map of JSON documents, in memory and journaled: what was put is there after kill -9. */
export interface Table<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): void;
  keys(): readonly string[];
  values(): readonly T[];
}

/** All state of the local cloud but DynamoDB's items, S3's bodies and log events, which have files of their own. */
export interface Store {
  /** The table of that name; the guard drops rows of a foreign shape when the journal is read. */
  table<T>(name: string, guard: (value: unknown) => value is T): Table<T>;
}
