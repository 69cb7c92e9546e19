import { expect, test } from "vitest";
import { durationOf, profiledTypes } from "../../../src/local/cloudformation/durations.ts";
import { loadSpecs } from "../../../src/local/cloudformation/spec/spec.ts";
import type { JsonObject } from "../../../src/local/json.ts";
import { fakeGround, handClock } from "../fake-ground.ts";
import { serving } from "../serving.ts";
import { scriptedProvider } from "./scripted-provider.ts";
import { cloud, template } from "./stacks.ts";

const vpc: JsonObject = { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } };
const cluster: JsonObject = {
  Type: "AWS::ElastiCache::ReplicationGroup",
  Properties: { ReplicationGroupDescription: "r" },
};

/** Milliseconds of virtual time in which a stack comes to rest, to the half second. */
async function restsAfter(body: string, ground: ReturnType<typeof fakeGround>, name = "s") {
  const here = cloud({ provider: scriptedProvider([]), ground });
  const begun = ground.clock.now();
  await here.call("CreateStack", { StackName: name, TemplateBody: body });
  while ((await here.status(name)) === "CREATE_IN_PROGRESS") await here.run(500);
  return ground.clock.now() - begun;
}

test("a stack takes as long as its slowest path, times the scale", async () => {
  const chain = template({ V: vpc, R: { ...cluster, DependsOn: "V" } });
  const [vpcAlone, clusterAlone] = ["V", "R"].map((id) =>
    durationOf(id === "V" ? "AWS::EC2::VPC" : "AWS::ElastiCache::ReplicationGroup", "create", {
      name: `s/${id}`,
      seed: 0,
    }),
  );
  const tenth = ((vpcAlone ?? 0) + (clusterAlone ?? 0)) / 10;
  const found = await restsAfter(chain, fakeGround({ timeScale: 0.1 }));
  expect(found).toBeGreaterThanOrEqual(tenth);
  expect(found).toBeLessThan(tenth + 1_000);
  const beside = await restsAfter(template({ V: vpc, R: cluster }), fakeGround({ timeScale: 0.1 }));
  expect(beside).toBeLessThan((clusterAlone ?? 0) / 10 + 1_000);
});

test("without a scale nothing waits", async () => {
  expect(await restsAfter(template({ R: cluster }), fakeGround())).toBeLessThanOrEqual(500);
});

test("the same seed gives the same times, another one others, both near the profile", () => {
  const times = (seed: number) =>
    ["A", "B", "C"].map((id) => durationOf("AWS::EC2::NatGateway", "create", { name: `net/${id}`, seed }));
  expect(times(7)).toEqual(times(7));
  expect(times(8)).not.toEqual(times(7));
  expect(new Set(times(7)).size).toBe(3);
  for (const time of [...times(7), ...times(8)]) expect(Math.abs(time - 100_000)).toBeLessThanOrEqual(8_000);
});

test("each action has its own time: a distribution is disabled before it is deleted, letting go takes none", () => {
  const of = (action: "create" | "update" | "delete" | "release", type = "AWS::CloudFront::Distribution") =>
    durationOf(type, action, { name: "edge/Distribution", seed: 0 });
  expect(of("delete")).toBeGreaterThan(of("update"));
  expect(of("release")).toBe(0);
  expect(of("create", "AWS::EC2::NatGateway")).toBeGreaterThan(10 * of("update", "AWS::EC2::NatGateway"));
  expect(of("create", "AWS::IoT::Thing")).toBeGreaterThan(3_000);
});

test("every profile is of a type that CloudFormation has", async () => {
  const specs = await loadSpecs();
  expect(profiledTypes.filter((type) => specs.resource(type) === undefined)).toEqual([]);
});

test("the scale is shown and set while the cloud runs, and what is none is refused", async () => {
  const scales: number[] = [];
  const clock = handClock();
  const { endpoint } = await serving(
    (ground) => [{ services: [], resources: [], admin: { look: () => ({ scale: scales.push(ground.timeScale) }) } }],
    { clock, timeScale: 0.25, timeSeed: 3 },
  );
  const ask = async (route: string, body?: object) => {
    const answer = await fetch(`${endpoint}/_gworld/${route}`, body && { method: "POST", body: JSON.stringify(body) });
    const said: unknown = await answer.json();
    return [answer.status, said];
  };
  expect(await ask("time")).toEqual([200, { scale: 0.25, seed: 3 }]);
  await ask("look");
  expect(await ask("time", { scale: 2 })).toEqual([200, { scale: 2, seed: 3 }]);
  await ask("look");
  expect(scales).toEqual([0.25, 2]);
  for (const wrong of [{ scale: -1 }, { scale: "fast" }, { scale: 1000 }, { seed: 0.5 }, { speed: 1 }])
    expect(await ask("time", wrong)).toMatchObject([400, { code: "ValidationException" }]);
  expect(await ask("time")).toEqual([200, { scale: 2, seed: 3 }]);
});
