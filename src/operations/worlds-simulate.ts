import { secondsBetween } from "../model/duration.ts";
import { mostConversations } from "../model/engine/tick.ts";
import { GworldError } from "../model/error.ts";
import type { Connection } from "../ports/connection.ts";
import type { Engine, Step, TakeWorld } from "./world-engine.ts";

type SimulatePorts = Pick<Connection, "clock" | "data" | "config">;

/** Ends after so many ticks, conversations or seconds, whichever comes first; where none is given it goes on. */
export interface SimulateWish {
  readonly worldId: string;
  /** Conversations a second. */
  readonly rate: number;
  readonly ticks?: number | undefined;
  readonly conversations?: number | undefined;
  readonly seconds?: number | undefined;
}

export interface SimulateEvent {
  readonly kind: "ticked";
  readonly at: number;
  readonly tick: number;
  readonly conversations: number;
  readonly longestPauseMs: number;
}

/** What an engine did, and why it ended. */
export interface Simulated {
  readonly worldId: string;
  readonly ticks: number;
  readonly conversations: number;
  readonly memories: number;
  readonly events: number;
  readonly seconds: number;
  /** The last that was committed. */
  readonly tick: number;
  /** How long ticks waited at fences, in milliseconds. */
  readonly pauses: { readonly count: number; readonly medianMs: number; readonly maxMs: number };
  readonly ended: "done" | "interrupted" | "paused";
}

export interface SimulateOptions {
  readonly takeWorld: TakeWorld;
  readonly signal: AbortSignal;
  readonly report: (event: SimulateEvent) => void;
}

/** So many conversations a tick, so that 100 a second are ten ticks. */
const conversationsInTick = Math.min(10, mostConversations);

/**
 * Runs a world until it is told to end. It takes the world over, whoever ran it, and ends with `locked` when it is taken over
 * itself. The signal is a normal end, and so is a world that is paused.
 */
export async function simulate(
  ports: SimulatePorts,
  wish: SimulateWish,
  { takeWorld, signal, report }: SimulateOptions,
): Promise<Simulated> {
  const { clock, data } = ports;
  const engineId = `simulate-${data.ids.next()}`;
  const engine = await takeWorld(ports, { worldId: wish.worldId, engineId, force: true, signal });
  if (engine === undefined) throw notActive(ports, wish.worldId);
  const begun = clock.now();
  const run = newRun(engine.world.tick);
  try {
    if (engine.agents < 2) throw tooFew(ports, wish.worldId, engine.agents);
    const last = await runTicks({ clock, engine, wish, run, signal, report });
    if (last === "lost") throw await lost(ports, wish.worldId, run.tick);
    const seconds = secondsBetween(begun, clock.now());
    const ended = last === "stopped" ? "paused" : signal.aborted ? "interrupted" : "done";
    return { worldId: wish.worldId, ...receipt(run), seconds, ended };
  } finally {
    await engine.leave();
  }
}

interface Run {
  ticks: number;
  conversations: number;
  tick: number;
  longestPauseMs: number;
  readonly pauses: number[];
}

const newRun = (tick: number): Run => ({ ticks: 0, conversations: 0, tick, longestPauseMs: 0, pauses: [] });

/** Numbers that move are told so often, in milliseconds. */
const tellEvery = 500;
/** One that is behind does not catch up with more than a second's worth at once. */
const mostBehind = 1_000;

interface Running extends Pick<SimulatePorts, "clock">, Omit<SimulateOptions, "takeWorld"> {
  readonly engine: Engine;
  readonly wish: SimulateWish;
  readonly run: Run;
}

/** Returns how the last tick ended. */
async function runTicks({ clock, engine, wish, run, signal, report }: Running): Promise<Step["outcome"]> {
  const { rate, ticks = Infinity, conversations = Infinity, seconds = Infinity } = wish;
  const size = Math.max(1, Math.min(conversationsInTick, Math.round(rate)));
  const end = clock.now() + seconds * 1_000;
  let due = clock.now();
  let told = -Infinity;
  while (!signal.aborted && run.ticks < ticks && run.conversations < conversations && clock.now() < end) {
    const some = Math.min(size, conversations - run.conversations);
    const step = await engine.step(some, signal);
    if (step.outcome !== "committed") return step.outcome;
    note(run, step);
    if (clock.now() - told >= tellEvery) {
      told = clock.now();
      report({
        kind: "ticked",
        at: told,
        tick: run.tick,
        conversations: run.conversations,
        longestPauseMs: run.longestPauseMs,
      });
    }
    due = Math.max(due + (some / rate) * 1_000, clock.now() - mostBehind);
    await clock.wait(Math.max(0, Math.min(due, end) - clock.now()), signal);
  }
  return "committed";
}

function note(run: Run, { tick, conversations, fencedMs }: Step): void {
  run.ticks += 1;
  run.tick = tick;
  run.conversations += conversations;
  if (fencedMs === undefined) return;
  run.pauses.push(fencedMs);
  run.longestPauseMs = Math.max(run.longestPauseMs, fencedMs);
}

function receipt({ ticks, tick, conversations, pauses }: Run): Omit<Simulated, "worldId" | "seconds" | "ended"> {
  const sorted = pauses.toSorted((a, b) => a - b);
  return {
    ticks,
    conversations,
    memories: conversations * 2,
    events: conversations,
    tick,
    pauses: {
      count: sorted.length,
      medianMs: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0,
      maxMs: sorted.at(-1) ?? 0,
    },
  };
}

async function lost({ data, config }: SimulatePorts, worldId: string, tick: number): Promise<GworldError> {
  const world = await data.worlds.get(worldId).catch(() => undefined);
  const who =
    world?.engine !== undefined
      ? `${world.engine.id} runs it now`
      : "it was restored, or another engine ran it for a while";
  return new GworldError(
    "locked",
    `WORLD_FENCED: ${worldId} was taken from this engine: ${who}. It wrote nothing after tick ${tick}.`,
    { hint: `See it: gworld worlds show ${worldId} -e ${config.name}` },
  );
}

const tooFew = ({ config }: SimulatePorts, worldId: string, agents: number) =>
  new GworldError("refused", `A conversation takes two agents, and ${worldId} has ${agents}.`, {
    hint: `Make one that has some: gworld worlds create ${worldId}-demo --demo -e ${config.name}`,
  });

const notActive = ({ config }: SimulatePorts, worldId: string) =>
  new GworldError("refused", `${worldId} is not active: no engine may run it.`, {
    hint: `See why: gworld worlds show ${worldId} -e ${config.name}. A paused one goes on with: gworld worlds resume ${worldId} -e ${config.name}`,
  });
