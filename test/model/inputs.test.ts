import { expect, test } from "vitest";
import { keptParameters, resolveInputs, sameInputs } from "../../src/model/inputs.ts";
import { mergeOutputs } from "../../src/model/merge-outputs.ts";
import { pollPace } from "../../src/model/poll-pace.ts";
import { scaledBounds } from "../../src/model/scaled-bounds.ts";
import { chooseStacks } from "../../src/model/choose-stacks.ts";
import { requireUpstream } from "../../src/model/require-upstream.ts";
import { readTemplate } from "../../src/model/template.ts";

const wired = { parameters: { VpcId: { part: "network", output: "VpcId" } } } as const;

test("parameters come from outputs upstream and from what is kept", () => {
  expect(resolveInputs(wired, { network: { VpcId: "vpc-1" } }, { Image: "i:2" })).toEqual({
    parameters: { VpcId: "vpc-1", Image: "i:2" },
    missing: [],
  });
  expect(resolveInputs(wired, {}, {}).missing).toEqual([{ part: "network", output: "VpcId" }]);
});

const withDefault = (Default: string) =>
  readTemplate(JSON.stringify({ Parameters: { Image: { Type: "String", Default } } }));
test.each([
  { name: "released", deployed: "released:7", before: "starter:1", after: "starter:2", kept: { Image: "released:7" } },
  { name: "never released", deployed: "starter:1", before: "starter:1", after: "starter:2", kept: {} },
])("an image that was $name", ({ deployed, before, after, kept }) => {
  expect(keptParameters({ Image: deployed }, withDefault(before), withDefault(after), {})).toEqual(kept);
});

test("a parameter that the new template has not is dropped, a wired one is not kept", () => {
  const after = readTemplate('{"Parameters":{"VpcId":{"Type":"String"}}}');
  expect(keptParameters({ Old: "x", VpcId: "vpc-0" }, after, after, wired.parameters)).toEqual({});
});

test("inputs are the same when every wanted value is there", () => {
  expect(sameInputs({ a: "1", b: "2" }, { a: "1" })).toBe(true);
  expect(sameInputs({ a: "1" }, { a: "1", b: "2" })).toBe(false);
});

test("outputs merge under their own names, and under their stack's where two share one", () => {
  expect(mergeOutputs({ network: { VpcId: "v", Arn: "n" }, storage: { Arn: "s" } })).toEqual({
    VpcId: "v",
    "network.Arn": "n",
    "storage.Arn": "s",
  });
});

const bounds = (MinCapacity: number, MaxCapacity: number) =>
  readTemplate(
    JSON.stringify({
      Resources: {
        AgentRuntimeScaling: {
          Type: "AWS::ApplicationAutoScaling::ScalableTarget",
          Properties: { MinCapacity, MaxCapacity },
        },
      },
    }),
  );
const live = { service: "agent-runtime", minCapacity: 2, maxCapacity: 8 };
test.each([
  { name: "not scaled", before: bounds(2, 8), after: bounds(1, 3), says: [] },
  {
    name: "scaled, the template as before",
    before: bounds(1, 3),
    after: bounds(1, 3),
    says: ["agent-runtime was scaled to 2 to 8 tasks; deploying keeps that"],
  },
  {
    name: "scaled, the template changed",
    before: bounds(1, 3),
    after: bounds(1, 4),
    says: ["agent-runtime was scaled to 2 to 8 tasks; deploying sets 1 to 4 tasks"],
  },
  { name: "scaled to what the template now says", before: bounds(1, 3), after: bounds(2, 8), says: [] },
])("bounds: $name", ({ before, after, says }) => {
  expect(scaledBounds([live], before, after)).toEqual(says);
});

test("stacks are selected by part or by name, in the order of deployment", () => {
  expect(chooseStacks("dev", [])).toHaveLength(7);
  expect(chooseStacks("dev", ["storage", "gworld-dev-network"])).toEqual(["network", "storage"]);
  for (const [name, hint] of [
    ["netwrok", "Did you mean network?"],
    ["gworld-prod-network", "Did you mean gworld-dev-network?"],
    ["zzz", expect.stringContaining("network, ")],
  ] as const)
    expect(() => chooseStacks("dev", [name])).toThrow(expect.objectContaining({ code: "notFound", hint }));
});

test("what is missing upstream is named, with the command that brings it", () => {
  expect(() => requireUpstream("dev", ["compute"], (part) => part === "network")).toThrow(
    expect.objectContaining({
      code: "notFound",
      message: "gworld-dev-compute needs gworld-dev-security, which is not deployed.",
      hint: "Deploy them together: gworld deploy --env dev --stack security compute",
    }),
  );
  expect(() => requireUpstream("dev", ["network", "security", "compute"], () => false)).not.toThrow();
});

test("looks come soon after news, seldom in silence, and back off from throttling", () => {
  expect(pollPace({ quietMs: 0, failures: 0, throttled: false })).toBe(400);
  expect(pollPace({ quietMs: 60_000, failures: 0, throttled: false })).toBe(5_000);
  expect(pollPace({ quietMs: 0, failures: 1, throttled: true })).toBeGreaterThan(1_000);
  expect(pollPace({ quietMs: 0, failures: 99, throttled: true })).toBe(60_000);
  expect(pollPace({ quietMs: 0, failures: 99, throttled: false })).toBe(20_000);
});
