import { expect, test } from "vitest";
import { logs } from "../../src/commands/logs.ts";
import { AwsError } from "../../src/model/aws-error.ts";
import { mistake } from "../../src/model/log-filter/mistake.ts";
import type { QueryRow } from "../../src/model/log-query.ts";
import { loggingWorld, nothing } from "../fakes/logging-world.ts";
import { queryProgress } from "../../src/output/log-query.ts";
import { plainStyle } from "../../src/output/style.ts";
import type { ServiceWorldOptions } from "../fakes/service-world.ts";
import { serviceWorld } from "../fakes/service-world.ts";

const rows: readonly QueryRow[] = [
  { level: "info", times: "1200", msg: "agent chose" },
  { level: "error", times: "7" },
  { level: "warn", times: "31", msg: "slow\u001b]0;evil\u0007 model\n\u202eevil" },
];

function queryWorld(options: ServiceWorldOptions = {}) {
  const world = loggingWorld(options);
  world.logs.insights.script.rows = rows;
  return { ...world, insights: world.logs.insights };
}
const asking = { ...nothing, insights: "stats count(*) as times by level" };

test("a query runs over the groups of all services and the last hour, and answers as a table", async () => {
  const { context, io, insights, began } = queryWorld();
  expect(await logs.run(asking, context)).toBeUndefined();
  expect(insights.started).toEqual([
    {
      text: "stats count(*) as times by level",
      groups: ["/gworld/dev/world-management", "/gworld/dev/agent-runtime", "/gworld/dev/llm-integration"],
      from: began - 3_600_000,
      to: began,
    },
  ]);
  expect(io.stdout()).toBe(
    ["level  times  msg", "info    1200  agent chose", "error      7", "warn      31  slow model evil", ""].join("\n"),
  );
  expect(io.stderr().trim().split("\n")).toEqual([
    "Logs Insights over 3 log groups from 2026-11-22 11:00:00Z to 2026-11-22 12:00:00Z; at most 10,000 rows where the query has no limit of its own (up to 100,000).",
    "Complete: 3 rows; 3 of 1,200 records matched, 2.5 GB scanned, about $0.01 ($0.005 per GB in us-east-1)",
  ]);
});

