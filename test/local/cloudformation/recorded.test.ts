import { describe, expect, test } from "vitest";
import { list, object, text, type Json, type JsonObject } from "../../../src/local/json.ts";
import { fakeGround } from "../fake-ground.ts";
import { scriptedProvider } from "./scripted-provider.ts";
import { cloud, first, refusal, template } from "./stacks.ts";

const recording = () => cloud({ provider: scriptedProvider([]) });

async function deployed(type: string, properties: JsonObject, attributes: readonly string[] = []) {
  const here = recording();
  const outputs = Object.fromEntries(
    attributes.map((attribute, index) => [`O${index}`, { Value: { "Fn::GetAtt": ["R", attribute] } }]),
  );
  const body = template(
    { R: { Type: type, Properties: properties } },
    attributes.length > 0 ? { Outputs: outputs } : {},
  );
  await here.call("CreateStack", { StackName: "stack", TemplateBody: body, Capabilities: ["CAPABILITY_NAMED_IAM"] });
  await here.run();
  const failures = (await here.events("stack")).filter((event) => event.includes("FAILED"));
  expect({ status: await here.status("stack"), failures }).toEqual({ status: "CREATE_COMPLETE", failures: [] });
  const resource = first(await here.call("DescribeStackResources", { StackName: "stack" }), "StackResources");
  const stack = first(await here.call("DescribeStacks", { StackName: "stack" }), "Stacks");
  const values = list(stack, "Outputs").map((output) => text(output, "OutputValue"));
  return { physicalId: text(resource, "PhysicalResourceId") ?? "", values };
}

const document = { Version: "2012-10-17", Statement: [] };

