import { expect, test } from "vitest";
import { logs } from "../../src/commands/logs.ts";
import { GworldError } from "../../src/model/error.ts";
import { devConfig } from "../fakes/context.ts";
import { loggingWorld, nothing } from "../fakes/logging-world.ts";
import { serviceWorld } from "../fakes/service-world.ts";

const llm = "/gworld/dev/llm-integration";
const agent = "/gworld/dev/agent-runtime";
const day = 86_400_000;

/** What is said where the llm service was asked for. */
async function silence(world: ReturnType<typeof serviceWorld>, flags: Partial<typeof nothing> = {}) {
  await logs.run({ ...nothing, services: ["llm"], ...flags }, world.context);
  expect(world.io.stdout()).toBe("");
  return world.io.notes.at(-1);
}

test("where the last line is older, its time and the command that shows it are told", async () => {
  expect(await silence(loggingWorld(), { since: "1m" })).toBe(
    "No lines since 2026-11-22 11:59:00Z. The last line known is of 2026-11-22 11:57:00Z, 3m 1s before the end. " +
      "Next: gworld logs llm -e dev --since 2026-11-22T11:57Z",
  );
});

test("a service that is silent since the last deploy is told apart", async () => {
  const at = "2026-11-22T11:59:00Z";
  const latest = { environment: "dev", revision: 7, at, by: "ada", result: "deployed", version: "1" } as const;
  const world = loggingWorld({ latest: { ...latest, templates: {}, seconds: 60 } });
  expect(await silence(world, { since: "2m30s" })).toContain(
    "none since the last deploy (revision 7) began at 2026-11-22 11:58:00Z",
  );
});

test("an ID beyond 2^53 is found by its digits alone, and suggested as it was logged", async () => {
  const logging = () => {
    const world = loggingWorld();
    const line = '{"level":"error","msg":"chose","agentId":1234567890123456789}';
    world.logs.put(agent, line, { at: world.began - 30_000 });
    return world;
  };
  const asked = { services: ["agent"], agent: "1234567890123456789" };
  const found = logging();
  await logs.run({ ...nothing, ...asked }, found.context);
  expect(found.io.stdout()).toContain("agentId=1234567890123456789");
  expect(await silence(logging(), { ...asked, agent: "1234567890123456780" })).toContain(
    "Did you mean 1234567890123456789?",
  );
  const errors = logging();
  await logs.run({ ...nothing, ...asked, errors: true }, errors.context);
  expect(errors.io.stdout()).toContain("agent 1234567890123456789");
});

test("lines that came after the range are told", async () => {
  expect(await silence(loggingWorld(), { since: "11:50", until: "11:55" })).toBe(
    "No lines from 2026-11-22 11:50:00Z to 2026-11-22 11:55:00Z. There are later ones, up to 2026-11-22 11:57:00Z. " +
      "Next: gworld logs llm -e dev --since 2026-11-22T11:55Z",
  );
});

test("a range that ended before the log group was made, or before what is kept, is told", async () => {
  const world = serviceWorld();
  world.logs.create(llm, { createdAt: world.began - day / 2 });
  expect(await silence(world, { since: "2d", until: "1d" })).toMatch(
    /the log groups were made at 2026-11-22 00:00:00Z, after that\. Next: gworld logs llm -e dev --since 2026-11-22T00:00Z$/,
  );
  const old = serviceWorld();
  old.logs.create(llm, { createdAt: 0, retentionDays: 7 });
  expect(await silence(old, { since: "10d", until: "8d" })).toMatch(
    /logs are kept for 7 days here, and that is longer ago\. Next: gworld logs llm -e dev --since 2026-11-15T12:01Z$/,
  );
});

test("a service that has never logged points to what runs", async () => {
  const world = serviceWorld();
  world.logs.create(llm);
  expect(await silence(world)).toMatch(/no task has ever logged here\. Next: gworld status -e dev$/);
});

