import { atOnce } from "../model/at-once.ts";
import { demoRows, demoWorld, type DemoWish, type TableRow } from "../model/engine/demo.ts";
import { GworldError } from "../model/error.ts";
import type { Item } from "../model/item.ts";
import { canonical } from "../model/json.ts";
import { newWorldRow, worldData } from "../model/world/row.ts";
import type { Connection } from "../ports/connection.ts";

type CreatePorts = Pick<Connection, "config" | "clock" | "data" | "identity">;

export interface CreateWish {
  readonly worldId: string;
  readonly name: string | undefined;
  readonly agents: number;
  readonly memories: number;
  readonly dims: number;
  readonly seed: string | undefined;
  readonly paused: boolean;
}

export interface CreateEvent {
  readonly at: number;
  readonly rows: number;
  readonly ofRows: number;
}

export interface CreatedWorld {
  readonly worldId: string;
  readonly status: "active" | "paused";
  readonly agents: number;
  readonly memories: number;
  readonly rows: number;
  readonly seconds: number;
}

/**
 * Makes a world and fills it; it is seen as `creating` until all is there. Run again after it was cut off, the same wish
 * goes on. Throws `refused` where there is another world of this ID.
 */
export async function createWorld(
  ports: CreatePorts,
  wish: CreateWish,
  { signal, report }: { signal: AbortSignal; report: (event: CreateEvent) => void },
): Promise<CreatedWorld> {
  const { clock, data, identity } = ports;
  const begun = clock.now();
  const { arn } = await identity.caller();
  const { worldId, agents, memories, dims, seed = worldId, name = worldId } = wish;
  const demo = { worldId, name, ownerId: arn, agents, memories, dims, seed };
  const plan = demoWorld({ ...demo, madeAt: begun });
  const madeAt = await begin(ports, plan.data, { worldId, begun });
  try {
    await load(ports, { ...demo, madeAt }, { signal, report, rows: plan.rows });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new GworldError("interrupted", `Interrupted. ${worldId} is not whole yet, and nobody runs it.`, {
      hint: "Run the same command again: it goes on.",
      cause: error,
    });
  }
  const status = wish.paused ? "paused" : "active";
  await data.worlds.setStatus(worldId, ["creating"], status);
  const seconds = Math.round((clock.now() - begun) / 100) / 10;
  return { worldId, status, agents, memories: plan.memories, rows: plan.rows, seconds };
}

/** Returns when the world was begun, in milliseconds since the epoch: its events end by that. */
async function begin(
  { data, config }: CreatePorts,
  row: Item,
  { worldId, begun }: { worldId: string; begun: number },
): Promise<number> {
  if (await data.worlds.create(newWorldRow(row, { worldId, status: "creating", gen: 1, now: begun }))) return begun;
  const there = await data.worlds.get(worldId);
  if (there?.status === "creating" && canonical(worldData(there.row)) === canonical(row))
    return Date.parse(there.createdAt);
  throw new GworldError("refused", `There is a world ${worldId} in ${config.name} already.`, {
    hint:
      there?.status === "creating"
        ? `It was begun with other numbers: use the same ones to go on, or gworld worlds delete ${worldId} -e ${config.name}`
        : `See it: gworld worlds show ${worldId} -e ${config.name}`,
  });
}

const rowsInPut = 50;
const putsAtOnce = 6;

async function load(
  { clock, data }: CreatePorts,
  demo: DemoWish,
  { signal, report, rows: ofRows }: { signal: AbortSignal; report: (event: CreateEvent) => void; rows: number },
): Promise<void> {
  const rows = data.rows();
  let done = 0;
  await atOnce(setsOf(demoRows(demo)), { most: putsAtOnce, signal }, async (set, one) => {
    const [first] = set;
    if (first === undefined) return;
    await rows.put(
      first.table,
      set.map(({ item }) => item),
      one,
    );
    done += set.length;
    report({ at: clock.now(), rows: done, ofRows });
  });
}

/** Rows of one table in sets; a few are held of each. */
function* setsOf(rows: Iterable<TableRow>): Generator<readonly TableRow[]> {
  const sets = new Map<string, TableRow[]>();
  for (const row of rows) {
    const set = sets.get(row.table) ?? [];
    sets.set(row.table, set);
    set.push(row);
    if (set.length < rowsInPut) continue;
    sets.delete(row.table);
    yield set;
  }
  yield* sets.values();
}
