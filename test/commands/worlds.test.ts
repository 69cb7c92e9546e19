import { expect, test } from "vitest";
import type { Context } from "../../src/cli/command.ts";
import { worldsCreate } from "../../src/commands/worlds-create.ts";
import { worldsDelete } from "../../src/commands/worlds-delete.ts";
import { worldsList } from "../../src/commands/worlds-list.ts";
import { worldsPause } from "../../src/commands/worlds-pause.ts";
import { worldsResume } from "../../src/commands/worlds-resume.ts";
import { worldsShow } from "../../src/commands/worlds-show.ts";
import { worldsSimulate } from "../../src/commands/worlds-simulate.ts";
import { stringOf } from "../../src/model/item.ts";
import { devConfig, fakeContext, type FakeContextOptions } from "../fakes/context.ts";
import { serviceWorld } from "../fakes/service-world.ts";
import { makeWorld } from "../worlds/engines.ts";
import { worldPlace } from "../worlds/place.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

const { data } = await worldPlace();

const absent = () => Promise.reject(new Error("These verbs read no templates."));
const noTemplates = { environment: absent, bootstrap: absent, validate: absent, digest: () => "" };

/** A context whose worlds are real ones in a local cloud, on the machine's clock. */
function worldContext(options: Omit<FakeContextOptions, "connection"> = {}) {
  const { context, io } = fakeContext({ ...options, synth: noTemplates });
  const { clock, identity } = snapshotPorts(data);
  const config = options.config ?? devConfig;
  const connect: Context["connect"] = async () => {
    const others = await serviceWorld({ services: [], targets: [] }).context.connect();
    return { ...others, config, clock, identity, data };
  };
  return { io, context: { ...context, clock, connect } };
}

const wish = {
  name: undefined,
  demo: true,
  agents: 3,
  memories: 4,
  dimensions: 8,
  seed: undefined,
  paused: false,
  yes: true,
};
const ends = { rate: undefined, ticks: undefined, conversations: undefined, seconds: undefined, yes: false };

test("create says what it made and what to do next; list and show tell of it", async () => {
  const { context, io } = worldContext();
  await worldsCreate.run({ ...wish, world: "town", name: "The Town" }, context);
  expect(io.stdout()).toMatch(/^Created town, active: 3 agents, 12 memories, 59 rows, [\d.]+ kB {2}\d/);
  expect(io.stdout()).toContain("Next: gworld snapshot create town -e dev\n      gworld worlds simulate town -e dev");
  const list = worldContext();
  await worldsList.run({ yes: false }, list.context);
  expect(list.io.stdout()).toMatch(/^WORLD +STATUS +ENGINE +TICK +WRITTEN +AGENTS +SNAPSHOT\n/);
  expect(list.io.stdout()).toMatch(/town +active +none +36 +\ds ago +3 +none/);
  const show = worldContext();
  await worldsShow.run({ world: "town", yes: false }, show.context);
  expect(show.io.stdout()).toMatch(
    /^town\n {2}name +The Town\n {2}status +active\n {2}tick +36, seq 16, written \ds ago\n/,
  );
  expect(show.io.stdout()).toContain("3 agents, 12 memories, 40 objects, 4 events");
  expect(show.io.stdout()).toContain("none, though it is active");
});

test.each([
  { typed: { world: "Town" }, says: "cannot be the ID of a world" },
  { typed: { world: "a" }, says: "cannot be the ID of a world" },
  { typed: { world: "town@2" }, says: "cannot be the ID of a world" },
  { typed: { world: "tw", demo: false }, says: "--agents says nothing without --demo" },
  { typed: { world: "tw", name: " " }, says: "A world's name" },
])("create refuses $typed", async ({ typed, says }) => {
  const { context } = worldContext();
  await expect(worldsCreate.run({ ...wish, ...typed }, context)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining(says),
  });
});

test("--json: the receipt of a simulation has the agreed fields, and the list is one document", async () => {
  await makeWorld(data, "receipt");
  const { context, io } = worldContext({ json: true });
  await worldsSimulate.run({ ...ends, world: "receipt", ticks: 2, rate: 50 }, context);
  expect(JSON.parse(io.stdout())).toMatchObject({
    worldId: "receipt",
    ticks: 2,
    conversations: 20,
    memories: 40,
    events: 20,
    seconds: expect.any(Number),
    pauses: { count: 0, medianMs: 0, maxMs: 0 },
  });
  const list = worldContext({ json: true });
  await worldsList.run({ yes: false }, list.context);
  const { worlds } = JSON.parse(list.io.stdout());
  expect(worlds).toContainEqual(expect.objectContaining({ worldId: "receipt", engine: null, tick: 56, agents: 5 }));
});

