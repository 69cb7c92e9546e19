import { expect, test } from "vitest";
import type { Forecast } from "../../src/model/forecast/forecast.ts";
import type { OperationEvent } from "../../src/model/operation-events.ts";
import { operationProgress } from "../../src/output/operation-progress.ts";
import { plainStyle } from "../../src/output/style.ts";

const at = Date.UTC(2026, 10, 22, 12, 0, 0);
const stack = "gworld-dev-compute";
const resource = (logicalId: string, status: string, over: object = {}): OperationEvent => ({
  kind: "resource",
  at,
  stack,
  logicalId,
  type: "AWS::ECS::Service",
  status,
  ...over,
});
const service = {
  kind: "service",
  at,
  service: "agent-runtime",
  desiredCount: 3,
  runningCount: 1,
  pendingCount: 2,
  failedTasks: 1,
  rolloutState: "IN_PROGRESS",
} as const;

const part = (name: string, seconds: number, needs: readonly string[]) => ({
  name: `gworld-dev-${name}`,
  part: name,
  action: "create" as const,
  needs,
  seconds,
  high: seconds * 1.6,
  slowest: [],
});
const forecast: Forecast = {
  seconds: 290,
  high: 464,
  path: ["network", "compute"],
  measured: false,
  stacks: [part("network", 90, []), part("compute", 200, ["gworld-dev-network"])],
};

test.each<{ event: OperationEvent; line: string | undefined }>([
  { event: { kind: "planned", at, stacks: [stack] }, line: undefined },
  {
    event: { kind: "planned", at, stacks: [stack], forecast },
    line: "12:00:00 about 5 min, seldom more than 8 min; longest: network -> compute (by what AWS usually takes)",
  },
  {
    event: { kind: "eta", at, elapsedSeconds: 90, secondsLeft: 118, waitingFor: "compute/Web" },
    line: "12:00:00 about 2 min left, waiting for compute/Web",
  },
  {
    event: { kind: "stack", at, stack, status: "CREATE_IN_PROGRESS", reason: "User Initiated" },
    line: "12:00:00 gworld-dev-compute CREATE_IN_PROGRESS",
  },
  {
    event: resource("Web", "CREATE_COMPLETE"),
    line: "12:00:00 gworld-dev-compute Web AWS::ECS::Service CREATE_COMPLETE",
  },
  {
    event: resource("Web", "CREATE_FAILED", { reason: "no luck" }),
    line: "12:00:00 gworld-dev-compute Web AWS::ECS::Service CREATE_FAILED: no luck",
  },
  { event: resource("Web", "CREATE_IN_PROGRESS", { reason: "Resource creation Initiated" }), line: undefined },
  { event: service, line: "12:00:00 agent-runtime 1/3 running, 1 failed IN_PROGRESS" },
  {
    event: { ...service, breaker: { failureCount: 2, threshold: 3 } },
    line: "12:00:00 agent-runtime 1/3 running, 2 of 3 failed starts until it is given up IN_PROGRESS",
  },
  { event: { kind: "note", at, text: "a look failed" }, line: "12:00:00 a look failed" },
  {
    event: {
      kind: "stopped",
      at,
      service: "agent-runtime",
      task: "t",
      stoppedReason: "exited",
      exitCode: 137,
      lines: ["oom"],
    },
    line: "12:00:00 task of agent-runtime stopped: exited (exit code 137)\n         | oom",
  },
])("without a terminal an event is a line: $line", ({ event, line }) => {
  expect(operationProgress().line(event, plainStyle())).toBe(line);
});

test("without a terminal a silence is filled with how long it has been and will be, and a service told once", () => {
  const view = operationProgress();
  expect(view.pulse?.(at, plainStyle())).toBeUndefined();
  view.line({ kind: "planned", at, stacks: ["gworld-dev-network", stack], forecast }, plainStyle());
  view.line({ kind: "stack", at, stack: "gworld-dev-network", status: "CREATE_IN_PROGRESS" }, plainStyle());
  expect(view.pulse?.(at + 60_000, plainStyle())).toBe("12:01:00 1m so far, about 4 min left, waiting for network");
  expect(view.line(service, plainStyle())).toContain("1/3 running");
  expect(view.line(service, plainStyle())).toBeUndefined();
  expect(view.line({ ...service, runningCount: 2 }, plainStyle())).toContain("2/3 running");
});

