import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { isObject, type JsonObject, list, text } from "../../../src/local/json.ts";
import { logsPart } from "../../../src/local/logs/part.ts";
import { caller, fakeGround } from "../fake-ground.ts";
import { doneStep, providerOf, stepRequest } from "../stack-step.ts";

const region = "eu-west-1";
const start = Date.parse("2026-01-01T00:00:00Z");
const minute = 60_000;

/** What two groups hold, oldest first. */
const requests = [
  { at: 0, stream: "web/1", message: { level: "info", service: "agent", ms: 10, ok: true, user: { id: "u-1" } } },
  { at: 1, stream: "web/1", message: { level: "error", service: "agent", ms: 300, ok: false, tags: ["a", "b"] } },
  { at: 2, stream: "web/2", message: { level: "info", service: "llm", ms: 20.5, ok: true, "odd-name": "x" } },
  { at: 6, stream: "web/2", message: { level: "warn", service: "llm", ms: 40, status: "503" } },
  { at: 7, stream: "web/2", message: "plain user=alice, took 12 ms\nsecond line" },
] as const;

async function insights(timeScale = 0) {
  const ground = fakeGround({ timeScale });
  const part = logsPart(ground);
  const call = caller(part, region);
  for (const [name, streams] of [
    ["/one", ["web/1", "web/2"]],
    ["/two", ["job"]],
  ] as const) {
    await call("CreateLogGroup", { logGroupName: name });
    for (const logStreamName of streams) await call("CreateLogStream", { logGroupName: name, logStreamName });
  }
  for (const { at, stream, message } of requests) {
    const line = typeof message === "string" ? message : JSON.stringify(message);
    part.sink.write({ region, group: "/one", stream }, [{ timestamp: start + at * minute, message: line }]);
  }
  part.sink.write({ region, group: "/two", stream: "job" }, [{ timestamp: start + 3 * minute, message: "job done" }]);
  const begin = async (queryString: string, input: JsonObject = {}) => {
    const range = { startTime: start / 1000, endTime: start / 1000 + 3600 };
    const source = "logGroupNames" in input || "logGroupIdentifiers" in input ? {} : { logGroupName: "/one" };
    return text(await call("StartQuery", { ...range, ...source, queryString, ...input }), "queryId") ?? "";
  };
  const results = (queryId: string, input: JsonObject = {}) => call("GetQueryResults", { queryId, ...input });
  const complete = async (queryId: string) => {
    for (let round = 0; round < 1_000; round++) {
      const answer = await results(queryId);
      if (text(answer, "status") === "Complete") return answer;
      await turn();
    }
    throw new Error("the query does not end");
  };
  /** The rows of a query, without pointers. */
  const rows = async (queryString: string, input: JsonObject = {}) =>
    rowsOf(await complete(await begin(queryString, input)));
  return { ground, call, begin, results, complete, rows };
}

const rowsOf = (answer: JsonObject) =>
  list(answer, "results").map((row) =>
    Object.fromEntries(
      (Array.isArray(row) ? row : [])
        .filter(isObject)
        .map((field) => [text(field, "field") ?? "", text(field, "value") ?? ""])
        .filter(([name]) => name !== "@ptr"),
    ),
  );

/** The values of one field of all rows. */
const column = (rows: readonly Readonly<Record<string, string>>[], name: string) => rows.map((row) => row[name]);

test("without a command that says what to show, time and message come, the newest first", async () => {
  const { rows } = await insights();
  const found = await rows("filter @message like 'job' or service = 'agent'", { logGroupNames: ["/one", "/two"] });
  expect(found).toEqual([
    { "@timestamp": "2026-01-01 00:03:00.000", "@message": "job done" },
    { "@timestamp": "2026-01-01 00:01:00.000", "@message": JSON.stringify(requests[1].message) },
    { "@timestamp": "2026-01-01 00:00:00.000", "@message": JSON.stringify(requests[0].message) },
  ]);
});

