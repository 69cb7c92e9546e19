import { expect, test } from "vitest";
import { logs } from "../../src/commands/logs.ts";
import { loggingWorld, nothing } from "../fakes/logging-world.ts";

const agent = "/gworld/dev/agent-runtime";

/** What would retitle, clear, recolour, reverse, hide or break a line of a terminal. */
const evil = "\u001b]0;title\u0007\u001b[2J\u001b[31mred\u009b5m\u202egnp\u2066\u200b\r\u0000\u007f\u{e0041}end";
const hostile = ["\u001b", "\u009b", "\u0007", "\u0000", "\u007f", "\r", "\u202e", "\u2066", "\u200b", "\u{e0041}"];

function hostileWorld(json = false) {
  const world = loggingWorld({ json });
  const at = { at: world.began - 1_000, task: `t${evil}` };
  world.logs.put(agent, `plain ${evil}`, at);
  world.logs.put(agent, { level: "error", msg: evil, worldId: evil, [evil]: evil, nested: { [evil]: [evil] } }, at);
  world.logs.put(agent, `{"level":"error","msg":"broken ${evil}`, at);
  world.logs.put(agent, `\ufffd\ufffd half \ud800 character`, at);
  world.logs.insights.script.rows = [{ [evil]: evil, "@message": evil, n: "1" }];
  world.logs.insights.definitions.push({ name: `gworld/dev/${evil}`, query: evil, groups: [] });
  return world;
}

const views: readonly Partial<typeof nothing>[] = [
  {},
  { raw: true },
  { format: "{task} {stream} {message} {line} {world} {fields} {fields.nested}" },
  { fields: "nested,worldId" },
  { expand: true },
  { errors: true },
  { histogram: true },
  { grep: "end", context: 1 },
  { where: "msg ~ /nope/", explain: true },
  { task: "zz" },
  { insights: "limit 1" },
  { insights: "@" },
];

test.each(views)("nothing in a log reaches the terminal as more than text: %o", async (flags) => {
  const { context, io } = hostileWorld();
  await logs.run({ ...nothing, services: ["agent"], ...flags }, context);
  for (const part of hostile) expect(`${io.stdout()}${io.stderr()}`).not.toContain(part);
  expect(`${io.stdout()}${io.stderr()}`).not.toMatch(
    /[\ud800-\udfff](?![\udc00-\udfff])(?<![\ud800-\udbff][\udc00-\udfff])/,
  );
});

test.each<Partial<typeof nothing>>([{}, { errors: true }, { insights: "limit 1" }, { insights: "@" }])(
  "--json keeps every character, and writes the harmful ones as escapes: %o",
  async (flags) => {
    const { context, io } = hostileWorld(true);
    await logs.run({ ...nothing, services: ["agent"], json: true, ...flags }, context);
    for (const part of hostile) expect(`${io.stdout()}${io.stderr()}`).not.toContain(part);
    const parsed = flags.errors
      ? [JSON.parse(io.stdout())]
      : io
          .stdout()
          .trim()
          .split("\n")
          .map((line): unknown => JSON.parse(line));
    expect(JSON.stringify(parsed)).toContain(JSON.stringify(evil).slice(1, -1));
  },
);

test("what is not JSON after all is text, and its line goes on", async () => {
  const { context, io } = hostileWorld(true);
  await logs.run({ ...nothing, services: ["agent"], json: true, grep: "broken|half" }, context);
  const lines = io.stdout().trim().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { fields: {}, message: expect.stringContaining('{"level":"error","msg":"broken') },
    { fields: {}, message: "\ufffd\ufffd half \ud800 character" },
  ]);
});

test("a message of a megabyte is cut on lines for people, and whole where it is asked for", async () => {
  const text = `${"x".repeat(1_000_000)}end`;
  for (const flags of [{}, { expand: true }, { fields: "msg" }]) {
    const world = loggingWorld({ width: 80 });
    world.logs.put(agent, flags.fields ? { msg: text } : text, { at: world.began - 1_000 });
    await logs.run({ ...nothing, services: ["agent"], tail: 1, ...flags }, world.context);
    expect(world.io.stdout()).toContain("… ");
    expect(world.io.stdout().length).toBeLessThan(40_000);
  }
  for (const flags of [{ raw: true }, { json: true }]) {
    const world = loggingWorld({ json: flags.json === true });
    world.logs.put(agent, text, { at: world.began - 1_000 });
    await logs.run({ ...nothing, services: ["agent"], tail: 1, ...flags }, world.context);
    expect(world.io.stdout()).toContain(text);
  }
});
