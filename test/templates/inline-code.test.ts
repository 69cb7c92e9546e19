import { createRequire } from "node:module";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { at, configOf, templateOf } from "./synthesized.ts";

const node = createRequire(import.meta.url);

interface Loaded {
  handler?: (event: unknown) => Promise<unknown>;
}

/** Runs the code that stands in a template as Lambda does, with what it requires and fetches given. */
function lambda(
  { part, id }: { readonly part: "api" | "compute"; readonly id: string },
  modules: Readonly<Record<string, unknown>>,
  fetched: unknown[] = [],
) {
  const code = at(templateOf(configOf("dev"), part).Resources[id]?.Properties, "Code", "ZipFile");
  if (typeof code !== "string") throw new Error("no code");
  expect(code.length).toBeLessThanOrEqual(4096);
  const exports: Loaded = {};
  const require = (name: string): unknown => modules[name] ?? node(name);
  const fetch = async (url: string, { body }: { body: string }) => fetched.push([url, JSON.parse(body)]);
  runInNewContext(code, { exports, require, fetch, performance });
  return (event: unknown) => exports.handler?.(event);
}

/** Constructors as the SDK's, for `new` to return what they return. */
const client = (send: (command: { kind: string; input: unknown }) => unknown) =>
  function make() {
    return { send: async (command: { kind: string; input: unknown }) => send(command) };
  };
const command = (kind: string) =>
  function make(input: unknown) {
    return { kind, input };
  };

describe("the authorizer", () => {
  const secrets = {
    SecretsManagerClient: client(() => ({ SecretString: "s3cr3t" })),
    GetSecretValueCommand: command("get"),
  };
  const authorize = lambda({ part: "api", id: "AuthorizerFunction" }, { "@aws-sdk/client-secrets-manager": secrets });
  const methodArn = "arn:aws:execute-api:us-east-1:111111111111:abc/api/GET/worlds/w-1";

  test.each([
    { given: { headers: { Authorization: "Bearer s3cr3t" } }, effect: "Allow" },
    { given: { headers: { authorization: "s3cr3t" } }, effect: "Allow" },
    { given: { queryStringParameters: { token: "s3cr3t" } }, effect: "Allow" },
    { given: { headers: { authorization: "Bearer other" } }, effect: "Deny" },
    { given: { headers: { authorization: "" } }, effect: "Deny" },
    { given: { headers: null, queryStringParameters: null }, effect: "Deny" },
    { given: {}, effect: "Deny" },
  ])("$given gets $effect, for the whole stage", async ({ given, effect }) => {
    expect(await authorize({ methodArn, ...given })).toMatchObject({
      policyDocument: {
        Statement: [
          { Action: "execute-api:Invoke", Effect: effect, Resource: methodArn.replace("GET/worlds/w-1", "*") },
        ],
      },
    });
  });
});

describe("the default security group", () => {
  const event = (RequestType: string) => ({
    RequestType,
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "DefaultSecurityGroup",
    ResponseURL: "https://answer.example.com/",
    ResourceProperties: { VpcId: "vpc-1" },
  });

  function run(type: string, send: (command: { kind: string; input: unknown }) => unknown) {
    const fetched: unknown[] = [];
    const ec2 = {
      EC2Client: client(send),
      DescribeSecurityGroupsCommand: command("describe"),
      RevokeSecurityGroupIngressCommand: command("ingress"),
      RevokeSecurityGroupEgressCommand: command("egress"),
    };
    const handle = lambda(
      { part: "compute", id: "DefaultSecurityGroupFunction" },
      { "@aws-sdk/client-ec2": ec2 },
      fetched,
    );
    return Promise.resolve(handle(event(type))).then(() => fetched);
  }
  const answered = (Status: string) => [
    ["https://answer.example.com/", expect.objectContaining({ Status, StackId: "stack", PhysicalResourceId: "vpc-1" })],
  ];

  test.each([
    { type: "Create", calls: ["describe", "ingress", "egress"] },
    { type: "Update", calls: ["describe", "ingress", "egress"] },
    { type: "Delete", calls: [] },
  ])("$type calls $calls and answers", async ({ type, calls }) => {
    const made: string[] = [];
    const group = { GroupId: "sg-1", IpPermissions: [{}], IpPermissionsEgress: [{}] };
    const fetched = await run(type, ({ kind }) => {
      made.push(kind);
      return { SecurityGroups: [group] };
    });
    expect(made).toEqual(calls);
    expect(fetched).toEqual(answered("SUCCESS"));
  });

  test("a group that is empty is left alone, and a refusal is answered, not swallowed", async () => {
    const empty = { GroupId: "sg-1", IpPermissions: [], IpPermissionsEgress: [] };
    expect(await run("Create", () => ({ SecurityGroups: [empty] }))).toEqual(answered("SUCCESS"));
    const refused = await run("Create", () => {
      throw new Error("not allowed");
    });
    expect(refused).toEqual(answered("FAILED"));
    expect(JSON.stringify(refused)).toContain("not allowed");
  });
});