describe("filter", () => {
  test.each([
    ["level = 'error'", ["300"]],
    ['level != "info"', ["40", "300"]],
    ["ms > 20", ["40", "20.5", "300"]],
    ["ms >= 20.5 and ms <= 40", ["40", "20.5"]],
    ["level = 'error' or ms < 11", ["300", "10"]],
    ["not (level = 'info')", ["40", "300"]],
    ["level = 'info' and (service = 'llm' or service = 'none')", ["20.5"]],
    ["level in ['error', 'warn']", ["40", "300"]],
    ["level not in ['error', 'warn']", ["20.5", "10"]],
    ["ms in [10, 40]", ["40", "10"]],
    ["level like /^(?i)ERR/", ["300"]],
    ["level like /^ERR/", []],
    ["level =~ /rr/", ["300"]],
    ["level like 'arn'", ["40"]],
    ["level not like /info|error/", ["40"]],
    ["ispresent(status)", ["40"]],
    ["not ispresent(status) and ms > 100", ["300"]],
    ["status = 503", ["40"]],
    ["ok = 1", ["20.5", "10"]],
    ["user.id = 'u-1'", ["10"]],
    ["tags.1 = 'b'", ["300"]],
    ["`odd-name` = 'x'", ["20.5"]],
    ["@logStream = 'web/1'", ["300", "10"]],
    ["@log = '000000000000:/one' and ms = 10", ["10"]],
    ["ms / 2 + 5 * 2 = 15", ["10"]],
    ["(ms % 7) ^ 2 = 9", ["10"]],
    ["strlen(level) = 4 and toupper(service) = 'LLM'", ["40", "20.5"]],
    ["level = 'error' # and ms = 1", ["300"]],
  ])("%s", async (condition, expected) => {
    const { rows } = await insights();
    expect(column(await rows(`fields ms\n| filter ${condition}`), "ms")).toEqual(expected);
  });
});

describe("commands", () => {
  test.each([
    ["fields ms, concat(service, '/', level) as what | limit 2 ", [{ what: "/" }, { ms: "40", what: "llm/warn" }]],
    ["filter ms > 100 | fields ms, abs(ms - 400) as away | fields level", [{ ms: "300", away: "100", level: "error" }]],
    ["filter ms > 100 | fields ms | display level, service", [{ level: "error", service: "agent" }]],
    [
      'filter @message like "plain" | parse @message "user=*, took * ms" as who, took | display who, took',
      [{ who: "alice", took: "12" }],
    ],
    [
      String.raw`parse @message /user=(?<who>\w+), took (?<took>\d+)/ | filter took > 5 | display who, took`,
      [{ who: "alice", took: "12" }],
    ],
    [
      "filter @message like 'plain' | parse 'user=*' as rest | display rest",
      [{ rest: "alice, took 12 ms\nsecond line" }],
    ],
    [
      "stats count(*) as n, avg(ms), max(ms) as worst by service | sort n desc, service",
      [
        { service: "agent", n: "2", "avg(ms)": "155", worst: "300" },
        { service: "llm", n: "2", "avg(ms)": "30.25", worst: "40" },
        { n: "1" },
      ],
    ],
    [
      "filter ispresent(ms) | stats count(*) as n by bin(5m) | sort `bin(5m)`",
      [
        { "bin(5m)": "2026-01-01 00:00:00.000", n: "3" },
        { "bin(5m)": "2026-01-01 00:05:00.000", n: "1" },
      ],
    ],
    [
      "stats sum(ms) as s, min(ms) as least, pct(ms, 50) as half, count_distinct(level) as levels, sum(ms) / count(ms) as mean",
      [{ s: "370.5", least: "10", half: "20.5", levels: "3", mean: "92.625" }],
    ],
    ["stats latest(level) as last, earliest(level) as first", [{ last: "warn", first: "info" }]],
    ["stats count(*) as n by level | filter n > 1 | stats sum(n) as all", [{ all: "2" }]],
    ["filter level = 'nobody' | stats count(*)", []],
    [
      "fields service, ms | filter ispresent(ms) | sort ms asc | dedup service",
      [
        { service: "agent", ms: "10" },
        { service: "llm", ms: "20.5" },
      ],
    ],
    ["fields level | sort level desc, ms desc | limit 2", [{ level: "warn" }, { level: "info" }]],
    ["FIELDS ms | SORT ms DESC | LIMIT 1", [{ ms: "300" }]],
  ])("%s", async (query, expected) => {
    const { rows } = await insights();
    expect(await rows(query)).toEqual(expected);
  });

  test("rows without one of dedup's fields stay", async () => {
    const { rows } = await insights();
    expect(column(await rows("fields service | dedup service"), "service")).toEqual([undefined, "llm", "agent"]);
  });

  test("sort puts what is no number first, digits within it by size, and what is not there before all", async () => {
    const { rows, call } = await insights();
    const logEvents = ["10", "9", "b10", "b9", "a"].map((v) => ({ timestamp: start, message: JSON.stringify({ v }) }));
    await call("PutLogEvents", { logGroupName: "/two", logStreamName: "job", logEvents });
    const found = await rows("fields v | sort v", { logGroupNames: ["/two"] });
    expect(column(found, "v")).toEqual([undefined, "a", "b9", "b10", "9", "10"]);
  });
});

