import { describe, expect, test } from "vitest";
import { tally } from "../../src/model/check.ts";
import { inDoubt, rolloutOf, withNewest } from "../../src/model/rollout.ts";
import { addressCheck, domainCheck } from "../../src/model/verify/addresses.ts";
import { alarmsCheck, tablesCheck } from "../../src/model/verify/data.ts";
import { serviceCheck, serviceOfGroup, targetsCheck } from "../../src/model/verify/services.ts";
import { stacksCheck } from "../../src/model/verify/stacks.ts";
import { stackStatuses } from "../../src/model/stack-status.ts";

describe("stacks", () => {
  const one = (status: string | undefined) => stacksCheck("dev", [{ name: "gworld-dev-api", status }]);

  test.each([
    ["CREATE_COMPLETE", "ok"],
    ["UPDATE_COMPLETE", "ok"],
    ["IMPORT_COMPLETE", "ok"],
    [undefined, "warn"],
    ["UPDATE_ROLLBACK_COMPLETE", "warn"],
    ["UPDATE_IN_PROGRESS", "warn"],
    ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "warn"],
    ["REVIEW_IN_PROGRESS", "fail"],
    ["ROLLBACK_COMPLETE", "fail"],
    ["UPDATE_FAILED", "fail"],
    ["UPDATE_ROLLBACK_FAILED", "fail"],
  ])("a stack that is %s is %s", (status, expected) => {
    expect(one(status)).toMatchObject({ name: "stacks", status: expected });
  });

  test.each(stackStatuses)("whatever is not ok says what to type: %s", (status) => {
    const { hint, message, status: came } = one(status);
    if (came === "ok") return;
    expect(message).toContain("gworld-dev-api");
    expect(hint).toMatch(/gworld |aws /);
    expect(hint).not.toMatch(/<env>|<stack>/);
  });

  test("what goes on is looked at again, unless something has failed for good", () => {
    expect(one("UPDATE_IN_PROGRESS").settling).toBe(true);
    const both = stacksCheck("dev", [
      { name: "a", status: "UPDATE_IN_PROGRESS" },
      { name: "b", status: "ROLLBACK_COMPLETE" },
    ]);
    expect(both).toMatchObject({ status: "fail", message: expect.stringMatching(/a is .*; b is /) });
    expect(both.settling).toBeUndefined();
  });
});

const arn = (revision: number, family = "gworld-dev-agent-runtime") =>
  `arn:aws:ecs:us-east-1:1:task-definition/${family}:${revision}`;
const expected = { service: "arn:aws:ecs:us-east-1:1:service/gworld-dev/agent-runtime", taskDefinition: arn(6) };
const running = (over: object = {}) => ({
  name: "agent-runtime",
  arn: expected.service,
  desiredCount: 2,
  runningCount: 2,
  taskDefinition: arn(6),
  rolloutState: "COMPLETED",
  deployments: [{ status: "PRIMARY", rolloutStateReason: "tasks failed to start" }],
  ...over,
});

describe("services", () => {
  test.each([
    { over: {}, status: "ok", says: "2 of 2 tasks run gworld-dev-agent-runtime:6" },
    { over: { taskDefinition: arn(7) }, status: "ok", says: "gworld-dev-agent-runtime:7" },
    {
      over: { taskDefinition: arn(5) },
      status: "fail",
      says: "rolled back to gworld-dev-agent-runtime:5: tasks failed",
    },
    { over: { taskDefinition: arn(9, "another") }, status: "fail", says: "rolled back to another:9" },
    {
      over: { taskDefinition: arn(5), newest: "SUCCESSFUL" },
      status: "warn",
      says: "somebody else has deployed gworld-dev-agent-runtime:5",
    },
    { over: { taskDefinition: arn(5), newest: "ROLLBACK_SUCCESSFUL" }, status: "fail", says: "rolled back to" },
    { over: { rolloutState: "FAILED" }, status: "fail", says: "the rollout of agent-runtime failed: tasks failed" },
    { over: { rolloutState: "IN_PROGRESS", runningCount: 1 }, status: "fail", says: "still rolling out (1 of 2" },
    { over: { runningCount: 1 }, status: "fail", says: "1 of 2 tasks run" },
    { over: { desiredCount: 0, runningCount: 0 }, status: "warn", says: "no task is wanted" },
  ])("$over comes out as $status", ({ over, status, says }) => {
    const check = serviceCheck("dev", expected, [running(over)]);
    expect(check).toMatchObject({ name: "service agent-runtime", status, message: expect.stringContaining(says) });
    expect(check.hint === undefined).toBe(status === "ok");
  });

  test("only of one that runs another task definition is the newest deployment in doubt", () => {
    const changed = { ...running({ taskDefinition: arn(5) }), name: "changed", arn: "changed" };
    const expectedOnes = [expected, { ...expected, service: "changed" }];
    expect(inDoubt(expectedOnes, [running({}), changed])).toEqual(["changed"]);
    const known = withNewest([running({}), changed], new Map([["changed", "SUCCESSFUL"]]));
    expect(known.map(({ newest }) => newest)).toEqual([undefined, "SUCCESSFUL"]);
  });

  test("one that is not there fails, and may come", () => {
    expect(serviceCheck("dev", expected, [])).toMatchObject({ status: "fail", settling: true });
    expect(rolloutOf(expected, [])).toEqual({ state: "going", text: "agent-runtime does not exist" });
  });

  test.each([
    { targets: [{ target: "10.0.0.1:80", state: "healthy" }], desired: 1, status: "ok" },
    {
      targets: [
        { target: "a", state: "healthy" },
        { target: "b", state: "draining" },
      ],
      desired: 1,
      status: "ok",
    },
    { targets: [{ target: "a", state: "unhealthy", reason: "Health checks failed" }], desired: 1, status: "fail" },
    { targets: [{ target: "a", state: "initial" }], desired: 1, status: "fail" },
    { targets: [{ target: "a", state: "unused" }], desired: undefined, status: "fail" },
    { targets: [], desired: 1, status: "fail" },
    { targets: [], desired: 0, status: "skipped" },
  ])("targets $targets of $desired wanted come out as $status", ({ targets, desired, status }) => {
    const check = targetsCheck("dev", { service: "agent-runtime", desired }, targets);
    expect(check).toMatchObject({ name: "targets agent-runtime", status });
  });

  test("why a target is ill is told", () => {
    const targets = [{ target: "10.0.0.1:80", state: "unhealthy", reason: "Health checks failed" }];
    expect(targetsCheck("dev", { service: "agent-runtime", desired: 1 }, targets).message).toBe(
      "0 of 1 targets are healthy: 10.0.0.1:80 is unhealthy (Health checks failed)",
    );
  });

  test("a target group is called after its service, where it is one of ours", () => {
    const services = ["world-management", "agent-runtime"];
    expect(serviceOfGroup("AgentRuntimeTargetGroup", services)).toBe("agent-runtime");
    expect(serviceOfGroup("OtherGroup", services)).toBe("OtherGroup");
  });
});

