import { createServer } from "node:http";
import { join } from "node:path";
import { type LocalClock, systemClock } from "./clock.ts";
import { claimFolder } from "./folder.ts";
import { lockFolder } from "./folder-lock.ts";
import { gateway } from "./gateway.ts";
import { openJournal } from "./journal.ts";
import { closeServer, listen } from "./listen.ts";
import { paceControl } from "./pace.ts";
import type { Ground, Part } from "./resource.ts";
import { routesOf } from "./routes.ts";
import { takeUpgrades } from "./upgrade.ts";

export interface ServeOptions {
  /** Where all state is kept; one server at a time. */
  readonly dir: string;
  /** 0, which is the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly clock?: LocalClock;
  /** What is left out stays as it was when the folder was served last. */
  readonly timeScale?: number | undefined;
  readonly timeSeed?: number | undefined;
  readonly account?: string;
}

export interface Serving {
  readonly endpoint: string;
  readonly port: number;
  readonly dir: string;
  /** Ends the parts in reverse order, then the connections. */
  stop(): Promise<void>;
}

type Undo = () => void | Promise<void>;

/** Serves parts over HTTP on loopback, on a folder of their own; the answer comes when they have taken up their state. */
export async function serveParts(build: (ground: Ground) => readonly Part[], options: ServeOptions): Promise<Serving> {
  const undo: Undo[] = [];
  const stop = () => undoAll(undo);
  try {
    return { ...(await serve(build, options, undo)), dir: options.dir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const undoOne = async (step: Undo) => step();

/** Last first; one that fails does not keep the others from being undone. */
async function undoAll(undo: Undo[]) {
  const failures: unknown[] = [];
  for (let last = undo.pop(); last; last = undo.pop())
    await undoOne(last).catch((error: unknown) => failures.push(error));
  if (failures.length > 0)
    throw new AggregateError(failures, `The local cloud did not stop cleanly: ${failures.join("; ")}`);
}

async function serve(build: (ground: Ground) => readonly Part[], options: ServeOptions, undo: Undo[]) {
  const { dir, host = "127.0.0.1", account = "000000000000", clock = systemClock } = options;
  claimFolder(dir);
  undo.push(lockFolder(dir));
  const store = openJournal(join(dir, "journal"));
  undo.push(() => store.close());
  const pace = paceControl(store, { scale: options.timeScale, seed: options.timeSeed });
  const server = createServer();
  const port = await listen(server, host, options.port ?? 0);
  const closed = closeServer(server);
  undo.push(closed.finish);
  const endpoint = `http://${host}:${port}`;
  const ground: Ground = {
    account,
    dir,
    clock,
    store,
    endpoint: () => endpoint,
    get timeScale() {
      return pace.now().scale;
    },
    get timeSeed() {
      return pace.now().seed;
    },
  };
  const parts = [pace.part, ...build(ground)];
  const ready = startAll(parts, undo);
  undo.push(closed.begin);
  server.on("request", gateway(routesOf(parts, { account, dir, endpoint, ready, timeScale: () => pace.now().scale })));
  takeUpgrades(server, parts);
  await ready;
  return { endpoint, port };
}

/** In the given order: a part comes after those it needs. */
async function startAll(parts: readonly Part[], undo: Undo[]) {
  for (const part of parts) undo.push(async () => part.stop?.());
  for (const part of parts) await part.start?.();
}
