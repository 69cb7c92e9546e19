import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { importCommand } from "../../src/commands/import.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts, somebodyElse } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
});
beforeEach(() => world.forgetCalls());
afterEach(async () => {
  await Promise.all([world.mend(), world.admin("time", { scale: 0 })]);
  world.content.clear();
  await world.run(destroy, "--yes", "--with-data");
});
afterAll(() => world.stop());

const deployed = { exit: 0, result: { result: "deployed" } };
const deployNetwork = (...more: string[]) => world.run(deploy, "--stack", "network", "--yes", ...more);
const done = async () => acts(await world.calls("cloudformation"));

test("27: a name that a new stack finds taken is told with the ways out, which lead out", async () => {
  const LogGroupName = "/left/by/an/earlier/rollback";
  const Group = { Type: "AWS::Logs::LogGroup", DeletionPolicy: "Retain", Properties: { LogGroupName } };
  const other = somebodyElse(world);
  await other.createStack({ StackName: "earlier", TemplateBody: JSON.stringify({ Resources: { Group } }) });
  await other.deleteStack({ StackName: "earlier" });
  world.content.set("network", { resources: { Group } });
  const failed = await deployNetwork();
  expect(failed.exit).toBe(1);
  expect(failed.error?.message).toMatch(
    /Group \(AWS::Logs::LogGroup\): .*\/left\/by\/an\/earlier\/rollback.* already exists/,
  );
  expect(failed.error?.hint).toContain(
    "aws cloudformation delete-stack --stack-name gworld-dev-network, and then gworld import",
  );
  await other.deleteStack({ StackName: "gworld-dev-network" });
  await expect.poll(() => world.statusOf("network")).toBeUndefined();
  expect(await world.run(importCommand, `network/Group=${LogGroupName}`, "--yes")).toMatchObject({ exit: 0 });
  expect(await deployNetwork()).toMatchObject(deployed);
  expect((await world.told()).at(-1)).toBe("failed");
});

test("34: a certificate that nobody validates ends with the deadline, and what was begun is taken back", async () => {
  const Properties = { DomainName: "world.example.com", ValidationMethod: "DNS" };
  world.content.set("network", { resources: { Cert: { Type: "AWS::CertificateManager::Certificate", Properties } } });
  await world.admin("time", { scale: 5 });
  const ended = await deployNetwork("--deadline", "20s");
  expect(ended).toMatchObject({ exit: 5, error: { hint: expect.stringContaining("gworld deploy --env dev") } });
  expect(ended.error?.message).toContain("The deadline of 20s has passed. gworld-dev-network was deleted again.");
  expect(ended.stderr).toContain("Cert AWS::CertificateManager::Certificate CREATE_IN_PROGRESS");
  expect((await world.told())[0]).toBe("interrupted");
  await world.admin("time", { scale: 0 });
  expect(await deployNetwork()).toMatchObject(deployed);
});

test("36: methods that API Gateway takes too slowly are tried again", async () => {
  const Api = { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "throttled" } };
  world.content.set("network", { resources: { Api } });
  const reason = "Too Many Requests (Service: ApiGateway, Status Code: 429, Request ID: 7d1)";
  await world.breakResource({ logicalId: "Api", action: "create", reason });
  const end = await deployNetwork();
  expect(end).toMatchObject(deployed);
  expect(end.stderr).toContain("it is tried once more");
});

test("37: a key that is pending deletion is named with the way to have it back", async () => {
  const reason = "arn:aws:kms:us-east-1:000000000000:key/0a1b is pending deletion. (Service: Kms, Status Code: 400)";
  await world.breakResource({ logicalId: "NetworkTopic", action: "create", reason });
  const failed = await deployNetwork();
  expect(failed).toMatchObject({ exit: 1, error: { message: expect.stringContaining(reason) } });
  expect(failed.error?.hint).toContain(
    "aws kms cancel-key-deletion --key-id arn:aws:kms:us-east-1:000000000000:key/0a1b",
  );
  expect(await deployNetwork()).toMatchObject(deployed);
});

test("38: what a new stack needs beyond a quota is told with its code before anybody approves", async () => {
  const vpc = (_: unknown, index: number) => [
    `Vpc${index}`,
    { Type: "AWS::EC2::VPC", Properties: { CidrBlock: `10.${index}.0.0/16` } },
  ];
  world.content.set("network", { resources: Object.fromEntries(Array.from({ length: 6 }, vpc)) });
  const declined = await world.run(deploy, "--stack", "network");
  expect(declined.exit).toBe(12);
  expect(declined.stderr).toContain("VPCs (vpc): 6 needed, 5 allowed in us-east-1");
  expect(declined.stderr).toContain("--quota-code L-F678F1CE --desired-value 6");
  expect(await done()).toEqual([]);
});

test("33: a slow distribution keeps nothing waiting but itself", async () => {
  const origin = {
    Id: "api",
    DomainName: "api.example.com",
    CustomOriginConfig: { OriginProtocolPolicy: "https-only" },
  };
  const behavior = {
    TargetOriginId: "api",
    ViewerProtocolPolicy: "redirect-to-https",
    CachePolicyId: "658327ea-f89d-4fab-a63d-7443b0dbfe34",
  };
  const DistributionConfig = { Enabled: true, Origins: [origin], DefaultCacheBehavior: behavior };
  const Slow = { Type: "AWS::CloudFront::Distribution", Properties: { DistributionConfig } };
  world.content.set("edge", { resources: { Slow } });
  await world.admin("time", { scale: 0.1 });
  const end = await world.run(deploy, "--yes");
  expect(end).toMatchObject(deployed);
  const at = (line: string) => end.stderr.indexOf(line);
  expect(at("gworld-dev-monitoring CREATE_COMPLETE")).toBeGreaterThan(0);
  expect(at("gworld-dev-edge CREATE_COMPLETE")).toBeGreaterThan(at("gworld-dev-monitoring CREATE_COMPLETE"));
  expect(at("gworld-dev-edge CREATE_IN_PROGRESS")).toBeLessThan(at("gworld-dev-monitoring CREATE_COMPLETE"));
});
