import { once } from "node:events";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  DeregisterTargetsCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, onTestFinished, test } from "vitest";
import { elbPart } from "../../../src/local/elb/part.ts";
import { matches, type ProbeResult } from "../../../src/local/elb/probe.ts";
import { isObject, type JsonObject, list, object } from "../../../src/local/json.ts";
import type { Part, Step } from "../../../src/local/resource.ts";
import { serveParts } from "../../../src/local/server.ts";
import { caller, type FakeGround, fakeGround } from "../fake-ground.ts";

const region = "eu-west-1";
let tokens = 0;

/** Makes a resource of the part as a stack would. */
async function make(part: Part, type: string, properties: JsonObject, token = `t${(tokens += 1)}`): Promise<Step> {
  const full = `AWS::ElasticLoadBalancingV2::${type}`;
  const found = part.resources.find(({ types }) => types.includes(full));
  if (!found) throw new Error(full);
  return found.create({
    account: "000000000000",
    region,
    stackId: "s",
    stackName: "dev",
    logicalId: type,
    type: full,
    properties,
    tags: { env: "dev" },
    token,
    generatedName: (most) => `dev-${type}-ABCDEF`.slice(0, most),
  });
}

const remove = async (part: Part, type: string, physicalId: string) => {
  const full = `AWS::ElasticLoadBalancingV2::${type}`;
  return part.resources
    .find(({ types }) => types.includes(full))
    ?.delete({
      account: "000000000000",
      region,
      stackId: "s",
      stackName: "dev",
      logicalId: type,
      type: full,
      properties: {},
      tags: {},
      token: "d",
      generatedName: () => "",
      physicalId,
    });
};

async function balanced(part: Part) {
  const balancer = await make(part, "LoadBalancer", {
    Name: "internal",
    Scheme: "internal",
    Subnets: ["subnet-1"],
    Type: "application",
  });
  const group = await make(part, "TargetGroup", {
    Port: 8080,
    Protocol: "HTTP",
    TargetType: "ip",
    HealthCheckPath: "/healthz",
    HealthCheckIntervalSeconds: 15,
  });
  const forward = [{ Type: "forward", TargetGroupArn: group.physicalId }];
  const listener = await make(part, "Listener", {
    LoadBalancerArn: balancer.physicalId,
    Port: 80,
    Protocol: "HTTP",
    DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
  });
  const rule = await make(part, "ListenerRule", {
    ListenerArn: listener.physicalId,
    Priority: 10,
    Conditions: [{ Field: "path-pattern", Values: ["/worlds*"] }],
    Actions: forward,
  });
  return { balancer, group, listener, rule };
}

test("resources have AWS's ARNs and attributes, and a token makes one thing once", async () => {
  const part = elbPart(fakeGround());
  const { balancer, group, listener, rule } = await balanced(part);
  const prefix = `arn:aws:elasticloadbalancing:${region}:000000000000`;
  expect(balancer).toMatchObject({
    state: "done",
    physicalId: expect.stringMatching(new RegExp(`^${prefix}:loadbalancer/app/internal/[0-9a-f]{16}$`)),
    attributes: {
      LoadBalancerFullName: expect.stringMatching(/^app\/internal\/[0-9a-f]{16}$/),
      DNSName: expect.stringMatching(/^internal-internal-\d+\.eu-west-1\.elb\.amazonaws\.com$/),
      CanonicalHostedZoneID: expect.stringMatching(/^Z/),
    },
  });
  expect(group).toMatchObject({
    attributes: {
      TargetGroupName: "dev-TargetGroup-ABCDEF",
      TargetGroupFullName: expect.stringMatching(/^targetgroup\/dev-TargetGroup-ABCDEF\/[0-9a-f]{16}$/),
    },
  });
  expect(listener.physicalId).toMatch(new RegExp(`^${prefix}:listener/app/internal/[0-9a-f]{16}/[0-9a-f]{16}$`));
  expect(rule.physicalId).toMatch(
    new RegExp(`^${prefix}:listener-rule/app/internal/[0-9a-f]{16}/[0-9a-f]{16}/[0-9a-f]{16}$`),
  );
  const once = await make(part, "LoadBalancer", { Name: "once" }, "same");
  expect(await make(part, "LoadBalancer", { Name: "once" }, "same")).toEqual(once);
  expect(await make(part, "LoadBalancer", { Name: "once" })).toMatchObject({
    state: "failed",
    reason: expect.stringContaining("AlreadyExists"),
  });
  expect(await make(part, "Listener", { LoadBalancerArn: "none", Port: 1 })).toMatchObject({ state: "failed" });
});

test("a group in use is not deleted, one that is not is", async () => {
  const part = elbPart(fakeGround());
  const { group, rule } = await balanced(part);
  expect(await remove(part, "TargetGroup", group.physicalId ?? "")).toMatchObject({
    state: "failed",
    reason: expect.stringContaining("currently in use"),
  });
  await remove(part, "ListenerRule", rule.physicalId ?? "");
  expect(await remove(part, "TargetGroup", group.physicalId ?? "")).toMatchObject({ state: "done" });
});