test.each([
  { flags: { grep: "absent" }, said: "The one line since", next: "gworld logs llm -e dev" },
  {
    flags: { grep: "slow", level: "error", since: "1h" },
    said: "--level error lets none pass, --grep slow lets 1 pass. Without --level 1 line.",
    next: "gworld logs llm -e dev --since 1h --grep slow",
  },
  {
    flags: { grep: "it's absent", level: "error" },
    said: "--level error lets none pass, --grep it's absent lets none pass.",
    next: "gworld logs llm -e dev",
  },
  {
    flags: { task: "0123457", level: "warn" },
    said: "Did you mean 0123456789abcdef?",
    next: "gworld logs llm -e dev --level warn --task 0123456789abcdef",
  },
  {
    flags: { services: ["agent"], world: "w-2" },
    said: "--world w-2 lets none pass. Did you mean w-1?",
    next: "gworld logs agent -e dev --world w-1",
  },
  {
    flags: { grep: "ms=900" },
    said: "--grep ms=900 lets none pass. --grep reads a line as it was logged (--raw), not as it is shown.",
    next: "gworld logs llm -e dev --where 'ms = 900'",
  },
  {
    flags: { grep: "^slow", where: "level = warn" },
    said: "as it was logged",
    next: "gworld logs llm -e dev --where '(level = warn) and msg ~ /^slow/'",
  },
  { flags: { grep: "absent" }, said: "'msg ~ /.../' the words", next: "gworld logs llm -e dev" },
  {
    flags: { where: "levl = error" },
    said: "No line that was read has a field levl: did you mean level?",
    next: "gworld logs llm -e dev --where 'level = error'",
  },
  {
    flags: { where: "latency > 5" },
    said: "No line that was read has a field latency.",
    next: "gworld logs llm -e dev",
  },
  {
    flags: { services: ["world"], where: "not size > 1 and size <= 5" },
    said: "size is no value, but has some below it: size.rows, size.bytes.",
    next: "gworld logs world -e dev",
  },
  {
    flags: { services: ["world"], where: "size.rowz > 1" },
    said: "did you mean size.rows?",
    next: "gworld logs world -e dev --where 'size.rows > 1'",
  },
])("a filter that hides all lines says which part does: $flags", async ({ flags, said, next }) => {
  const world = loggingWorld();
  world.logs.put("/gworld/dev/world-management", { msg: "tock", size: { rows: 1, bytes: 9 } }, { at: world.began });
  const told = await silence(world, flags);
  expect(told).toContain(said);
  expect(told?.split(" Next: ")[1]).toBe(next);
});

test("of a long range the first lines speak for the filter", async () => {
  const world = loggingWorld();
  for (let line = 0; line < 150; line += 1) world.logs.put(llm, `line ${line}`, { at: world.began - 1_000 });
  expect(await silence(world, { grep: "absent" })).toContain(
    "None of the lines since 2026-11-22 11:50:00Z passes the filter; of the first 100 lines: --grep absent lets none pass.",
  );
});

test("services without a log group are named beside the reason", async () => {
  const world = serviceWorld();
  world.logs.create(agent);
  expect(await silence(world, { services: [] })).toContain(
    "No log group yet for world-management, llm-integration. Next:",
  );
});

test("--json leaves stdout empty and explains as one object on stderr", async () => {
  const { context, io, began } = loggingWorld({ json: true });
  await logs.run({ ...nothing, json: true, services: ["llm"], since: "1m" }, context);
  expect(io.stdout()).toBe("");
  expect(JSON.parse(io.stderr())).toEqual({
    kind: "empty",
    at: began + 1_000,
    reason: "earlier",
    missing: [],
    text: expect.stringContaining("No lines since"),
    next: "gworld logs llm -e dev --since 2026-11-22T11:57Z",
  });
});

test("what cannot be asked is left out of the explanation", async () => {
  const world = loggingWorld();
  world.logs.newestStreams = () => Promise.reject(new GworldError("failed", "denied", { hint: "" }));
  world.logs.groups = () => Promise.reject(new GworldError("failed", "denied", { hint: "" }));
  expect(await silence(world, { since: "1m" })).toMatch(/No lines since .*\. Next: gworld logs llm -e dev --since 1d/);
});

test("where nothing exists, a Region that is not the environment's is blamed first", async () => {
  const { context } = serviceWorld();
  await expect(logs.run(nothing, context)).rejects.toMatchObject({
    code: "notFound",
    hint: expect.stringContaining("gworld deploy -e dev"),
  });
  const { context: elsewhere } = serviceWorld({ config: { ...devConfig, region: "eu-west-3" } });
  await expect(logs.run(nothing, elsewhere)).rejects.toMatchObject({
    message: expect.stringContaining("in eu-west-3 there is no /gworld/dev/"),
    hint: expect.stringMatching(/^dev is configured for us-east-1: leave out --region eu-west-3\.$/),
  });
});