test.each<{ what: string; events: readonly OperationEvent[]; line: string }>([
  {
    what: "the stack of another run is followed",
    events: [{ kind: "stack", at, stack, status: "UPDATE_IN_PROGRESS" }],
    line: "12:05:00 5m so far, open: gworld-dev-compute UPDATE_IN_PROGRESS",
  },
  {
    what: "what was called off is rolled back",
    events: [
      { kind: "planned", at, stacks: ["gworld-dev-network", stack, "gworld-dev-api"], forecast },
      { kind: "stack", at, stack: "gworld-dev-network", status: "CREATE_COMPLETE" },
      { kind: "stopping", at: at + 60_000, cause: "cancelled", text: "Cancelled." },
      { kind: "stack", at: at + 61_000, stack, status: "ROLLBACK_IN_PROGRESS" },
    ],
    line: "12:05:00 5m so far, open: gworld-dev-compute ROLLBACK_IN_PROGRESS",
  },
  {
    what: "nobody has said how long it takes",
    events: [
      { kind: "planned", at, stacks: ["gworld-dev-network", stack] },
      { kind: "stack", at, stack: "gworld-dev-network", status: "CREATE_IN_PROGRESS" },
    ],
    line: "12:05:00 5m so far, open: gworld-dev-network CREATE_IN_PROGRESS",
  },
  {
    what: "nothing planned has begun",
    events: [{ kind: "planned", at, stacks: ["gworld-dev-network", stack] }],
    line: "12:05:00 5m so far, not begun: 2",
  },
  {
    what: "all stacks have ended and a service starts",
    events: [
      { kind: "planned", at, stacks: [stack], forecast },
      { kind: "stack", at, stack, status: "CREATE_COMPLETE" },
      service,
    ],
    line: "12:05:00 5m so far, all stacks have ended, open: agent-runtime 1/3 running, 1 failed IN_PROGRESS",
  },
  {
    what: "all is at rest and is looked at",
    events: [
      { kind: "planned", at, stacks: [stack], forecast },
      { kind: "stack", at, stack, status: "CREATE_COMPLETE" },
      { ...service, runningCount: 3, failedTasks: 0, rolloutState: "COMPLETED" },
    ],
    line: "12:05:00 5m so far, all stacks have ended",
  },
])("without a terminal a silence is filled while $what", ({ events, line }) => {
  const view = operationProgress();
  for (const event of events) view.line(event, plainStyle());
  expect(view.pulse?.(at + 300_000, plainStyle())).toBe(line);
});

test("on a terminal stacks, what goes on under them, and rollouts make one picture", () => {
  const frame = operationProgress().frame();
  const events: OperationEvent[] = [
    { kind: "planned", at, stacks: ["gworld-dev-network", stack, "gworld-dev-api"] },
    { kind: "stack", at, stack: "gworld-dev-network", status: "CREATE_IN_PROGRESS" },
    {
      kind: "resource",
      at,
      stack: "gworld-dev-network",
      logicalId: "Vpc",
      type: "AWS::EC2::VPC",
      status: "CREATE_COMPLETE",
    },
    { kind: "stack", at: at + 90_000, stack: "gworld-dev-network", status: "CREATE_COMPLETE" },
    { kind: "stack", at: at + 90_000, stack, status: "CREATE_IN_PROGRESS" },
    resource("Web", "CREATE_IN_PROGRESS", { at: at + 91_000 }),
    resource("Cluster", "CREATE_FAILED", { reason: "no luck" }),
    service,
  ];
  for (const event of events) frame.fold(event);
  expect(frame.draw(at + 100_000, plainStyle()).split("\n")).toEqual([
    "✓ gworld-dev-network CREATE_COMPLETE    1 done  1m 30s",
    "● gworld-dev-compute CREATE_IN_PROGRESS            10s",
    "    Cluster: no luck",
    "    Web AWS::ECS::Service                           9s",
    "· gworld-dev-api     waiting",
    "  service agent-runtime 1/3 running, 1 failed IN_PROGRESS",
  ]);
});

test("on a terminal the last line says how long it has been, how long it will be, and for what", () => {
  const frame = operationProgress().frame();
  const last = (now: number) => frame.draw(now, plainStyle()).split("\n").at(-1);
  frame.fold({ kind: "planned", at, stacks: ["gworld-dev-network", stack], forecast });
  expect(last(at)).toBe("0.0s so far, about 5 min left");
  frame.fold({ kind: "stack", at, stack: "gworld-dev-network", status: "CREATE_IN_PROGRESS" });
  expect(last(at + 60_000)).toBe("1m so far, about 4 min left, waiting for network");
  frame.fold({ kind: "stack", at: at + 90_000, stack: "gworld-dev-network", status: "CREATE_COMPLETE" });
  frame.fold({ kind: "stack", at: at + 90_000, stack, status: "CREATE_IN_PROGRESS" });
  frame.fold(resource("Web", "CREATE_IN_PROGRESS", { at: at + 91_000 }));
  expect(last(at + 240_000)).toBe("4m so far, about 50 s left, waiting for compute/Web");
  frame.fold({ kind: "stack", at: at + 280_000, stack, status: "ROLLBACK_IN_PROGRESS" });
  expect(last(at + 285_000)).toBe("4m 45s so far");
});

test("a stack that has not begun tells what it waits for, and in the end why it was not begun", () => {
  const frame = operationProgress().frame();
  const compute = () =>
    frame
      .draw(at + 100_000, plainStyle())
      .split("\n")
      .find((line) => line.startsWith("· gworld-dev-compute"));
  frame.fold({ kind: "planned", at, stacks: ["gworld-dev-network", stack], forecast });
  expect(compute()).toBe("· gworld-dev-compute waiting for network");
  frame.fold({ kind: "stack", at, stack: "gworld-dev-network", status: "CREATE_IN_PROGRESS" });
  expect(compute()).toBe("· gworld-dev-compute waiting for network");
  frame.fold({ kind: "stack", at, stack: "gworld-dev-network", status: "ROLLBACK_COMPLETE" });
  expect(compute()).toBe("· gworld-dev-compute not begun, since network failed");
});