describe("physical IDs and attributes", () => {
  test.each<{ type: string; properties: JsonObject; id: RegExp; attributes?: Readonly<Record<string, RegExp>> }>([
    {
      type: "AWS::EC2::VPC",
      properties: { CidrBlock: "10.0.0.0/16" },
      id: /^vpc-0[0-9a-f]{16}$/,
      attributes: { VpcId: /^vpc-0/, CidrBlock: /^10\.0\.0\.0\/16$/, DefaultSecurityGroup: /^sg-0/ },
    },
    {
      type: "AWS::EC2::Subnet",
      properties: { VpcId: "vpc-1", CidrBlock: "10.0.0.0/24" },
      id: /^subnet-0[0-9a-f]{16}$/,
      attributes: { SubnetId: /^subnet-0/, AvailabilityZone: /^eu-west-1a$/, VpcId: /^vpc-1$/ },
    },
    {
      type: "AWS::EC2::SecurityGroup",
      properties: { GroupDescription: "d", VpcId: "vpc-1" },
      id: /^sg-0[0-9a-f]{16}$/,
      attributes: { GroupId: /^sg-0/, VpcId: /^vpc-1$/ },
    },
    {
      type: "AWS::EC2::EIP",
      properties: {},
      id: /^198\.1[89]\.\d+\.\d+$/,
      attributes: { AllocationId: /^eipalloc-0/ },
    },
    {
      type: "AWS::EC2::NatGateway",
      properties: { SubnetId: "subnet-1" },
      id: /^nat-0/,
      attributes: { NatGatewayId: /^nat-0/ },
    },
    {
      type: "AWS::EC2::Route",
      properties: { RouteTableId: "rtb-1", DestinationCidrBlock: "0.0.0.0/0" },
      id: /^rtb-1\|0\.0\.0\.0\/0$/,
    },
    {
      type: "AWS::IAM::Role",
      properties: { AssumeRolePolicyDocument: document, Path: "/p/" },
      id: /^stack-R-[A-Za-z0-9]{12}$/,
      attributes: { Arn: /^arn:aws:iam::000000000000:role\/p\/stack-R-/, RoleId: /^AROA[A-Z0-9]{17}$/ },
    },
    { type: "AWS::IAM::Role", properties: { AssumeRolePolicyDocument: document, RoleName: "mine" }, id: /^mine$/ },
    {
      type: "AWS::IAM::ManagedPolicy",
      properties: { PolicyDocument: document, ManagedPolicyName: "p" },
      id: /^arn:aws:iam::000000000000:policy\/p$/,
    },
    {
      type: "AWS::CloudFront::Distribution",
      properties: {
        DistributionConfig: {
          Enabled: true,
          DefaultCacheBehavior: { TargetOriginId: "o", ViewerProtocolPolicy: "https-only" },
        },
      },
      id: /^E[A-Z0-9]{13}$/,
      attributes: { DomainName: /^d[a-z0-9]{13}\.cloudfront\.net$/, Id: /^E/ },
    },
    {
      type: "AWS::ApiGateway::RestApi",
      properties: { Name: "api" },
      id: /^[a-z0-9]{10}$/,
      attributes: { RootResourceId: /^[a-z0-9]{10}$/ },
    },
    {
      type: "AWS::ApiGatewayV2::Api",
      properties: { Name: "ws", ProtocolType: "WEBSOCKET" },
      id: /^[a-z0-9]{10}$/,
      attributes: { ApiEndpoint: /^wss:\/\/[a-z0-9]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/ },
    },
    {
      type: "AWS::ElastiCache::ReplicationGroup",
      properties: { ReplicationGroupDescription: "r", ReplicationGroupId: "Cache" },
      id: /^cache$/,
      attributes: {
        "PrimaryEndPoint.Address": /^master\.cache\..*\.cache\.amazonaws\.com$/,
        "PrimaryEndPoint.Port": /^6379$/,
      },
    },
    {
      type: "AWS::CloudWatch::Alarm",
      properties: { AlarmName: "a", ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 1 },
      id: /^a$/,
      attributes: { Arn: /^arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a$/ },
    },
    {
      type: "AWS::WAFv2::WebACL",
      properties: {
        Name: "w",
        Scope: "REGIONAL",
        DefaultAction: { Allow: {} },
        VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: "m", SampledRequestsEnabled: true },
      },
      id: /^w\|[0-9a-f-]{36}\|REGIONAL$/,
      attributes: { Arn: /^arn:aws:wafv2:eu-west-1:000000000000:regional\/webacl\/w\// },
    },
    {
      type: "AWS::ServiceDiscovery::PrivateDnsNamespace",
      properties: { Name: "n", Vpc: "vpc-1" },
      id: /^ns-[a-z0-9]{16}$/,
    },
    { type: "AWS::CDK::Metadata", properties: { Analytics: "v2" }, id: /^stack-R-/ },
    {
      type: "Custom::Thing",
      properties: { ServiceToken: "arn:x", Colour: "red" },
      id: /^stack-R-/,
      attributes: { Colour: /^red$/ },
    },
  ])("$type is $id", async ({ type, properties, id, attributes = {} }) => {
    const { physicalId, values } = await deployed(type, properties, Object.keys(attributes));
    expect(physicalId).toMatch(id);
    Object.values(attributes).forEach((pattern, index) => expect(values[index]).toMatch(pattern));
  });

  test("two of the same type have two IDs, and the replacement a third", async () => {
    const here = recording();
    const vpc = (cidr: string): Json => ({ Type: "AWS::EC2::VPC", Properties: { CidrBlock: cidr } });
    await here.call("CreateStack", {
      StackName: "s",
      TemplateBody: template({ A: vpc("10.0.0.0/16"), B: vpc("10.0.0.0/16") }),
    });
    await here.run();
    const ids = async () =>
      list(await here.call("DescribeStackResources", { StackName: "s" }), "StackResources").map((each) =>
        text(each, "PhysicalResourceId"),
      );
    const before = await ids();
    await here.call("UpdateStack", {
      StackName: "s",
      TemplateBody: template({ A: vpc("10.1.0.0/16"), B: vpc("10.0.0.0/16") }),
    });
    await here.run();
    const after = await ids();
    expect(new Set([...before, ...after]).size).toBe(3);
    expect(after[1]).toBe(before[1]);
  });
});

