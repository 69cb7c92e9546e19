import { atOnce } from "../model/at-once.ts";
import { secondsBetween } from "../model/duration.ts";
import { demoWorld, emptyWorld, type DemoWish, type DemoWorld, type TableRow } from "../model/engine/demo.ts";
import { ended } from "../model/ended.ts";
import { GworldError } from "../model/error.ts";
import { itemSize } from "../model/item-size.ts";
import type { Item } from "../model/item.ts";
import { canonical } from "../model/json.ts";
import { nextGeneration } from "../model/world/next-generation.ts";
import { newWorldRow, worldData } from "../model/world/row.ts";
import type { WorldStatus } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";
import type { LeaseWish, Sure, WithLease } from "./lease.ts";

type CreatePorts = Pick<Connection, "config" | "clock" | "data" | "identity">;

export interface CreateWish {
  readonly worldId: string;
  /** Undefined calls it by its ID. */
  readonly name: string | undefined;
  /** Undefined makes an empty world. Memories are of each agent; the seed is the world's ID where none is given. */
  readonly demo:
    | { readonly agents: number; readonly memories: number; readonly dims: number; readonly seed: string | undefined }
    | undefined;
  readonly paused: boolean;
}

/** Rows and bytes that are there, of so many rows. */
export interface CreateEvent {
  readonly kind: "loaded";
  readonly at: number;
  readonly rows: number;
  readonly bytes: number;
  readonly ofRows: number;
}

export interface CreatedWorld {
  readonly worldId: string;
  readonly status: "active" | "paused";
  readonly agents: number;
  readonly memories: number;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
}

export interface CreateOptions {
  readonly withLease: WithLease;
  readonly signal: AbortSignal;
  /** The words that ask for the same again. */
  readonly command: string;
  readonly report: (event: CreateEvent) => void;
  /** Told once when somebody who may be dead is waited for. */
  readonly waiting: (text: string) => void;
}

/** A world that will be made. */
export interface CreatePlan {
  readonly env: string;
  readonly worldId: string;
  readonly wish: CreateWish;
  /** True where some run has begun it, and was cut off. */
  readonly goesOn: boolean;
}

/** Throws `refused` where there is another world of this ID. */
export async function planCreate(ports: Pick<CreatePorts, "config" | "data">, wish: CreateWish): Promise<CreatePlan> {
  const { worldId } = wish;
  const there = await ports.data.worlds.get(worldId);
  if (there !== undefined && there.status !== "creating") throw taken(ports, worldId, there.status);
  return { env: ports.config.name, worldId, wish, goesOn: there !== undefined };
}

/**
 * Makes a world and fills it; it is seen as `creating` until all is there. Run again after it was cut off, the same wish
 * goes on. Throws `refused` where there is another world of this ID.
 */
export function createWorld(ports: CreatePorts, wish: CreateWish, options: CreateOptions): Promise<CreatedWorld> {
  const { worldId } = wish;
  const { withLease, signal } = options;
  const waiting = () => options.waiting(`Waiting for somebody else's work on ${worldId}`);
  const lease: LeaseWish = { worldId, what: "restore", doing: `worlds create ${worldId}`, signal, waiting };
  // Two at once would write over what an engine has done since the first of them was through.
  return withLease(ports, lease, (held, sure) => createUnder(ports, wish, { ...options, signal: held, sure })).catch(
    told(worldId, options),
  );
}

type LeasedOptions = CreateOptions & { readonly sure: Sure };

async function createUnder(ports: CreatePorts, wish: CreateWish, options: LeasedOptions): Promise<CreatedWorld> {
  const { clock, data, identity } = ports;
  const begun = clock.now();
  const { arn } = await identity.caller();
  const { worldId, name = worldId, demo } = wish;
  const common = { worldId, name, ownerId: arn };
  const demoOf = (made: Begun) =>
    demo === undefined ? undefined : demoWorld({ ...common, ...demo, ...made, seed: demo.seed ?? worldId });
  const first = { gen: await unusedGeneration(ports, worldId), madeAt: begun };
  const row = demoOf(first)?.data ?? emptyWorld(common);
  const plan = demoOf(await begin(ports, row, { worldId, ...first }));
  const bytes = plan === undefined ? 0 : await load(ports, plan, options);
  const status = wish.paused ? "paused" : "active";
  await options.sure();
  if ((await data.worlds.setStatus(worldId, ["creating"], status)) === undefined) throw overtaken(ports, worldId);
  const seconds = secondsBetween(begun, clock.now());
  const { memories = 0, count = 0 } = plan ?? {};
  return { worldId, status, agents: demo?.agents ?? 0, memories, rows: count, bytes, seconds };
}