test.each([
  { statuses: ["ACTIVE", "ACTIVE"], status: "ok", settling: undefined },
  { statuses: ["ACTIVE", "UPDATING"], status: "warn", settling: true },
  { statuses: ["CREATING"], status: "fail", settling: true },
  { statuses: ["DELETING", "UPDATING"], status: "fail", settling: undefined },
  { statuses: [undefined], status: "fail", settling: undefined },
])("tables $statuses come out as $status", ({ statuses, status, settling }) => {
  const tables = statuses.map((one, index) => ({ name: `t${index}`, status: one }));
  const check = tablesCheck("dev", tables);
  expect(check).toMatchObject({ name: "tables", status });
  expect(check.settling).toBe(settling);
});

describe("alarms", () => {
  const raised = (since?: number) => ({ name: "gworld-dev-Errors", state: "ALARM", reason: "5 > 1", since });
  test.each([
    { found: [{ name: "gworld-dev-Errors", state: "OK" }], begun: undefined, status: "ok" },
    { found: [{ name: "gworld-dev-Errors", state: "INSUFFICIENT_DATA" }], begun: undefined, status: "ok" },
    { found: [raised(5)], begun: undefined, status: "fail" },
    { found: [raised(5)], begun: 4, status: "fail" },
    { found: [raised(5)], begun: 6, status: "warn" },
    { found: [raised()], begun: 6, status: "fail" },
    { found: [], begun: 6, status: "fail" },
  ])("$found, looked at since $begun, come out as $status", ({ found, begun, status }) => {
    const check = alarmsCheck("dev", ["gworld-dev-Errors"], found, begun);
    expect(check).toMatchObject({ name: "alarms", status });
    expect(check.hint === undefined).toBe(status === "ok");
  });

  test("one that is not there is not waited for", () => {
    const check = alarmsCheck("dev", ["a", "b"], [{ name: "a", state: "ALARM" }]);
    expect(check.message).toBe("a is in ALARM; b does not exist");
    expect(check.settling).toBeUndefined();
  });
});

describe("addresses", () => {
  const address = { name: "rest", url: "https://x.example/health", good: [200] };
  test.each([
    { answer: { status: 200 }, status: "ok", settling: undefined },
    { answer: { status: 403 }, status: "warn", settling: undefined },
    { answer: { status: 503 }, status: "fail", settling: true },
    { answer: { silent: "no answer within 10 seconds" }, status: "fail", settling: true },
  ])("$answer comes out as $status", ({ answer, status, settling }) => {
    const check = addressCheck("dev", address, answer);
    expect(check).toMatchObject({ status, message: expect.stringContaining("https://x.example/health") });
    expect(check.settling).toBe(settling);
  });

  const domain = { name: "world.example", target: "d1.cloudfront.net" };
  test.each([
    { found: ["192.0.2.1", "192.0.2.2"], isOurs: true, status: "ok" },
    { found: ["198.51.100.7"], isOurs: true, status: "warn" },
    { found: [], isOurs: true, status: "fail" },
    { found: [], isOurs: false, status: "fail" },
    { found: [], isOurs: true, isFresh: true, status: "fail" },
    { found: [], isOurs: false, isFresh: true, status: "warn" },
  ])("a domain that leads to $found comes out as $status", ({ found, isOurs, isFresh = false, status }) => {
    const check = domainCheck({ ...domain, isOurs, isFresh }, found, ["192.0.2.2"]);
    expect(check).toMatchObject({ name: "dns", status });
  });

  test("whose zone it is decides who makes the record", () => {
    const hint = (isOurs: boolean) => domainCheck({ ...domain, isOurs, isFresh: false }, [], []).hint;
    expect(hint(false)).toContain("world.example -> d1.cloudfront.net");
    expect(hint(true)).toContain("look again");
  });
});

test("what is counted is what is there", () => {
  const check = (status: "ok" | "skipped") => ({ name: "", status, message: "" });
  expect(tally([check("ok"), check("skipped"), check("ok")])).toBe("2 ok, 1 skipped");
});
