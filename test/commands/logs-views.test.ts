import { describe, expect, test } from "vitest";
import { logs } from "../../src/commands/logs.ts";
import { logHistogram } from "../../src/model/log-histogram.ts";
import type { Revision } from "../../src/model/revision.ts";
import { loggingWorld, nothing } from "../fakes/logging-world.ts";
import { serviceWorld, type ServiceWorldOptions } from "../fakes/service-world.ts";

const group = "/gworld/dev/agent-runtime";

/** One task logs a line a second, every fifth of them an error; another task logs in between. */
function busyWorld(options: ServiceWorldOptions = {}) {
  const world = loggingWorld(options);
  for (let second = 20; second > 0; second -= 1) {
    const message =
      second % 5 === 0 ? { level: "error", msg: `failed ${second}` } : { level: "info", msg: `step ${second}` };
    world.logs.put(group, message, { at: world.began - second * 1_000, task: "aaaa" });
    world.logs.put(group, `other ${second}`, { at: world.began - second * 1_000 + 500, task: "bbbb" });
  }
  return world;
}

const words = (text: string) => text.trimEnd().split("\n");

describe("neighbours", () => {
  test.each([
    {
      flags: { context: 1 },
      shown: ["  step 11", "> failed 10", "  step 9", "--", "  step 6", "> failed 5", "  step 4"],
    },
    { flags: { before: 1 }, shown: ["  step 11", "> failed 10", "--", "  step 6", "> failed 5"] },
    {
      flags: { after: 2, context: 0 },
      shown: ["> failed 10", "  step 9", "  step 8", "--", "> failed 5", "  step 4", "  step 3"],
    },
    { flags: { context: 4 }, shown: [..."14 13 12 11".split(" ").map((n) => `  step ${n}`), "> failed 10"] },
  ])("$flags are of the same stream, with a mark where some were left out", async ({ flags, shown }) => {
    const { context, io, logs: port } = busyWorld();
    const asked = { ...nothing, services: ["agent"], since: "14s", level: "error", noPrefix: true };
    await logs.run({ ...asked, ...flags }, context);
    expect(words(io.stdout()).slice(0, shown.length)).toEqual(shown);
    // A pattern would keep the neighbours back.
    expect(port.patterns).toEqual([]);
  });

  test("have match: false in JSON, and -n counts matches alone", async () => {
    const { context, io } = busyWorld({ json: true });
    await logs.run({ ...nothing, services: ["agent"], grep: "failed", tail: 2, context: 1 }, context);
    const found = words(io.stdout()).map((text) => JSON.parse(text));
    expect(found.map(({ fields, match, gap }) => [fields.msg, match, gap])).toEqual([
      ["step 11", false, undefined],
      ["failed 10", undefined, undefined],
      ["step 9", false, undefined],
      ["step 6", false, true],
      ["failed 5", undefined, undefined],
      ["step 4", false, undefined],
    ]);
  });

  test("come while following, and the receipt counts them apart", async () => {
    const world = loggingWorld({ interruptAfter: 60_000 });
    const { context, io, began } = world;
    for (const second of [5, 10, 15, 20, 25])
      world.logs.put(group, second === 15 ? "failed" : `line ${second}`, { at: began + second * 1_000 });
    await logs.run({ ...nothing, follow: true, since: "1s", grep: "failed", context: 1, noPrefix: true }, context);
    expect(io.stdout()).toBe("  line 10\n> failed\n  line 20\n");
    expect(io.notes.at(-1)).toMatch(/^1 line shown, 2 neighbours, 2 lines filtered out, .*\d+ calls$/);
  });
});