/** The generation a world lives in, and when it was begun, in milliseconds since the epoch: its events end by that. */
type Begun = Pick<DemoWish, "gen" | "madeAt">;

/** Of a world of this ID that is gone, rows, restores and unfinished snapshots may be left. */
async function unusedGeneration({ data }: CreatePorts, worldId: string): Promise<number> {
  const [restores, snapshots] = await Promise.all([
    data.catalogue.restores(worldId),
    data.catalogue.snapshots(worldId),
  ]);
  return nextGeneration({ restores, snapshots });
}

/** Makes the row, or goes on with one that the same wish has begun. */
async function begin(
  { data, config }: CreatePorts,
  row: Item,
  { worldId, gen, madeAt }: Begun & { worldId: string },
): Promise<Begun> {
  if (await data.worlds.create(newWorldRow(row, { worldId, status: "creating", gen, now: madeAt })))
    return { gen, madeAt };
  const there = await data.worlds.get(worldId);
  if (there?.status === "creating" && wished(worldData(there.row)) === wished(row))
    return { gen: there.gen, madeAt: Date.parse(there.createdAt) };
  throw taken({ config }, worldId, there?.status);
}

const taken = ({ config }: Pick<CreatePorts, "config">, worldId: string, status: WorldStatus | undefined) =>
  new GworldError("refused", `There is a world ${worldId} in ${config.name} already.`, {
    hint:
      status === "creating"
        ? `It was begun with other flags: use the same ones to go on, or gworld worlds delete ${worldId} -e ${config.name}`
        : `See it: gworld worlds show ${worldId} -e ${config.name}`,
  });

/** Who goes on may have another session of the same role than who began. */
const wished = (data: Item) => canonical({ ...data, ownerId: undefined });

const rowsInPut = 50;
const putsAtOnce = 8;

/** Returns the bytes of all rows, as DynamoDB counts them. */
async function load(
  { clock, data }: CreatePorts,
  plan: DemoWorld,
  { signal, sure, report }: Pick<LeasedOptions, "signal" | "sure" | "report">,
): Promise<number> {
  const rows = data.rows();
  let [done, bytes] = [0, 0];
  await atOnce(setsOf(plan.rows()), { most: putsAtOnce, signal }, async ({ table, items }, one) => {
    await sure();
    await rows.put(table, items, one);
    done += items.length;
    bytes += items.reduce((sum, item) => sum + itemSize(item), 0);
    report({ kind: "loaded", at: clock.now(), rows: done, bytes, ofRows: plan.count });
  });
  return bytes;
}

interface RowSet {
  readonly table: TableRow["table"];
  readonly items: Item[];
}

/** Rows of one table in sets; a few are held of each. */
function* setsOf(rows: Iterable<TableRow>): Generator<RowSet> {
  const sets = new Map<string, RowSet>();
  for (const { table, item } of rows) {
    const set = sets.get(table) ?? { table, items: [] };
    sets.set(table, set);
    set.items.push(item);
    if (set.items.length < rowsInPut) continue;
    sets.delete(table);
    yield set;
  }
  yield* sets.values();
}

const told =
  (worldId: string, { signal, command }: CreateOptions) =>
  (cause: unknown): never => {
    throw ended(cause, {
      stopped: signal.aborted,
      interrupted: `Interrupted. ${worldId} is not whole yet, and nobody runs it.`,
      unfinished: `${worldId} is not whole yet`,
      hint: `Go on with: ${command}`,
    });
  };

const overtaken = ({ config }: CreatePorts, worldId: string) =>
  new GworldError("locked", `${worldId} was changed by somebody else while it was made.`, {
    hint: `See it: gworld worlds show ${worldId} -e ${config.name}`,
  });