describe("names", () => {
  const role = template({
    R: { Type: "AWS::IAM::Role", Properties: { RoleName: "taken", AssumeRolePolicyDocument: document } },
  });
  const input = { TemplateBody: role, Capabilities: ["CAPABILITY_NAMED_IAM"] };

  test("belong to one resource of the account until it is deleted", async () => {
    const here = recording();
    const id = text(await here.call("CreateStack", { StackName: "one", ...input }), "StackId") ?? "";
    await here.run();
    await here.call("CreateStack", { StackName: "two", ...input });
    await here.run();
    expect(await here.status("two")).toBe("ROLLBACK_COMPLETE");
    expect(await here.events("two")).toContain(`R CREATE_FAILED taken already exists in stack ${id}`);
    await here.call("DeleteStack", { StackName: "one" });
    await here.run();
    await here.call("CreateStack", { StackName: "three", ...input });
    await here.run();
    expect(await here.status("three")).toBe("CREATE_COMPLETE");
  });
});

describe("faults on demand", () => {
  const body = template({ V: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } } });

  test.each<JsonObject>([
    { logicalId: "V", reason: "No more VPCs" },
    { type: "AWS::EC2::VPC", action: "create", reason: "No more VPCs" },
    { reason: "No more VPCs" },
  ])("%j fails the resource and takes the stack back, once", async (fault) => {
    const here = recording();
    await here.admin(fault);
    const again = await here.restart();
    await again.call("CreateStack", { StackName: "s", TemplateBody: body });
    await again.run();
    expect(await again.status("s")).toBe("ROLLBACK_COMPLETE");
    expect(await again.events("s")).toContain("V CREATE_FAILED No more VPCs");
    expect(await again.admin({})).toEqual({ faults: [] });
  });

  test.each<JsonObject>([
    { typ: "AWS::EC2::VPC", reason: "r" },
    { operation: "GetCallerIdentity", code: "ExpiredToken" },
    { type: "AWS::EC2::VPC", action: "make", reason: "r" },
    { type: "AWS::EC2::VPC" },
  ])("%j is refused, since it would never strike", async (fault) => {
    const here = recording();
    await expect(async () => here.admin(fault)).rejects.toMatchObject({ code: "ValidationException" });
    expect(await here.admin({})).toEqual({ faults: [] });
  });

  test("that do not fit wait, are listed and can be cleared", async () => {
    const here = recording();
    await here.admin({ logicalId: "Other", reason: "r", times: 3 });
    await here.admin({ action: "delete", reason: "cannot" });
    await here.call("CreateStack", { StackName: "s", TemplateBody: body });
    await here.run();
    expect(await here.status("s")).toBe("CREATE_COMPLETE");
    expect(await here.admin({})).toMatchObject({
      faults: [
        { logicalId: "Other", times: 3 },
        { action: "delete", times: 1 },
      ],
    });
    expect(await here.admin({ clear: true })).toEqual({ faults: [] });
    await here.call("DeleteStack", { StackName: "s" });
    await here.run();
    expect(await refusal(here.status("s"))).toBe("Stack with id s does not exist");
  });

  test("an update can fail and so can its rollback", async () => {
    const here = recording();
    const tagged = (dns: boolean) =>
      template({ V: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16", EnableDnsHostnames: dns } } });
    await here.call("CreateStack", { StackName: "s", TemplateBody: tagged(false) });
    await here.run();
    await here.admin({ action: "update", reason: "throttled", times: 2 });
    await here.call("UpdateStack", { StackName: "s", TemplateBody: tagged(true) });
    await here.run();
    expect(await here.status("s")).toBe("UPDATE_ROLLBACK_FAILED");
    await here.call("ContinueUpdateRollback", { StackName: "s" });
    await here.run();
    expect(await here.status("s")).toBe("UPDATE_ROLLBACK_COMPLETE");
  });
});

test("at a time scale resources take their time, also across a restart", async () => {
  const here = cloud({ provider: scriptedProvider([]), ground: fakeGround({ timeScale: 1 }) });
  await here.call("CreateStack", {
    StackName: "s",
    TemplateBody: template({ V: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } } }),
  });
  await here.run(5000);
  expect(await here.status("s")).toBe("CREATE_IN_PROGRESS");
  const again = await here.restart();
  await again.run(5000);
  expect(await again.status("s")).toBe("CREATE_IN_PROGRESS");
  await again.run(3000);
  expect(await again.status("s")).toBe("CREATE_COMPLETE");
  expect(
    object(first(await again.call("DescribeStacks", { StackName: "s" }), "Stacks"), "RollbackConfiguration"),
  ).toEqual({});
});
