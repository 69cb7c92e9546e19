import { expect, test } from "vitest";
import { takeWorld } from "../../src/operations/world-engine.ts";
import { runWorlds } from "../../src/operations/worlds-run.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import { makeWorld, runWorld } from "../worlds/engines.ts";
import { worldPlace } from "../worlds/place.ts";
import { inexactness, readSnapshot } from "../worlds/snapshot-rows.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

interface Line {
  readonly level: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A task of the service, hurried; `line` answers the first line that fits, from now on. */
function task(engineId: string) {
  const stop = new AbortController();
  const lines: Line[] = [];
  const waiting: (() => void)[] = [];
  const ended = runWorlds(
    { clock: systemClock, data: place.other() },
    {
      takeWorld,
      engineId,
      signal: stop.signal,
      pace: { lookMs: 20, restMs: 10 },
      log(level, message, facts) {
        lines.push({ level, message, facts });
        for (const heard of waiting.splice(0)) heard();
      },
    },
  );
  const line = async (fits: (line: Line) => boolean, from = lines.length): Promise<Line> => {
    const found = lines.slice(from).find(fits);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => waiting.push(resolve));
    return line(fits, from);
  };
  return {
    lines,
    line,
    async end() {
      stop.abort();
      await ended;
    },
  };
}

const ticked =
  (worldId: string) =>
  ({ message, facts }: Line) =>
    message === "tick committed" && facts["worldId"] === worldId;

test("all active worlds are run, each by one task; one that ends hands over at once", async () => {
  await Promise.all([makeWorld(data, "one"), makeWorld(data, "two"), makeWorld(data, "still", { paused: true })]);
  const first = task("task-1");
  await Promise.all([first.line(ticked("one"), 0), first.line(ticked("two"), 0)]);
  const second = task("task-2");
  await second.line(({ message }) => message === "no world to run", 0);
  expect(second.lines.some(ticked("one"))).toBe(false);
  await first.end();
  await Promise.all([second.line(ticked("one"), 0), second.line(ticked("two"), 0)]);
  await second.end();
  expect([...first.lines, ...second.lines].some(({ facts }) => facts["worldId"] === "still")).toBe(false);
  for (const worldId of ["one", "two"]) {
    const { snapshot } = await takeSnapshot(data, { worldId });
    expect(inexactness(await readSnapshot(data, worldId, snapshot.snapshotId))).toEqual([]);
    expect(await data.worlds.get(worldId)).toMatchObject({ engine: undefined });
  }
});

test("a simulation pushes the service out, which says WORLD_FENCED and comes back when it is gone", async () => {
  await makeWorld(data, "guest");
  const service = task("task-3");
  await service.line(ticked("guest"), 0);
  const from = service.lines.length;
  const ran = await runWorld(data, { worldId: "guest", ticks: 20, rate: 200 });
  expect(ran).toMatchObject({ ticks: 20, ended: "done" });
  const fenced = await service.line(({ message }) => message.startsWith("WORLD_FENCED"), from);
  expect(fenced).toMatchObject({ level: "warn", facts: { worldId: "guest" } });
  await service.line(ticked("guest"));
  await service.end();
});

test("what cannot be read is said and tried again", async () => {
  const service = task("task-4");
  await place.fault({ service: "dynamodb", operation: "Scan", code: "AccessDeniedException", times: 1 });
  await service.line(({ level, message }) => level === "warn" && message.startsWith("worlds cannot be read"), 0);
  const next = await service.line(({ message }) => message === "tick committed" || message === "no world to run");
  await service.end();
  expect(next.level).not.toBe("warn");
});
