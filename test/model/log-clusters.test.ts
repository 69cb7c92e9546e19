import { describe, expect, test } from "vitest";
import { logClusters } from "../../src/model/log-clusters.ts";
import { lineCheck } from "../../src/model/log-filter/check.ts";
import { parseWhere } from "../../src/model/log-filter/parse.ts";
import { readLine, type LogLine } from "../../src/model/log-line.ts";
import { logTemplate } from "../../src/model/log-template.ts";

const line = (
  logged: string | Readonly<Record<string, unknown>>,
  { at = 1_000, service = "agent-runtime", task = "9f3a" } = {},
): LogLine =>
  readLine({
    id: `${at}`,
    group: `/gworld/dev/${service}`,
    stream: `${service}/app/${task}`,
    timestamp: at,
    ingestionTime: at,
    message: typeof logged === "string" ? logged : JSON.stringify(logged),
  });

describe("what changes from line to line is left out of a template", () => {
  test.each([
    ["took 512.5ms after 3 tries", "took <*> after <*> tries"],
    ["request 3f2c8a10-5b7e-4c1d-9e2f-0a1b2c3d4e5f failed", "request <*> failed"],
    ["trace 0af7651916cd43dd8448eb211c80319c at 0xdeadBEEF", "trace <*> at <*>"],
    ["2026-11-22T12:00:15.123Z ERROR no disk", "<*> ERROR no disk"],
    ["2026-11-22 12:00:15,123 ERROR no disk", "<*> ERROR no disk"],
    ["at 12:00:15 it ended", "at <*> it ended"],
    [`cannot read "a b" of 'user' in \`x\``, "cannot read <*> of <*> in <*>"],
    ["it isn't there, and can't be", "it isn't there, and can't be"],
    ["GET /worlds/w-42/agents?limit=10 gave 500", "GET <*> gave <*>"],
    ["open C:\\temp\\x.txt: denied", "open <*>: denied"],
    ["https://example.com/a?b=1 refused", "<*> refused"],
    ["connect ECONNREFUSED 10.0.0.1:5432", "connect ECONNREFUSED <*>"],
    ["used 1.5GiB of 2GB (75%)", "used <*> of <*> (<*>)"],
    ["worker w-42 and agent_7 stopped", "worker w-<*> and agent_<*> stopped"],
    ["ids 1, 2, 3 and 4", "ids <*> and <*>"],
    ["no number here", "no number here"],
    ["facade and decade are words", "facade and decade are words"],
  ])("%s", (text, template) => {
    expect(logTemplate(line(text))).toEqual({ text: template, frame: undefined });
    expect(logTemplate(line({ msg: text, level: "error" })).text).toBe(template);
  });
});

describe("a stack trace tells where", () => {
  const node = "TypeError: x is 5\n    at step (file:///app/dist/engine.js:10:22)\n    at run (/app/dist/main.js:1:1)";
  test.each([
    [node, "TypeError: x is <*>", "step (engine.js)"],
    [{ msg: "step failed", err: { type: "TypeError", stack: node } }, "step failed: TypeError", "step (engine.js)"],
    [{ msg: "TypeError in step", stack: node }, "TypeError in step", "step (engine.js)"],
    [{ level: "error", stack: node }, "TypeError: x is <*>", "step (engine.js)"],
    [
      "java.lang.IllegalStateException: no\n\tat a.b.C.run(C.java:12)",
      "java.lang.IllegalStateException: no",
      "a.b.C.run(C.java)",
    ],
    [
      'Traceback (most recent call last):\n  File "/app/x.py", line 3, in go\nKeyError',
      "Traceback (most recent call last):",
      "go x.py",
    ],
    ["panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:4 +0x1", "panic: boom", "main.go"],
    ["error: one\ntwo", "error: one", undefined],
  ])("%j", (logged, text, frame) => {
    expect(logTemplate(line(logged))).toEqual({ text, frame });
  });
});

