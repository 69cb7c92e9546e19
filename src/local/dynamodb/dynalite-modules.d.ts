/** What is used of dynalite 4: its request validation, its expressions and its item actions, over a store of our own. */
type DynaliteDone = (error: unknown, value?: unknown) => void;

interface DynaliteError {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface DynaliteLevel {
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: string): Promise<unknown>;
  getSync(key: string): unknown;
  batch(
    operations: readonly ({ type: "put"; key: string; value: unknown } | { type: "del"; key: string })[],
  ): Promise<void>;
  clear(range: { gte: string; lt: string }): Promise<void>;
  iterator(range: { gte: string; lt: string }): AsyncIterable<[string, unknown]>;
}

/** A key range of the database; `getItemDb("x")` keeps its rows under `item-x~`. */
interface DynaliteRange {
  lock?(key: string, run: (release: (done: DynaliteDone) => DynaliteDone) => void): void;
  get(key: string, done: DynaliteDone): void;
  put(key: string, value: unknown, done: DynaliteDone): void;
  del(key: string, done: DynaliteDone): void;
  createValueStream(options: Record<string, unknown>): unknown;
}

interface DynaliteStore {
  readonly options: { readonly maxItemSize: number };
  readonly tableDb: { readonly awsAccountId: string; readonly awsRegion: string };
  getTable(name: string, checkStatus: boolean | DynaliteDone, done?: DynaliteDone): void;
  getItemDb(name: string): DynaliteRange;
  getIndexDb(kind: string, table: string, index: string): DynaliteRange;
}

declare module "dynalite/db/index.js" {
  export function create(options: { path: string }): {
    readonly db: DynaliteLevel;
    getItemDb(name: string): DynaliteRange;
    getIndexDb(kind: string, table: string, index: string): DynaliteRange;
  };
  export function createKey(item: unknown, table: unknown): string;
  export function itemSize(item: unknown): number;
  export function validateItem(item: unknown, table: unknown): DynaliteError | null | undefined;
  export function validateKey(key: unknown, table: unknown): DynaliteError | null | undefined;
  export function compare(operator: string, value: unknown, others: readonly unknown[]): boolean;
  export function mapPath(path: readonly unknown[], item: unknown): unknown;
  export function mapPaths(paths: readonly unknown[], item: unknown): unknown;
  export function getIndexActions(
    indexes: readonly unknown[],
    existing: unknown,
    item: unknown,
    table: unknown,
  ): { readonly puts: readonly { readonly index: string; readonly key: string; readonly item: unknown }[] };
}

declare module "dynalite/validations/index.js" {
  export function checkTypes(input: unknown, types: unknown): Record<string, unknown>;
  export function checkValidations(input: unknown, types: unknown, custom: unknown, store: unknown): void;
  export function validateAttributeValue(value: unknown): string | undefined;
}

declare module "dynalite/validations/*" {
  export const types: Readonly<Record<string, unknown>>;
  export const custom: unknown;
}

declare module "dynalite/actions/*" {
  const act: (store: DynaliteStore, input: unknown, done: DynaliteDone) => void;
  export = act;
}