describe("--errors", () => {
  const deployed = (over: Partial<Revision> = {}): Revision => ({
    environment: "dev",
    revision: 7,
    at: "2026-11-22T11:59:55.000Z",
    by: "ada",
    result: "deployed",
    version: "0.1.0",
    templates: {},
    seconds: 5,
    ...over,
  });
  const errors = { ...nothing, services: ["agent"], errors: true };

  test("are counted by kind, what is new since the last deploy began first", async () => {
    const world = busyWorld({ latest: deployed() });
    const { context, io, began } = world;
    world.logs.put(group, { level: "fatal", msg: "no disk", worldId: "w-1" }, { at: began - 2_000, task: "cccc" });
    await logs.run(errors, context);
    expect(io.stdout()).toBe(`6 lines of 3 kinds, from 2026-11-21 12:00:00Z to 2026-11-22 12:00:00Z.
Last deploy: revision 7, 2026-11-22 11:59:50Z, 10s ago; 1 kind new since then.

     1×  NEW no disk
         11-22 11:59:58.000, 2s ago
         agent-runtime; 1 task
         world w-1

     4×  failed <*>
         first 11-22 11:59:40.000, last 11-22 11:59:55.000, 5s ago
         agent-runtime; 1 task
         e.g. failed 5

     1×  very old
         11-22 10:00:00.000, 2h ago
         agent-runtime; 1 task

Next, the lines of the first: gworld logs agent-runtime -e dev --no-tasks --since 2026-11-22T11:59:58.000Z --until 2026-11-22T11:59:58.000Z --level error --where 'message ~ /no disk/'
`);
  });

  test("in JSON are one document", async () => {
    const { context, io, began } = busyWorld({ json: true, latest: deployed() });
    await logs.run({ ...errors, since: "1h" }, context);
    expect(JSON.parse(io.stdout())).toEqual({
      from: began - 3_600_000,
      to: began,
      deployedAt: began - 10_000,
      clusters: [expect.objectContaining({ template: "failed <*>", count: 4, isNew: false, first: began - 20_000 })],
      rest: { clusters: 0, lines: 0 },
    });
  });

  test.each([
    { latest: undefined, says: "No deploy is recorded, so nothing can be called new." },
    { latest: deployed({ result: "destroyed" }), says: "No deploy is recorded, so nothing can be called new." },
    { latest: deployed({ result: "failed" }), says: "Last deploy: revision 7, failed, 2026-11-22 11:59:50Z" },
    {
      latest: deployed({ at: "2026-11-20T12:00:00Z" }),
      says: "2d ago, before what was read: --since 4d tells what is new.",
    },
    { latest: deployed({ at: "never" }), says: "Last deploy unknown, so nothing can be called new" },
  ])("with $latest.at $latest.result it says: $says", async ({ latest, says }) => {
    const { context, io } = busyWorld(latest && { latest });
    await logs.run(errors, context);
    expect(io.stdout()).toContain(says);
    expect(io.stdout()).toContain("4×");
  });

  test("of what another filter keeps are of any level", async () => {
    const { context, io } = busyWorld();
    await logs.run({ ...errors, where: "msg ~ /^step/" }, context);
    expect(io.stdout()).toContain("16×  step <*>");
    expect(io.stdout()).toContain("--where '(msg ~ /^step/) and (message ~ /step/)'");
    await logs.run({ ...errors, level: "fatal" }, context);
    expect(io.stdout()).toContain("No errors from");
  });

  test.each([60, 100, 200])("fit %i columns but for the command", async (width) => {
    const { context, io } = busyWorld({ width, latest: deployed() });
    await logs.run(errors, context);
    const [command, ...lines] = words(io.stdout()).toReversed();
    expect(command).toContain("gworld logs");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  });
});

describe("--histogram", () => {
  test("counts by level in steps, as a picture", async () => {
    const { context, io } = busyWorld();
    await logs.run({ ...nothing, histogram: true, since: "20s" }, context);
    expect(words(io.stdout())[0]).toMatch(/^11:59:40 {2}2 {2}E+\.+$/);
    expect(io.stdout()).toContain("E = error 4  i = info 16  . = no level 20\n40 lines, 1s a row\n");
  });

  test("counts by level in steps, as a document, and what is filtered out is not counted", async () => {
    const { context, io, began } = busyWorld({ json: true });
    await logs.run({ ...nothing, histogram: true, since: "20s", until: "11s", level: "error" }, context);
    const { stepMs, buckets } = JSON.parse(io.stdout());
    expect(stepMs).toBe(1_000);
    expect(buckets[0]).toEqual({ at: began - 20_000, levels: expect.objectContaining({ error: 1, info: 0 }) });
    expect(buckets.map(({ levels }: { levels: { error: number } }) => levels.error).slice(0, 6)).toEqual([
      1, 0, 0, 0, 0, 1,
    ]);
    expect(buckets).toHaveLength(10);
  });

  test("of nothing says so", async () => {
    const { context, io } = busyWorld();
    await logs.run({ ...nothing, histogram: true, grep: "absent" }, context);
    expect(io.stdout()).toContain("0 lines, ");
    expect(io.notes.at(-1)).toContain("passes the filter");
  });

  test("needs no more memory for a longer range", () => {
    const volume = logHistogram(30);
    for (let index = 0; index < 200_000; index += 1) volume.add({ timestamp: index * 60_000, level: "info" });
    expect(volume.buckets().length).toBeLessThanOrEqual(30);
  });
});