describe("target health", () => {
  const good: ProbeResult = { ok: true };
  const bad: ProbeResult = {
    ok: false,
    code: "Target.ResponseCodeMismatch",
    description: "Health checks failed with these codes: [500]",
  };

  async function group(ground: FakeGround = fakeGround()) {
    const say: { result: ProbeResult } = { result: good };
    const part = elbPart(ground, async () => say.result);
    await part.start?.();
    const { physicalId: TargetGroupArn = "" } = await make(part, "TargetGroup", {
      Port: 8080,
      HealthCheckIntervalSeconds: 10,
      UnhealthyThresholdCount: 2,
    });
    const call = caller(part, region);
    const health = async () => {
      const [found] = list(await call("DescribeTargetHealth", { TargetGroupArn }), "TargetHealthDescriptions").filter(
        isObject,
      );
      return found && object(found, "TargetHealth");
    };
    return { part, ground, say, TargetGroupArn, health, call };
  }

  test("begins as initial, is healthy after one success, unhealthy after failures in a row, and comes back", async () => {
    const { part, ground, say, TargetGroupArn, health } = await group();
    let changes = 0;
    part.targets.onChange(() => (changes += 1));
    part.targets.register(TargetGroupArn, { id: "127.0.0.1", port: 4000 });
    expect(await health()).toMatchObject({ State: "initial", Reason: "Elb.InitialHealthChecking" });
    await ground.clock.advance(500);
    expect(await health()).toEqual({ State: "healthy" });
    say.result = bad;
    await ground.clock.advance(10_000);
    expect(await health()).toEqual({ State: "healthy" });
    await ground.clock.advance(10_000);
    expect(await health()).toEqual({ State: "unhealthy", Reason: bad.code, Description: bad.description });
    say.result = good;
    await ground.clock.advance(10_000);
    expect(await health()).toEqual({ State: "healthy" });
    expect(changes).toBe(3);
    part.targets.deregister(TargetGroupArn, { id: "127.0.0.1", port: 4000 });
    expect(await health()).toBeUndefined();
  });

  test("of a target that never answers is unhealthy in seconds, not in minutes", async () => {
    const { part, ground, say, TargetGroupArn, health } = await group();
    say.result = bad;
    part.targets.register(TargetGroupArn, { id: "127.0.0.1", port: 4000 });
    await ground.clock.advance(3_000);
    expect(await health()).toMatchObject({ State: "initial" });
    await ground.clock.advance(4_000);
    expect(await health()).toMatchObject({ State: "unhealthy" });
  });

  test("is taken up again by the next run of the local cloud", async () => {
    const { part, ground, TargetGroupArn } = await group();
    part.targets.register(TargetGroupArn, { id: "127.0.0.1", port: 4000 });
    await part.stop?.();
    const again = elbPart(ground, async () => good);
    await again.start?.();
    await ground.clock.advance(1_000);
    expect(again.targets.state(TargetGroupArn, { id: "127.0.0.1", port: 4000 })).toBe("healthy");
  });

  test.each([
    ["200", 200, true],
    ["200", 201, false],
    ["200,204", 204, true],
    ["200-299", 250, true],
    ["200-299,304", 304, true],
    ["200-299", 300, false],
  ])("the matcher %s with %i: %s", (expected, status, fits) => {
    expect(matches(expected, status)).toBe(fits);
  });
});

test("the SDK's client reads all of it, and targets are really asked", async () => {
  const dir = mkdtempSync(join(tmpdir(), "gworld-elb-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const parts: Part[] = [];
  const serving = await serveParts((ground) => [(parts[0] = elbPart(ground))], { dir });
  onTestFinished(() => serving.stop());
  const client = new ElasticLoadBalancingV2Client({
    endpoint: serving.endpoint,
    region,
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  const [part] = parts;
  if (!part) throw new Error("not served");
  const { balancer, group, listener, rule } = await balanced(part);
  const { LoadBalancers } = await client.send(new DescribeLoadBalancersCommand({ Names: ["internal"] }));
  expect(LoadBalancers).toMatchObject([
    { LoadBalancerArn: balancer.physicalId, Scheme: "internal", Type: "application", State: { Code: "active" } },
  ]);
  const { TargetGroups } = await client.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: balancer.physicalId }));
  expect(TargetGroups).toMatchObject([
    {
      TargetGroupArn: group.physicalId,
      HealthCheckPath: "/healthz",
      HealthCheckIntervalSeconds: 15,
      UnhealthyThresholdCount: 2,
      LoadBalancerArns: [balancer.physicalId],
    },
  ]);
  const { Listeners } = await client.send(new DescribeListenersCommand({ LoadBalancerArn: balancer.physicalId }));
  expect(Listeners).toMatchObject([
    { ListenerArn: listener.physicalId, Port: 80, DefaultActions: [{ Type: "fixed-response" }] },
  ]);
  const { Rules } = await client.send(new DescribeRulesCommand({ ListenerArn: listener.physicalId }));
  expect(Rules).toMatchObject([
    { RuleArn: rule.physicalId, Priority: "10", IsDefault: false },
    { Priority: "default", IsDefault: true },
  ]);
  const { TagDescriptions } = await client.send(new DescribeTagsCommand({ ResourceArns: [balancer.physicalId ?? ""] }));
  expect(TagDescriptions).toMatchObject([{ Tags: [{ Key: "env", Value: "dev" }] }]);

  const app = createServer(({ url }, response) => response.writeHead(url === "/healthz" ? 200 : 500).end()).listen(
    0,
    "127.0.0.1",
  );
  onTestFinished(() => void app.close());
  await once(app, "listening");
  const address = app.address();
  const Targets = [{ Id: "127.0.0.1", Port: typeof address === "object" && address ? address.port : 0 }];
  const TargetGroupArn = group.physicalId ?? "";
  await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  const states = async () =>
    (await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }))).TargetHealthDescriptions?.map(
      ({ TargetHealth }) => TargetHealth?.State,
    );
  await expect.poll(states, { timeout: 20_000 }).toEqual(["healthy"]);
  await client.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }));
  expect(await states()).toEqual([]);
  await expect(client.send(new DescribeTargetGroupsCommand({ Names: ["none"] }))).rejects.toMatchObject({
    name: "TargetGroupNotFoundException",
  });
});
