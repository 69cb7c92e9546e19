import { expect, test } from "vitest";
import { logs } from "../../src/commands/logs.ts";
import { AwsError } from "../../src/model/aws-error.ts";
import { loggingWorld, nothing } from "../fakes/logging-world.ts";
import { serviceWorld } from "../fakes/service-world.ts";

test("all services come as one stream in time order", async () => {
  const { context, io } = loggingWorld();
  await logs.run(nothing, context);
  expect(io.stdout()).toBe(
    [
      "11:56:00.000 agent/012345 INFO  agent chose worldId=w-1",
      "11:57:00.000 llm/012345 WARN  slow model ms=900",
      "11:58:00.000 world/012345 DEBUG tick",
      "11:59:00.000 agent/012345 -     plain text",
      "",
    ].join("\n"),
  );
});

test("--json is one object a line with the fields scripts rely on", async () => {
  const { context, io, began } = loggingWorld({ json: true });
  await logs.run({ ...nothing, services: ["llm"] }, context);
  expect(io.stdout().trim().split("\n")).toHaveLength(1);
  expect(JSON.parse(io.stdout())).toEqual({
    timestamp: began - 180_000,
    ingestionTime: began - 180_000,
    service: "llm-integration",
    task: "0123456789abcdef",
    stream: "llm-integration/app/0123456789abcdef",
    level: "warn",
    message: '{"level":"warn","msg":"slow model","ms":900}',
    fields: { level: "warn", msg: "slow model", ms: 900 },
    eventId: "event-2",
  });
});

test.each([
  { flags: { level: "warn" }, shown: ["slow model"] },
  { flags: { grep: "t[ie]" }, shown: ["tick", "plain text"] },
  { flags: { grep: "(?i)SLOW" }, shown: ["slow model"] },
  { flags: { exclude: ["tick", "(?i)PLAIN"] }, shown: ["agent chose", "slow model"] },
  { flags: { where: "ms > 500 or world = w-1" }, shown: ["agent chose", "slow model"] },
  { flags: { where: "level >= debug and not fields.ms exists", exclude: ["text"] }, shown: ["agent chose", "tick"] },
  { flags: { world: "w-1", task: "0123", level: "info" }, shown: ["agent chose"] },
  { flags: { since: "3h", level: "error" }, shown: ["very old"] },
  { flags: { since: "11:57:30", until: "11:58:30" }, shown: ["tick"] },
  { flags: { tail: 1 }, shown: ["plain text"] },
  { flags: { tail: 5 }, shown: ["very old", "agent chose", "slow model", "tick", "plain text"] },
  { flags: { tail: 2, since: "10m" }, shown: ["tick", "plain text"] },
])("$flags shows $shown", async ({ flags, shown }) => {
  const { context, io } = loggingWorld();
  await logs.run({ ...nothing, ...flags, noPrefix: true }, context);
  expect(
    io
      .stdout()
      .trim()
      .split("\n")
      .map((line) => line.split(/ \w+=/)[0]),
  ).toEqual(shown);
});

test("--raw is the message as it was logged", async () => {
  const { context, io } = loggingWorld();
  await logs.run({ ...nothing, services: ["world-management"], raw: true }, context);
  expect(io.stdout()).toBe('{"level":"debug","msg":"tick"}\n');
});

test("what CloudWatch Logs can filter it is asked for, and --explain says what and with which effect", async () => {
  const { context, io, logs: port } = loggingWorld();
  await logs.run({ ...nothing, where: "ms > 100 and ms !~ /9/", explain: true }, context);
  expect(new Set(port.patterns)).toEqual(new Set(["{ $.ms > 100 }"]));
  expect(io.stdout()).toBe("");
  expect(io.notes.slice(0, 2)).toEqual([
    "CloudWatch Logs is asked for what matches { $.ms > 100 }\nEach line is checked here again.",
    "Read 1 line in 3 calls, kept 0.",
  ]);
});

test("where nothing of a filter can be asked for, --explain says so", async () => {
  const { context, io, logs: port } = loggingWorld();
  await logs.run({ ...nothing, where: "level != error", explain: true }, context);
  expect(port.patterns).toEqual([]);
  expect(io.notes).toEqual([
    "CloudWatch Logs is asked for all lines; what to show is checked here.",
    "Read 4 lines in 3 calls, kept 4.",
  ]);
});

