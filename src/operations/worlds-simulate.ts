import { failedAs } from "../model/aws-error.ts";
import { mostConversations, nextTick, type Tick, type WorldState } from "../model/engine/tick.ts";
import { GworldError } from "../model/error.ts";
import { type Item, stringOf } from "../model/item.ts";
import { pause } from "../model/pace.ts";
import { generation } from "../model/world/keys.ts";
import type { World } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";

type EnginePorts = Pick<Connection, "clock" | "data" | "config">;

export interface SimulateWish {
  readonly worldId: string;
  /** Conversations a second. */
  readonly rate: number;
  /** Stops after so many ticks, or seconds, whichever comes first. */
  readonly ticks: number | undefined;
  readonly seconds: number | undefined;
}

export interface SimulateEvent {
  readonly at: number;
  readonly tick: number;
  readonly conversations: number;
  readonly longestPauseMs: number;
}

/** What an engine did. */
export interface Simulated {
  readonly worldId: string;
  readonly ticks: number;
  readonly conversations: number;
  readonly memories: number;
  readonly events: number;
  readonly seconds: number;
  readonly tick: number;
  /** How long ticks waited at fences, in milliseconds. */
  readonly pauses: { readonly count: number; readonly medianMs: number; readonly maxMs: number };
}

/** So many conversations a tick at most, so that 100 a second are ten ticks. */
const conversationsInTick = Math.min(10, mostConversations);
/** An engine that does not show itself for so long has left its world, in milliseconds. */
const holdFor = 15_000;
const eventLife = 30 * 86_400;

/**
 * Runs a world until it is told to end. It takes the world over, whoever ran it, and ends with `locked` when it is taken over
 * itself. The signal is the normal end.
 */
export async function simulate(
  ports: EnginePorts,
  wish: SimulateWish,
  { signal, report }: { signal: AbortSignal; report: (event: SimulateEvent) => void },
): Promise<Simulated> {
  const { clock, data } = ports;
  const { worldId } = wish;
  const engineId = `simulate-${data.ids.next()}`;
  const hold = () => ({ id: engineId, until: clock.now() + holdFor });
  const world = await data.worlds.takeOver(worldId, hold(), { now: clock.now(), force: true });
  if (world === undefined) throw notActive(ports, worldId);
  let state = await readState(ports, world);
  const begun = clock.now();
  const size = Math.max(1, Math.min(conversationsInTick, Math.round(wish.rate)));
  const every = (size / wish.rate) * 1_000;
  const done = { ticks: 0, memories: 0, conversations: 0 };
  const pauses: number[] = [];
  const over = () =>
    signal.aborted ||
    done.ticks >= (wish.ticks ?? Infinity) ||
    clock.now() - begun >= (wish.seconds ?? Infinity) * 1_000;
  try {
    while (!over()) {
      const tick = nextTick(state, size);
      const waited = await commit(ports, { tick, world, hold, signal });
      if (waited === undefined) break;
      if (waited > 0) pauses.push(waited);
      state = tick.next;
      done.ticks += 1;
      done.memories += tick.memories;
      done.conversations += tick.memories / 2;
      const longestPauseMs = Math.max(0, ...pauses);
      report({ at: clock.now(), tick: state.tick, conversations: done.conversations, longestPauseMs });
      await clock.wait(Math.max(0, begun + done.ticks * every - clock.now()), signal);
    }
  } finally {
    await data.worlds.leave(worldId, engineId).catch(() => undefined);
  }
  const seconds = Math.round((clock.now() - begun) / 100) / 10;
  return { worldId, ...done, events: done.conversations, seconds, tick: state.tick, pauses: pausesOf(pauses) };
}

/** Everything the next tick follows from, read as it stands. */
export async function readState({ clock, data }: EnginePorts, world: World): Promise<WorldState> {
  const g = generation(world.worldId, world.gen);
  const rows = data.rows();
  const agents = new Map<string, Item>();
  let after: string | undefined;
  do {
    const page = await rows.page({ table: "Agents", partition: g, after });
    for (const item of page.items) {
      const agentId = stringOf(item, "agentId") ?? "";
      if (!agentId.includes("#")) agents.set(agentId, item);
    }
    after = page.next;
  } while (after !== undefined);
  const { worldId, startsAt, secondsPerTick, eventShards, embedding, tick, seqCommitted = 0 } = world;
  const expiresAt = Math.floor(clock.now() / 1_000) + eventLife;
  const setting = { worldId, g, startsAt, secondsPerTick, eventShards, dims: embedding?.dims ?? 0, expiresAt };
  return { setting, tick, seq: seqCommitted, agents };
}

interface Committing {
  readonly tick: Tick;
  readonly world: World;
  readonly hold: () => { readonly id: string; readonly until: number };
  readonly signal: AbortSignal;
}

/** A fence is looked at so often, in milliseconds. */
const fenceLook = 8;

/** Commits a tick; at a fence it waits. Returns for how long, or undefined where the end came first. Throws `locked` when the world is lost. */
async function commit(ports: EnginePorts, { tick, world, hold, signal }: Committing): Promise<number | undefined> {
  const { clock, data } = ports;
  const { worldId, epoch } = world;
  let fencedAt: number | undefined;
  for (let tries = 1; ; tries += 1) {
    const { puts, next } = tick;
    const change = { worldId, epoch, engine: hold(), tick: next.tick, seqCommitted: next.seq, puts };
    const outcome = await data.worlds.commit(change, clock.now()).catch((error: unknown) => {
      if (failedAs(error, "throttled") || failedAs(error, "unreachable")) return "again" as const;
      throw error;
    });
    if (outcome === "committed") return fencedAt === undefined ? 0 : clock.now() - fencedAt;
    if (outcome === "lost") throw await lost(ports, worldId);
    if (outcome === "stopped" || signal.aborted) return undefined;
    if (outcome === "again") await clock.wait(pause(tries, 0.5), signal);
    else {
      fencedAt ??= clock.now();
      await openFence(ports, worldId, signal);
    }
  }
}

/** Reading the row is cheaper for everybody than trying the whole tick again. */
async function openFence({ clock, data }: EnginePorts, worldId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.wait(fenceLook, signal);
    const fence = (await data.worlds.get(worldId))?.fence;
    if (fence === undefined || fence.until < clock.now() || signal.aborted) return;
  }
}

function pausesOf(pauses: readonly number[]): Simulated["pauses"] {
  const sorted = pauses.toSorted((a, b) => a - b);
  return { count: sorted.length, medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, maxMs: sorted.at(-1) ?? 0 };
}

async function lost({ data, config }: EnginePorts, worldId: string): Promise<GworldError> {
  const world = await data.worlds.get(worldId);
  const who =
    world === undefined
      ? "it was deleted"
      : world.engine === undefined
        ? "it was restored"
        : `${world.engine.id} runs it now`;
  return new GworldError(
    "locked",
    `WORLD_FENCED: ${worldId} was taken from this engine: ${who}. Nothing more was written.`,
    {
      hint: `See it: gworld worlds show ${worldId} -e ${config.name}`,
    },
  );
}

const notActive = ({ config }: EnginePorts, worldId: string) =>
  new GworldError("refused", `${worldId} is not active: no engine may run it.`, {
    hint: `Resume it: gworld worlds resume ${worldId} -e ${config.name}`,
  });