describe("a query that cannot be read", () => {
  test.each([
    ["fields @timestamp | count()", { startCharOffset: 20, endCharOffset: 25 }],
    ["filter level = ", { startCharOffset: 15, endCharOffset: 15 }],
    ["filter level == 'x'", { startCharOffset: 14, endCharOffset: 15 }],
    ["filter (level = 'x'", { startCharOffset: 19, endCharOffset: 19 }],
    ["fields nothing(ms)", { startCharOffset: 7, endCharOffset: 14 }],
    ["limit many", { startCharOffset: 6, endCharOffset: 10 }],
    ["limit 0", { startCharOffset: 6, endCharOffset: 7 }],
    ["parse @message '* *' as one", { startCharOffset: 15, endCharOffset: 20 }],
    ["parse @message /no groups/", { startCharOffset: 15, endCharOffset: 16 }],
    ["filter ms like /(/", { startCharOffset: 15, endCharOffset: 18 }],
    ["stats ms", { startCharOffset: 6, endCharOffset: 8 }],
    ["stats count(*) as n by level | filter ms > 1", { startCharOffset: 38, endCharOffset: 40 }],
    ["dedup level | fields ms", { startCharOffset: 14, endCharOffset: 20 }],
    ["fields ms § level", { startCharOffset: 10, endCharOffset: 11 }],
    ["", { startCharOffset: 0, endCharOffset: 0 }],
  ])("%s is refused at its place", async (query, location) => {
    const { begin } = await insights();
    await expect(begin(query)).rejects.toMatchObject({
      code: "MalformedQueryException",
      message: expect.stringMatching(/ at line 1 and position \d+$/),
      fields: { queryCompileError: { location } },
    });
  });

  test("the place is told by line and position", async () => {
    const { begin } = await insights();
    await expect(begin("fields ms\n| filter ms >")).rejects.toMatchObject({
      message: "unexpected symbol found end of query at line 2 and position 14",
    });
  });

  test.each([
    "pattern @message",
    "fields ms | diff",
    "SOURCE logGroups(namePrefix: ['/one'])",
    "fields if(ms > 1, 'a', 'b')",
    "stats stddev(ms)",
    "stats count(*) by bin(1mo)",
    "filter ok = true",
  ])("%s is part of the language, not of the local cloud, and says so", async (query) => {
    const { begin } = await insights();
    await expect(begin(query)).rejects.toMatchObject({ code: "UnsupportedOperation", status: 501 });
  });
});