test.each(["errors", "histogram"] as const)(
  "--%s of an environment without log groups is not found",
  async (report) => {
    const { context } = serviceWorld();
    await expect(logs.run({ ...nothing, [report]: true }, context)).rejects.toMatchObject({ code: "notFound" });
  },
);

describe("--save", () => {
  test("writes what is shown as --json would, beside the screen", async () => {
    const { context, io, files } = loggingWorld();
    await logs.run({ ...nothing, level: "warn", save: "x.ndjson", raw: true }, context);
    expect(io.stdout()).toBe('{"level":"warn","msg":"slow model","ms":900}\n');
    const json = loggingWorld({ json: true });
    await logs.run({ ...nothing, level: "warn", json: true }, json.context);
    expect(files.get("x.ndjson")).toBe(json.io.stdout());
  });

  test("goes on with a follow, and ends with whole lines", async () => {
    const world = loggingWorld({ interruptAfter: 30_000 });
    for (const second of [5, 10]) world.logs.put(group, `line ${second}`, { at: world.began + second * 1_000 });
    await logs.run({ ...nothing, follow: true, since: "1s", save: "x.ndjson" }, world.context);
    const saved = (world.files.get("x.ndjson") ?? "").split("\n");
    expect(saved.pop()).toBe("");
    expect(saved.map((text) => JSON.parse(text).message)).toEqual(["line 5", "line 10"]);
  });

  test("leaves a file that is to be replaced as it was where nothing was found, and says so", async () => {
    const { context, io, files } = loggingWorld();
    files.set("x.ndjson", "mine\n");
    await logs.run({ ...nothing, grep: "nowhere", save: "x.ndjson", force: true }, context);
    expect(files.get("x.ndjson")).toBe("mine\n");
    expect(io.stderr()).toContain(
      "There was no line, so nothing was saved to x.ndjson; a file that was there is as it was.",
    );
  });

  test("does not write over a file unless told to", async () => {
    const { context, files } = loggingWorld();
    files.set("x.ndjson", "mine\n");
    await expect(logs.run({ ...nothing, save: "x.ndjson" }, context)).rejects.toMatchObject({ code: "usage" });
    expect(files.get("x.ndjson")).toBe("mine\n");
    await logs.run({ ...nothing, save: "x.ndjson", force: true }, context);
    expect(files.get("x.ndjson")).not.toContain("mine");
  });
});

test("who leaves the pager early ends the command quietly", async () => {
  const left = new AbortController();
  const said: string[] = [];
  const pager = {
    left: left.signal,
    taken: async () => left.abort(),
    aside: () => undefined,
    end: async () => void said.push("ended"),
  };
  const { context, io } = loggingWorld({ pager });
  expect(await logs.run({ ...nothing, explain: true }, context)).toBeUndefined();
  expect(io.notes.filter((text) => !text.includes("is asked for"))).toEqual([]);
  expect(said).toEqual(["ended"]);
});

test.each([
  { flags: { format: "{nope}" }, message: "--format knows no {nope}." },
  { flags: { fields: "," }, message: "--fields , names no field." },
  { flags: { raw: true, format: "{line}" }, message: "do not go together" },
  { flags: { context: 2 }, message: "There is no filter" },
  { flags: { errors: true, follow: true }, message: "--errors and --follow do not go together." },
  { flags: { histogram: true, follow: true }, message: "--histogram and --follow do not go together." },
])("$flags is a mistake that is explained before anything is asked", async ({ flags, message }) => {
  const { context, logs: port } = loggingWorld();
  await expect(logs.run({ ...nothing, ...flags }, context)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining(message),
  });
  expect(port.calls).toEqual([]);
});