test("similar errors are counted together, with when, where and a sample", () => {
  const clusters = logClusters({ from: 0, deployedAt: 2_000 });
  clusters.add(line("write failed after 3 tries", { at: 3_000 }));
  clusters.add(line("write failed after 5 tries", { at: 1_000, service: "world-management" }));
  clusters.add(line("write failed after 1 tries", { at: 2_500, task: "1c77" }));
  clusters.add(line("disk full", { at: 2_000 }));
  expect(clusters.list()).toEqual([
    {
      template: "write failed after <*> tries",
      frame: undefined,
      count: 3,
      first: 1_000,
      last: 3_000,
      services: [
        { service: "agent-runtime", count: 2 },
        { service: "world-management", count: 1 },
      ],
      tasks: 3,
      sample: expect.objectContaining({ message: "write failed after 3 tries" }),
      where: "message ~ /write failed after.*tries/",
      isNew: false,
    },
    expect.objectContaining({ template: "disk full", count: 1, isNew: true }),
  ]);
});

test.each([
  { deployedAt: undefined, from: 0 },
  { deployedAt: 500, from: 500 },
])("whether an error is new is not said without having read from before: $deployedAt, $from", (plan) => {
  const clusters = logClusters(plan);
  clusters.add(line("disk full"));
  expect(clusters.list()[0]?.isNew).toBeUndefined();
});

test("of too many different errors the rarest are given up, and counted", () => {
  const clusters = logClusters({ from: 0, most: 3 });
  const letters = "abcdefghij".split("");
  for (const [index, letter] of letters.entries()) {
    clusters.add(line(`often ${index}`, { at: index }));
    clusters.add(line(`once ${letter}${letter}`, { at: index }));
  }
  expect(clusters.list().map(({ template, count }) => [template, count])).toEqual([
    ["often <*>", 10],
    ["once jj", 1],
    ["once ii", 1],
  ]);
  expect(clusters.rest()).toEqual({ clusters: 8, lines: 8 });
});

describe("what finds the lines of a cluster", () => {
  test.each([
    ["took 512.5ms after 3 tries", "message ~ /took.*after.*tries/"],
    ["GET /worlds/w-42 gave 500", "message ~ /GET.*gave/"],
    ["cannot read (reading 'pos')", String.raw`message ~ /cannot read \(reading.*\)/`],
    ["a/b or c: no", String.raw`message ~ /a\/b or c: no/`],
    ["\u001b[31mno disk\u001b[0m", "message ~ /no disk/"],
  ])("%s", (text, where) => {
    const clusters = logClusters({ from: 0 });
    clusters.add(line({ level: "error", msg: text }));
    expect(clusters.list()[0]?.where).toBe(where);
    expect(lineCheck(parseWhere(where))(line({ level: "error", msg: text }))).toBe(true);
  });

  test("words that are all changing say nothing", () => {
    const clusters = logClusters({ from: 0 });
    clusters.add(line({ msg: "12345" }));
    expect(clusters.list()[0]?.where).toBeUndefined();
  });

  test("the kind of an exception is not in the words, and is not looked for", () => {
    const clusters = logClusters({ from: 0 });
    clusters.add(line({ msg: "step failed", stack: "TypeError: x\n    at step (/app/a.js:1:1)" }));
    expect(clusters.list()[0]).toMatchObject({ template: "step failed: TypeError", where: "message ~ /step failed/" });
  });
});

test("a sample keeps the beginning of the words and the IDs, however large the line", () => {
  const clusters = logClusters({ from: 0 });
  clusters.add(line({ msg: "x".repeat(1_000_000), world: { id: "w-1" }, agent_id: 7, payload: "y".repeat(1_000_000) }));
  const sample = clusters.list()[0]?.sample;
  expect(sample).toMatchObject({ service: "agent-runtime", task: "9f3a", world: "w-1", agent: "7" });
  expect(JSON.stringify(sample).length).toBeLessThan(2_000);
});