test("times are told with their zone, also under another name; texts that look like one are left", async () => {
  const at = "2026-11-22 11:59:00.250";
  const told = async (flags: Partial<typeof asking>) => {
    const world = queryWorld();
    world.insights.script.rows = [{ "@timestamp": at, last: at, "bin(5m)": at, said: at }];
    await logs.run(
      { ...asking, insights: "stats max(@timestamp) as last, latest(said) by x", ...flags },
      world.context,
    );
    return world.io.stdout().split("\n")[1]?.split("  ");
  };
  expect(await told({})).toEqual([`${at}Z`, `${at}Z`, `${at}Z`, at]);
  const zone = process.env["TZ"];
  process.env["TZ"] = "Asia/Tokyo";
  const local = "2026-11-22 20:59:00.250";
  expect(await told({ utc: false })).toEqual([local, local, local, at]);
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

test.each([
  { query: "fields @message | limit 3", matched: 80, cut: true },
  { query: "fields @message | limit 3", matched: 3, cut: false },
  { query: "fields @message", matched: 80, cut: false },
  { query: "filter msg = '| limit 2' | limit 4", matched: 80, cut: false },
])("$matched records that match $query: rows were cut is $cut", async ({ query, matched, cut }) => {
  for (const json of [false, true]) {
    const world = queryWorld({ json });
    world.insights.statistics.matched = matched;
    await logs.run({ ...asking, json, insights: query }, world.context);
    expect(world.io.stderr().includes(json ? '"truncated":true' : "3 rows, as many as the limit lets through")).toBe(
      cut,
    );
  }
});

test("on a terminal no word of what a query was and how it ended is cut", () => {
  const view = queryProgress({ utc: true }).frame();
  const sums = { matched: 88_466, scanned: 88_466, bytes: 2e9 };
  view.fold({ kind: "queryStarted", at: 0, groups: ["g"], from: 0, to: 1_000 });
  view.fold({ kind: "queryEnded", at: 5, status: "complete", rows: 10_000, truncated: true, ...sums });
  const lines = view.draw(5, plainStyle(60)).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
  expect(lines.map((line) => line.trim()).join(" ")).toContain("(up to 100,000). Complete: 10,000 rows, as many");
});

test("a terminal's width is kept, and cells that are cut say so", async () => {
  const { context, io } = queryWorld({ width: 18 });
  await logs.run(asking, context);
  const lines = io.stdout().trimEnd().split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(18);
  expect(lines[1]).toMatch(/^info +1200 +ag\w*…$/);
});

test("--json is one object a row with what each field holds, and progress is JSON on stderr", async () => {
  const { context, io } = queryWorld({ json: true });
  await logs.run({ ...asking, json: true }, context);
  const lines = io.stdout().trim().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(rows);
  for (const character of ["\u001b", "\u0007", "\u202e"]) expect(lines.join("")).not.toContain(character);
  const events = io.stderr().trim().split("\n");
  expect(events.map((line): unknown => JSON.parse(line)).at(-1)).toEqual({
    kind: "queryEnded",
    at: expect.any(Number),
    status: "complete",
    rows: 3,
    matched: 3,
    scanned: 1_200,
    bytes: 2_500_000_000,
  });
});

test("services and a range choose what is queried", async () => {
  const { context, insights, began } = queryWorld();
  await logs.run({ ...asking, services: ["llm"], since: "2h", until: "1h" }, context);
  expect(insights.started[0]).toMatchObject({
    groups: ["/gworld/dev/llm-integration"],
    from: began - 7_200_000,
    to: began - 3_600_000,
  });
});

test("log groups that do not exist are left out, and where none does there is nothing to query", async () => {
  const world = serviceWorld();
  await expect(logs.run(asking, world.context)).rejects.toMatchObject({ code: "notFound" });
  world.logs.create("/gworld/dev/agent-runtime");
  await logs.run(asking, world.context);
  expect(world.logs.insights.started.map(({ groups }) => groups)).toEqual([["/gworld/dev/agent-runtime"]]);
});

test("Ctrl-C stops the query on AWS, shows what there was, and says that it is not all", async () => {
  const world = queryWorld();
  let looks = 0;
  world.insights.onLook = () => {
    looks += 1;
    if (looks === 3) world.interruption.abort();
  };
  world.insights.script.end = "running";
  expect(await logs.run(asking, world.context)).toBe("interrupted");
  expect(world.insights.stopped).toEqual(["query-1"]);
  expect(world.io.stdout()).toContain("agent chose");
  expect(world.io.notes.at(-1)).toBe(
    "These are 3 rows of a query that did not come to its end: there may be more, and sums may be too small.",
  );
});

test.each(["failed", "timedOut", "cancelled"] as const)("a query that has %s shows its rows and fails", async (end) => {
  const world = queryWorld();
  world.insights.script.end = end;
  expect(await logs.run(asking, world.context)).toBe("failed");
  expect(world.io.stdout()).toContain("agent chose");
  expect(world.io.notes.at(-1)).toContain("did not come to its end");
});

test("looks that are throttled are repeated; a query that cannot be watched is stopped", async () => {
  const world = queryWorld();
  world.insights.failures.push(failure("throttled"), failure("unreachable"));
  await logs.run(asking, world.context);
  expect(world.insights.stopped).toEqual([]);
  world.insights.failures.push(failure("denied"));
  await expect(logs.run(asking, world.context)).rejects.toMatchObject({ failure: "denied" });
  expect(world.insights.stopped).toEqual(["query-2"]);
});

test("a query without rows says whether there was anything to match", async () => {
  const world = queryWorld();
  world.insights.script.rows = [];
  await logs.run(asking, world.context);
  world.insights.statistics.scanned = 0;
  await logs.run({ ...asking, services: ["llm"] }, world.context);
  expect(world.io.stdout()).toBe("");
  expect(world.io.notes).toEqual([
    expect.stringMatching(/^No rows: 3 of 1,200 records matched\. Next: Loosen the filter/),
    "No rows: nothing was logged in this range. Next: gworld logs llm -e dev --since 1d --insights ... looks further back.",
  ]);
});

test("a query that cannot be read fails with the place of the mistake, and nothing runs", async () => {
  const world = queryWorld();
  world.insights.refuse = ({ text }) => mistake("Logs Insights cannot read the query", text, { at: 6, hint: "" });
  await expect(logs.run({ ...asking, insights: "stats (" }, world.context)).rejects.toMatchObject({
    code: "usage",
    message: "Logs Insights cannot read the query\n  stats (\n        ^",
  });
});

test("saved queries are listed with their text, and run by the beginning of their name", async () => {
  const world = queryWorld();
  const groups = ["/gworld/dev/agent-runtime"];
  world.insights.definitions.push(
    { name: "gworld/dev/errors-by-message", query: "filter level = 'error'\n| stats count(*) by msg", groups },
    { name: "gworld/dev/errors-by-task", query: "stats count(*) by @logStream", groups },
    { name: "gworld/prod/other", query: "limit 1", groups: [] },
  );
  await logs.run({ ...nothing, insights: "@" }, world.context);
  expect(world.io.stdout()).toBe(
    "@errors-by-message\n  filter level = 'error'\n  | stats count(*) by msg\n@errors-by-task\n  stats count(*) by @logStream\n",
  );
  await logs.run({ ...nothing, insights: "@errors-by-t" }, world.context);
  await logs.run({ ...nothing, insights: "@errors-by-task", services: ["llm"] }, world.context);
  expect(world.insights.started).toMatchObject([
    { text: "stats count(*) by @logStream", groups },
    { text: "stats count(*) by @logStream", groups: ["/gworld/dev/llm-integration"] },
  ]);
  await expect(logs.run({ ...nothing, insights: "@errors" }, world.context)).rejects.toMatchObject({
    code: "usage",
    hint: "There are: @errors-by-message, @errors-by-task.",
  });
  await expect(logs.run({ ...nothing, insights: "@absent" }, world.context)).rejects.toMatchObject({
    code: "notFound",
    hint: "There are: @errors-by-message, @errors-by-task.",
  });
});

test("where nothing is saved the list says so", async () => {
  const { context, io } = queryWorld();
  await logs.run({ ...nothing, insights: "@" }, context);
  expect(io.stdout()).toBe("");
  expect(io.notes[0]).toContain("gworld deploy");
});

test.each([
  { follow: true },
  { live: true },
  { tail: 5 },
  { where: "level = error" },
  { grep: "x" },
  { exclude: ["x"] },
  { level: "warn" },
  { world: "w-1" },
  { errors: true },
  { histogram: true },
  { context: 0 },
  { format: "{time}" },
  { raw: true },
  { save: "file" },
])("--insights does not go with %o", async (flags) => {
  const { context } = queryWorld();
  await expect(logs.run({ ...asking, ...flags }, context)).rejects.toMatchObject({ code: "usage" });
});

test("an empty query is none", async () => {
  const { context } = queryWorld();
  await expect(logs.run({ ...nothing, insights: " " }, context)).rejects.toMatchObject({ code: "usage" });
});

test("a reading of very many lines offers the query that finds them faster, once", async () => {
  const world = loggingWorld();
  world.logs.page = async ({ group, token = "0" }) => ({
    next: token === "12" ? undefined : String(Number(token) + 1),
    parts: [
      Array.from({ length: 9_000 }, (_, index) => ({
        id: `${token} ${index}`,
        group,
        stream: "s/app/t",
        timestamp: world.began - 300_000 + Number(token),
        ingestionTime: world.began,
        message: "x",
      })),
    ],
  });
  await logs.run({ ...nothing, services: ["llm"], since: "6m", grep: "x", raw: true }, world.context);
  expect(world.io.notes).toEqual([
    "More than 100,000 lines. Logs Insights goes through so many faster, for $0.005 per GB scanned (us-east-1): " +
      "gworld logs llm -e dev --since 6m --insights 'fields @timestamp, @logStream, @message | filter @message like /x/ | sort @timestamp desc | limit 1000'",
  ]);
});

const failure = (kind: "throttled" | "unreachable" | "denied") =>
  new AwsError("failed", kind, {
    hint: "",
    failure: kind,
    awsCode: kind,
    awsMessage: kind,
    action: "logs:GetQueryResults",
  });