test("Ctrl-C ends a simulation with its receipt, which is no failure", async () => {
  await makeWorld(data, "stopped");
  const stop = new AbortController();
  const { context, io } = worldContext({ signal: stop.signal });
  const running = worldsSimulate.run({ ...ends, world: "stopped" }, context);
  setTimeout(() => stop.abort(), 300);
  expect(await running).toBeUndefined();
  expect(io.stdout()).toMatch(/^Ran stopped to tick \d+: \d+ ticks?, \d+ conversations?, \d+ memor/);
});

test("pause and resume say how it is, and whether it was so already", async () => {
  await makeWorld(data, "calm");
  const said = async (command: typeof worldsPause | typeof worldsResume) => {
    const { context, io } = worldContext({ answer: true });
    await command.run({ world: "calm", yes: false }, context);
    return io.stdout().trim();
  };
  expect(await said(worldsPause)).toBe("calm is paused, at tick 54.");
  expect(await said(worldsPause)).toBe("calm is paused already, at tick 54.");
  const show = worldContext();
  await worldsShow.run({ world: "calm", yes: false }, show.context);
  expect(show.io.stdout()).toContain("Next: gworld worlds resume calm -e dev");
  expect(await said(worldsResume)).toBe("calm is active, at tick 54.");
});

test.each([
  { verb: "create", run: (context: Context) => worldsCreate.run({ ...wish, world: "unmade", yes: false }, context) },
  { verb: "pause", run: (context: Context) => worldsPause.run({ world: "asked", yes: false }, context) },
  { verb: "resume", run: (context: Context) => worldsResume.run({ world: "asked-paused", yes: false }, context) },
])("$verb changes nothing unless it is approved", async ({ verb, run }) => {
  if (verb === "pause") await makeWorld(data, "asked");
  if (verb === "resume") await makeWorld(data, "asked-paused", { paused: true });
  await expect(run(worldContext().context)).rejects.toMatchObject({
    code: "refused",
    hint: expect.stringContaining("--yes"),
  });
  const no = worldContext({ answer: false });
  expect(await run(no.context)).toBe("refused");
  expect(no.io.stderr()).toMatch(/^(Make unmade|Pause asked|Resume asked-paused) in dev/);
  const worlds = await data.worlds.list();
  expect(worlds.find(({ worldId }) => worldId === "unmade")).toBeUndefined();
  expect(worlds.find(({ worldId }) => worldId === "asked")?.status ?? "active").toBe("active");
  expect(worlds.find(({ worldId }) => worldId === "asked-paused")?.status ?? "paused").toBe("paused");
});

test("create says at once that there is a world of this ID", async () => {
  await makeWorld(data, "there");
  const { context } = worldContext();
  await expect(worldsCreate.run({ ...wish, world: "there", yes: false }, context)).rejects.toMatchObject({
    code: "refused",
    message: "There is a world there in dev already.",
  });
});

const remove = { withSnapshots: false, confirm: undefined, yes: false };

test.each([
  { who: "a person who says no", options: { answer: false }, typed: {}, gone: false },
  { who: "a person who says yes", options: { answer: true }, typed: {}, gone: true },
  { who: "--yes", options: {}, typed: { yes: true }, gone: true },
])("delete shows what goes and what stays: $who", async ({ options, typed, gone }) => {
  const world = `gone-${String(gone)}-${Object.keys(typed).length}`;
  await makeWorld(data, world);
  await takeSnapshot(data, { worldId: world });
  const { context, io } = worldContext(options);
  const code = await worldsDelete.run({ ...remove, ...typed, world }, context);
  expect(io.stderr()).toContain(
    `Delete ${world} in dev, now active at tick 54\n  lost  5 agents, 30 memories, 40 objects`,
  );
  expect(io.stderr()).toContain("stays 1 snapshot");
  expect(code).toBe(gone ? undefined : "refused");
  expect((await data.worlds.get(world)) === undefined).toBe(gone);
});

test("delete wants the name of a protected environment, and --with-snapshots leaves nothing", async () => {
  await makeWorld(data, "prodish");
  await takeSnapshot(data, { worldId: "prodish" });
  const config = { ...devConfig, protected: true };
  const typed = { ...remove, withSnapshots: true, yes: true, world: "prodish" };
  await expect(worldsDelete.run(typed, worldContext({ config }).context)).rejects.toMatchObject({ code: "refused" });
  const { context, io } = worldContext({ config });
  await worldsDelete.run({ ...typed, confirm: "dev" }, context);
  expect(io.stderr()).toContain("nothing of it will be left");
  expect(io.stdout()).toMatch(/^Deleted prodish: 87 rows, 1 snapshot of \d/);
  expect(await data.catalogue.snapshots("prodish")).toEqual([]);
});

test("what a foreign engine wrote into a world's row obeys no terminal", async () => {
  await makeWorld(data, "evil", { name: "\u001B[31mred\u001B[0m" });
  const { context, io } = worldContext();
  await worldsShow.run({ world: "evil", yes: false }, context);
  expect(io.stdout()).not.toContain("\u001B");
  expect(stringOf((await data.worlds.get("evil"))?.row, "name")).toContain("\u001B");
});
