import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import type { LocalClock } from "../../src/local/clock.ts";
import { isObject, type JsonObject } from "../../src/local/json.ts";
import type { Ground, Part } from "../../src/local/resource.ts";
import type { Store, Table } from "../../src/local/store.ts";

/** A clock that stands until it is moved; timers run in order of their time, then of their making. */
export interface HandClock extends LocalClock {
  /** Moves on, running what falls due and letting promises settle between. */
  advance(milliseconds: number): Promise<void>;
}

export function handClock(start = Date.parse("2026-01-01T00:00:00Z")): HandClock {
  let now = start;
  let count = 0;
  const timers = new Map<number, { at: number; callback: () => void }>();
  const settle = async () => {
    for (let round = 0; round < 10; round += 1) await Promise.resolve();
  };
  return {
    now: () => now,
    after(milliseconds, callback) {
      const id = (count += 1);
      timers.set(id, { at: now + milliseconds, callback });
      return () => timers.delete(id);
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settle();
      for (;;) {
        const [due] = [...timers].filter(([, { at }]) => at <= end).sort(([a, x], [b, y]) => x.at - y.at || a - b);
        if (!due) break;
        timers.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].callback();
        await settle();
      }
      now = end;
    },
  };
}

/** A store that lives as long as the object: what a second part is given over it is what a restart would find. */
export function memoryStore(): Store {
  const tables = new Map<string, Map<string, unknown>>();
  return {
    table<T>(name: string, guard: (value: unknown) => value is T): Table<T> {
      const rows = tables.get(name) ?? new Map<string, unknown>();
      tables.set(name, rows);
      return {
        get: (key) => [rows.get(key)].filter(guard)[0],
        // Through JSON, as a journal would: what it cannot say is lost here too.
        put: (key, value) => void rows.set(key, JSON.parse(JSON.stringify(value))),
        delete: (key) => void rows.delete(key),
        keys: () => [...rows.keys()],
        values: () => [...rows.values()].filter(guard),
      };
    },
  };
}

export interface FakeGround extends Ground {
  readonly clock: HandClock;
}

/** A ground of its own: memory for the store, a temporary folder, a clock moved by hand. */
export function fakeGround(given: Partial<FakeGround> = {}): FakeGround {
  const dir = given.dir ?? mkdtempSync(join(tmpdir(), "gworld-local-"));
  if (given.dir === undefined) onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return {
    account: "000000000000",
    endpoint: () => "http://127.0.0.1:9",
    dir,
    clock: handClock(),
    store: memoryStore(),
    timeScale: 0,
    ...given,
  };
}

/** Calls an operation of a part as the wire would, and answers what a JSON client would see. */
export function caller(part: Part, region = "eu-west-1") {
  return async (operation: string, input: JsonObject = {}): Promise<JsonObject> => {
    for (const service of part.services) {
      const run = service.protocol === "raw" ? undefined : service.operations[operation];
      if (!run) continue;
      const answer = await run(input, { region, account: "000000000000", requestId: "r" });
      if (answer instanceof Readable) continue;
      const encoded = answer instanceof Uint8Array ? Buffer.from(answer).toString() : JSON.stringify(answer ?? {});
      const json: unknown = JSON.parse(encoded);
      if (isObject(json)) return json;
    }
    throw new Error(`no operation ${operation}`);
  };
}