describe("StartQuery", () => {
  const arn = `arn:aws:logs:${region}:000000000000:log-group:/two`;
  test("takes names or ARNs, and a range in seconds with both its ends", async () => {
    const { rows } = await insights();
    expect(await rows("fields @log", { logGroupIdentifiers: [arn] })).toEqual([{ "@log": "000000000000:/two" }]);
    const range = { startTime: start / 1000 + 60, endTime: start / 1000 + 120 };
    expect(column(await rows("fields ms", range), "ms")).toEqual(["20.5", "300"]);
  });

  test.each([
    [{ logGroupNames: ["/none"] }, "ResourceNotFoundException"],
    [{ logGroupNames: ["/one"], logGroupName: "/one" }, "InvalidParameterException"],
    [{ logGroupNames: Array.from({ length: 51 }, () => "/one") }, "InvalidParameterException"],
    [{ endTime: 0 }, "InvalidParameterException"],
    [{ limit: 100_001 }, "InvalidParameterException"],
    [{ queryLanguage: "SQL" }, "UnsupportedOperation"],
    [{ queryString: " ".repeat(10_001) }, "InvalidParameterException"],
  ])("%o is refused with %s", async (input, code) => {
    const { begin } = await insights();
    await expect(begin("fields ms", input)).rejects.toMatchObject({ code });
  });

  test("its limit holds where the query says none, and results come in pages", async () => {
    const { begin, complete, results, rows } = await insights();
    expect(await rows("fields ms", { limit: 2 })).toHaveLength(2);
    const id = await begin("fields ms | limit 4");
    await complete(id);
    const first = await results(id, { maxItems: 3 });
    const second = await results(id, { maxItems: 3, nextToken: first["nextToken"] });
    expect([rowsOf(first).length, rowsOf(second).length, second["nextToken"]]).toEqual([3, 1, undefined]);
    await expect(results("nobody")).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  test("statistics count what was read and what matched, whatever the limit", async () => {
    const { begin, complete } = await insights();
    const answer = await complete(await begin("filter ispresent(ms) | limit 1", { logGroupNames: ["/one", "/two"] }));
    expect(answer["statistics"]).toMatchObject({ recordsMatched: 4, recordsScanned: 6, logGroupsScanned: 2 });
  });
});

test("with a time scale a query is scheduled, runs and completes; it can be stopped before", async () => {
  const { begin, call, complete, ground, results } = await insights(1);
  const status = async (id: string) => text(await results(id), "status");
  const [id, stopped] = [await begin("fields ms"), await begin("fields ms")];
  expect(await status(id)).toBe("Scheduled");
  await ground.clock.advance(500);
  expect(await status(id)).toBe("Running");
  expect(await call("StopQuery", { queryId: stopped })).toEqual({ success: true });
  // The events are read between timers, so that the second one is set.
  for (let round = 0; round < 20; round++) await turn();
  await ground.clock.advance(2_000);
  expect(rowsOf(await complete(id))).toHaveLength(5);
  expect(await status(stopped)).toBe("Cancelled");
  await expect(call("StopQuery", { queryId: stopped })).rejects.toMatchObject({ code: "InvalidParameterException" });
  const { queries } = await call("DescribeQueries", { logGroupName: "/one", status: "Cancelled" });
  expect(queries).toMatchObject([{ queryId: stopped, queryString: "fields ms", status: "Cancelled" }]);
  expect(list(await call("DescribeQueries"), "queries")).toHaveLength(2);
});

test("definitions are saved under a name, replaced whole, found by prefix and deleted", async () => {
  const { call } = await insights();
  const token = "0123456789".repeat(4);
  const first = await call("PutQueryDefinition", {
    name: "logs/errors",
    queryString: "filter level = 'error'",
    logGroupNames: ["/one"],
    clientToken: token,
  });
  const again = await call("PutQueryDefinition", { name: "logs/errors", queryString: "limit 1", clientToken: token });
  expect(again).toEqual(first);
  const queryDefinitionId = text(first, "queryDefinitionId") ?? "";
  await call("PutQueryDefinition", { name: "other", queryString: "limit 1" });
  await call("PutQueryDefinition", { queryDefinitionId, name: "logs/all", queryString: "limit 5" });
  expect(await call("DescribeQueryDefinitions", { queryDefinitionNamePrefix: "logs/" })).toMatchObject({
    queryDefinitions: [{ queryDefinitionId, name: "logs/all", queryString: "limit 5", logGroupNames: [] }],
  });
  const page = await call("DescribeQueryDefinitions", { maxResults: 1 });
  const rest = await call("DescribeQueryDefinitions", { maxResults: 1, nextToken: page["nextToken"] });
  expect(rest).toMatchObject({ queryDefinitions: [{ name: "other" }] });
  expect(await call("DeleteQueryDefinition", { queryDefinitionId })).toEqual({ success: true });
  await expect(call("DeleteQueryDefinition", { queryDefinitionId })).rejects.toMatchObject({
    code: "ResourceNotFoundException",
  });
});

test("a stack's saved queries are among them: made, changed in place and deleted with it", async () => {
  const part = logsPart(fakeGround());
  const call = caller(part, "eu-west-1");
  const provider = providerOf([part], "AWS::Logs::QueryDefinition");
  const properties = { Name: "gworld/dev/slow", QueryString: "limit 1", LogGroupNames: ["/gworld/dev/agent-runtime"] };
  const request = stepRequest("AWS::Logs::QueryDefinition", properties);
  const { physicalId } = doneStep(await provider.create(request));
  expect(doneStep(await provider.create(request)).physicalId).toBe(physicalId);
  expect(await call("DescribeQueryDefinitions", {})).toMatchObject({
    queryDefinitions: [
      {
        queryDefinitionId: physicalId,
        name: "gworld/dev/slow",
        queryString: "limit 1",
        logGroupNames: ["/gworld/dev/agent-runtime"],
      },
    ],
  });
  const changed = { ...request, properties: { ...properties, QueryString: "limit 2" }, token: "token-2" };
  await provider.update({ ...changed, physicalId, previous: properties });
  expect(await call("DescribeQueryDefinitions", {})).toMatchObject({
    queryDefinitions: [{ queryDefinitionId: physicalId, queryString: "limit 2" }],
  });
  await provider.delete({ ...changed, physicalId });
  expect(await call("DescribeQueryDefinitions", {})).toMatchObject({ queryDefinitions: [] });
});
