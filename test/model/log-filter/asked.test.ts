import { expect, test } from "vitest";
import { filterParts } from "../../../src/model/log-filter/asked.ts";
import { lineCheck } from "../../../src/model/log-filter/check.ts";
import { allOf } from "../../../src/model/log-filter/filter.ts";
import { pushedPattern } from "../../../src/model/log-filter/push-down.ts";
import { readLine } from "../../../src/model/log-line.ts";
import { namedServices } from "../../../src/model/log-groups.ts";

const whole = "0af7651916cd43dd8448eb211c80319c";
const line = (traceId: string) =>
  readLine({
    id: "1",
    group: "/g/a",
    stream: "a/b/c",
    timestamp: 0,
    ingestionTime: 0,
    message: `{"traceId":"${traceId}"}`,
  });
const asked = (trace: string) => allOf(filterParts({ exclude: [], trace }).map(({ filter }) => filter));

test.each([
  { trace: whole, passes: true },
  { trace: "0af76519", passes: true },
  { trace: "0af76519…", passes: true },
  { trace: "af76519", passes: false },
  { trace: `${whole.slice(0, -1)}d`, passes: false },
])("of a trace ID the beginning is enough, also as a terminal cuts it: $trace", ({ trace, passes }) => {
  const filter = asked(trace);
  expect(filter && lineCheck(filter)(line(whole))).toBe(passes);
});

test("CloudWatch Logs is asked for a whole trace ID", () => {
  const filter = asked(whole);
  expect(filter && pushedPattern(filter)).toContain(whole);
});

test.each(["task", "trace", "world", "agent", "grep", "level"])("an empty --%s is a mistake, and no filter", (flag) => {
  expect(() => filterParts({ exclude: [], [flag]: "" })).toThrow(
    expect.objectContaining({ code: "usage", message: `--${flag} is given an empty value.` }),
  );
});

test("an empty --exclude is a mistake: it would leave out all lines", () => {
  expect(() => filterParts({ exclude: ["a", ""] })).toThrow("--exclude is given an empty value.");
});

test("an empty name of a service is none, and says what there is", () => {
  expect(() => namedServices([""], ["agent-runtime"])).toThrow(
    expect.objectContaining({ code: "usage", hint: expect.stringContaining("agent-runtime") }),
  );
});
