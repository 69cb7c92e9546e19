import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListStackResourcesCommand,
  ValidateTemplateCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cloudformationPart } from "../../../src/local/cloudformation/part.ts";
import { serveParts, type Serving } from "../../../src/local/server.ts";
import { scriptedProvider } from "./scripted-provider.ts";
import { template, topic } from "./stacks.ts";

const dir = mkdtempSync(join(tmpdir(), "gworld-cloudformation-"));
const provider = scriptedProvider();
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const quick = { minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 20 };
let serving: Serving;
let client: CloudFormationClient;

const serve = () =>
  serveParts(
    (ground) => [
      cloudformationPart(ground, { providers: [provider], readTemplate: async () => "", alarm: () => undefined }),
    ],
    {
      dir: join(dir, "state"),
    },
  );

beforeAll(async () => {
  serving = await serve();
  client = new CloudFormationClient({ region: "eu-west-1", endpoint: serving.endpoint, credentials });
});
afterAll(async () => {
  client.destroy();
  await serving.stop();
  rmSync(dir, { recursive: true });
});

test("the SDK creates, describes, changes and deletes a stack", async () => {
  const body = template(
    {
      A: topic({ DisplayName: "<one> & two" }),
      V: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } },
    },
    { Description: "a <b>", Outputs: { Vpc: { Value: { Ref: "V" }, Export: { Name: "wire-vpc" } } } },
  );
  const { StackId } = await client.send(
    new CreateStackCommand({ StackName: "wire", TemplateBody: body, Tags: [{ Key: "k", Value: "v" }] }),
  );
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: "wire" });
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: "wire" }));
  expect(stack).toMatchObject({
    StackId,
    StackStatus: "CREATE_COMPLETE",
    Description: "a <b>",
    Tags: [{ Key: "k", Value: "v" }],
    DisableRollback: false,
    EnableTerminationProtection: false,
    Outputs: [{ OutputKey: "Vpc", OutputValue: expect.stringMatching(/^vpc-0[0-9a-f]{16}$/), ExportName: "wire-vpc" }],
  });
  expect(stack?.CreationTime).toBeInstanceOf(Date);
  expect((await client.send(new GetTemplateCommand({ StackName: "wire" }))).TemplateBody).toBe(body);

  const changed = template({ A: topic({ TopicName: "other" }) }, { Description: "a <b>" });
  const made = await client.send(
    new CreateChangeSetCommand({ StackName: "wire", ChangeSetName: "c", TemplateBody: changed, Tags: [] }),
  );
  await waitUntilChangeSetCreateComplete({ client, ...quick }, { ChangeSetName: made.Id ?? "" });
  const { Changes } = await client.send(new DescribeChangeSetCommand({ ChangeSetName: made.Id ?? "" }));
  expect(
    Changes?.map(({ ResourceChange: change }) => [change?.Action, change?.LogicalResourceId, change?.Replacement]),
  ).toEqual([
    ["Modify", "A", "True"],
    ["Remove", "V", undefined],
  ]);
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: made.Id ?? "" }));
  await client.send(new DeleteStackCommand({ StackName: "nobody" }));
  await settled("wire");
  const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: "wire" }));
  expect(StackResources?.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId, ResourceStatus])).toEqual([
    ["A", "UPDATE_COMPLETE"],
  ]);
  await client.send(new DeleteStackCommand({ StackName: StackId }));
  await waitUntilStackDeleteComplete({ client, ...quick }, { StackName: StackId ?? "" });
  expect(provider.things.size).toBe(0);
});

async function settled(name: string) {
  for (let round = 0; round < 100; round += 1) {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    if (stack?.StackStatus?.endsWith("IN_PROGRESS") !== true) return stack?.StackStatus;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${name} does not settle`);
}

test("errors have CloudFormation's codes", async () => {
  await expect(client.send(new DescribeStacksCommand({ StackName: "none" }))).rejects.toMatchObject({
    name: "ValidationError",
    message: "Stack with id none does not exist",
  });
  await expect(
    client.send(new DescribeChangeSetCommand({ ChangeSetName: "arn:aws:cloudformation:x" })),
  ).rejects.toMatchObject({
    name: "ChangeSetNotFoundException",
  });
  const role = template({ R: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {} } } });
  await expect(client.send(new CreateStackCommand({ StackName: "r", TemplateBody: role }))).rejects.toMatchObject({
    name: "InsufficientCapabilitiesException",
    message: "Requires capabilities : [CAPABILITY_IAM]",
  });
});

test("long histories and lists come in pages", async () => {
  const topics = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`T${index}`, topic()]));
  await client.send(new CreateStackCommand({ StackName: "many", TemplateBody: template(topics) }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: "many" });
  const ids = new Set<string>();
  let token: string | undefined;
  let pages = 0;
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: "many", NextToken: token }));
    for (const { EventId } of page.StackEvents ?? []) ids.add(EventId ?? "");
    token = page.NextToken;
    pages += 1;
  } while (token !== undefined);
  expect({ events: ids.size, pages }).toEqual({ events: 2 + 3 * 120, pages: 4 });
  const { StackResourceSummaries, NextToken } = await client.send(new ListStackResourcesCommand({ StackName: "many" }));
  expect(StackResourceSummaries).toHaveLength(100);
  expect(NextToken).toBeDefined();
});

test("templates are validated and summarised", async () => {
  const body = template(
    { A: topic() },
    { Parameters: { P: { Type: "String", Default: "x", NoEcho: true, AllowedValues: ["x", "y"] } } },
  );
  const { Parameters } = await client.send(new ValidateTemplateCommand({ TemplateBody: body }));
  expect(Parameters).toEqual([{ ParameterKey: "P", DefaultValue: "x", NoEcho: true }]);
  const summary = await client.send(new GetTemplateSummaryCommand({ TemplateBody: body }));
  expect(summary).toMatchObject({
    ResourceTypes: ["AWS::SNS::Topic"],
    Parameters: [{ ParameterKey: "P", ParameterConstraints: { AllowedValues: ["x", "y"] } }],
  });
});

test("the state is taken up by the next process", async () => {
  await client.send(new CreateStackCommand({ StackName: "kept", TemplateBody: template({ A: topic() }) }));
  await waitUntilStackCreateComplete({ client, ...quick }, { StackName: "kept" });
  await serving.stop();
  serving = await serve();
  client.destroy();
  client = new CloudFormationClient({ region: "eu-west-1", endpoint: serving.endpoint, credentials });
  expect(await settled("kept")).toBe("CREATE_COMPLETE");
});

const run = promisify(execFile);
const hasCli = await run("aws", ["--version"]).then(
  () => true,
  () => false,
);

test.skipIf(!hasCli)(
  "the AWS CLI creates a YAML template, and deploying it again finds nothing to do",
  async () => {
    const file = join(dir, "template.yaml");
    writeFileSync(
      file,
      "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: !Sub '${AWS::StackName}-x'\n",
    );
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: serving.endpoint,
    };
    const aws = (...words: string[]) => run("aws", ["cloudformation", ...words, "--stack-name", "cli"], { env });
    await aws("create-stack", "--template-body", `file://${file}`);
    expect(await settled("cli")).toBe("CREATE_COMPLETE");
    const again = await aws("deploy", "--template-file", file, "--no-fail-on-empty-changeset");
    expect(again.stdout).toContain("No changes to deploy. Stack cli is up to date");
  },
  60_000,
);