test("a pattern that is refused is left out, said once, and changes nothing of what is shown", async () => {
  const { context, io, logs: port } = loggingWorld();
  port.refuse = () => invalid;
  await logs.run({ ...nothing, where: "ms > 100", noPrefix: true }, context);
  expect(io.stdout()).toBe("slow model ms=900\n");
  expect(io.notes).toEqual(["CloudWatch Logs does not take the filter: reading all lines and checking them here."]);
});

test("an environment without log groups is not found", async () => {
  const { context } = serviceWorld();
  await expect(logs.run(nothing, context)).rejects.toMatchObject({
    code: "notFound",
    hint: expect.stringContaining("gworld deploy -e dev"),
  });
});

test("an unknown service names the nearest", async () => {
  const { context } = loggingWorld();
  await expect(logs.run({ ...nothing, services: ["agent-rutime"] }, context)).rejects.toMatchObject({
    code: "notFound",
    hint: "Did you mean agent-runtime?",
  });
});

test.each([
  { flags: { since: "soon" }, hint: "10m" },
  { flags: { since: "2100-01-01" }, hint: "has passed" },
  { flags: { since: "1h", until: "2h" }, hint: "count back" },
  { flags: { grep: "(" }, hint: "Escape" },
  { flags: { exclude: ["a", "("] }, hint: "Escape" },
  { flags: { where: "ms >" }, hint: "Expected a value" },
  { flags: { follow: true, until: "1m" }, hint: "Leave one" },
])("$flags is a mistake that is explained", async ({ flags, hint }) => {
  const { context } = loggingWorld();
  await expect(logs.run({ ...nothing, ...flags }, context)).rejects.toMatchObject({
    code: "usage",
    hint: expect.stringContaining(hint),
  });
});

/** Four lines, with ten seconds in which nothing can be reached, and Ctrl-C at the end. */
function cutOffWorld(json: boolean) {
  const world = loggingWorld({ interruptAfter: 60_000, json });
  const { began } = world;
  for (const second of [5, 10, 20, 30])
    world.logs.put("/gworld/dev/agent-runtime", `line ${second}`, { at: began + second * 1_000 });
  world.logs.onCall.push(() => {
    const at = world.clock.now() - began;
    if (at > 8_000 && at < 18_000) world.logs.failures.push(unreachable);
  });
  return world;
}

test("a follow shows what comes, survives a lost connection, and ends with a receipt", async () => {
  const { context, io } = cutOffWorld(false);
  expect(await logs.run({ ...nothing, follow: true, since: "1s", noPrefix: true }, context)).toBeUndefined();
  expect(io.stdout()).toBe("line 5\nline 10\nline 20\nline 30\n");
  expect(io.notes[0]).toContain("Connection lost: cut off");
  expect(io.notes[1]).toMatch(/^Back after \d+s; reading what was missed\.$/);
  expect(io.notes.at(-1)).toMatch(/^4 lines shown, .*1 gap, \d+ calls$/);
});

test("--json tells the same as objects on stderr, each with its kind and its time", async () => {
  const { context, io } = cutOffWorld(true);
  await logs.run({ ...nothing, follow: true, since: "1s", explain: true }, context);
  const said = io
    .stderr()
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  expect(said.map(({ kind }) => kind)).toEqual(["pushed", "lost", "back", "kept", "receipt"]);
  expect(said[1]).toMatchObject({ reason: "cut off", text: expect.stringContaining("Connection lost: cut off") });
  expect(said[4]).toMatchObject({
    at: expect.any(Number),
    shown: 4,
    outages: 1,
    text: expect.stringContaining("4 lines"),
  });
});

test("a history that cannot be reached fails at once", async () => {
  const { context, logs: port } = loggingWorld();
  port.failures.push(unreachable, unreachable, unreachable);
  await expect(logs.run(nothing, context)).rejects.toMatchObject({ message: "cut off" });
});

const unreachable = new AwsError("failed", "cut off", {
  hint: "Check the network",
  failure: "unreachable",
  awsCode: "ECONNRESET",
  awsMessage: "cut off",
  action: "logs:FilterLogEvents",
});

const invalid = new AwsError("failed", "Invalid filter pattern", {
  hint: "",
  failure: "rejected",
  awsCode: "InvalidParameterException",
  awsMessage: "Invalid filter pattern",
  action: "logs:FilterLogEvents",
});