test("what was called off waits for nothing", () => {
  const frame = operationProgress().frame();
  frame.fold({ kind: "planned", at, stacks: ["gworld-dev-network", stack], forecast });
  frame.fold({ kind: "stopping", at, cause: "cancelled", text: "Cancelled." });
  expect(frame.draw(at, plainStyle())).toContain("· gworld-dev-compute not begun");
});

test.each([
  { height: 14, lines: 13, shows: "    and 2 more" },
  { height: 10, lines: 10, shows: "    and 5 more" },
  { height: 8, lines: 8, shows: "● gworld-dev-compute CREATE_IN_PROGRESS" },
  { height: 5, lines: 4, shows: "✓ 1 done" },
  { height: 3, lines: 3, shows: "… 2 more" },
])("a picture for $height rows leaves out what is least, and never how long it will be", ({ height, lines, shows }) => {
  const frame = operationProgress().frame();
  const others = ["storage", "api", "edge"].map((name) => `gworld-dev-${name}`);
  frame.fold({ kind: "planned", at, stacks: ["gworld-dev-network", stack, ...others], forecast });
  frame.fold({ kind: "stack", at, stack: "gworld-dev-network", status: "CREATE_COMPLETE" });
  frame.fold({ kind: "stack", at, stack, status: "CREATE_IN_PROGRESS" });
  for (let index = 0; index < 8; index += 1) frame.fold(resource(`R${index}`, "CREATE_IN_PROGRESS"));
  const drawn = frame.draw(at, plainStyle(), height).split("\n");
  expect(drawn).toContainEqual(expect.stringContaining(shows));
  expect(drawn).toHaveLength(lines);
  expect(drawn.at(-1)).toMatch(/so far, about/);
});

test("why something fails is broken between words, and its end left for the error", () => {
  const frame = operationProgress().frame();
  frame.fold(resource("Web", "CREATE_FAILED", { reason: "the service does not become steady ".repeat(9) }));
  const lines = frame.draw(at, plainStyle(50)).split("\n").slice(1);
  expect(lines).toEqual([
    "    Web: the service does not become steady the",
    "      service does not become steady the service",
    expect.stringMatching(/^ {6}does not .*…$/),
  ]);
  expect(lines.every((line) => line.length < 50)).toBe(true);
});

test("what fails again for the same reason, as a rollback does, is told once", () => {
  const frame = operationProgress().frame();
  for (const reason of ["no luck", "no luck", "no role"]) frame.fold(resource("Web", "UPDATE_FAILED", { reason }));
  expect(frame.draw(at, plainStyle()).split("\n").slice(1)).toEqual(["    Web: no luck", "    Web: no role"]);
});

test("on a narrow terminal names are cut before times", () => {
  const frame = operationProgress().frame();
  frame.fold({ kind: "stack", at, stack, status: "UPDATE_ROLLBACK_IN_PROGRESS" });
  frame.fold(resource("AgentRuntimeService", "UPDATE_IN_PROGRESS"));
  expect(frame.draw(at + 65_000, plainStyle(44)).split("\n")).toEqual([
    "✗ gworld-dev-compute UPDATE_ROLLBACK… 1m 5s",
    "    AgentRuntimeService AWS::ECS::Se… 1m 5s",
  ]);
});

test("of many resources some are shown and the rest counted", () => {
  const frame = operationProgress().frame();
  for (let index = 0; index < 20; index += 1) frame.fold(resource(`R${index}`, "CREATE_IN_PROGRESS"));
  const picture = frame.draw(at, plainStyle());
  expect(picture.split("\n")).toHaveLength(8);
  expect(picture).toContain("and 14 more");
});

test("nothing that AWS says drives the terminal", () => {
  const evil = "\u001b[2J\u001b]0;x\u0007\u202e";
  const frame = operationProgress().frame();
  const events: OperationEvent[] = [
    { kind: "stack", at, stack: evil, status: evil, reason: evil },
    resource(evil, "CREATE_FAILED", { stack: evil, type: evil, reason: evil }),
    resource(`${evil}2`, "CREATE_IN_PROGRESS", { stack: evil, type: evil }),
    { ...service, service: evil, rolloutState: evil },
    { kind: "stopped", at, service: evil, task: evil, stoppedReason: evil, containerReason: evil, lines: [evil] },
    { kind: "note", at, text: evil },
  ];
  const lines = events.map((event) => operationProgress().line(event, plainStyle()) ?? "");
  for (const event of events) frame.fold(event);
  const shown = [...lines, frame.draw(at, plainStyle())].join("");
  for (const character of ["\u001b", "\u0007", "\u202e"]) expect(shown).not.toContain(character);
});
