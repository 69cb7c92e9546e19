import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test } from "vitest";
import { at, configOf, templateOf } from "./synthesized.ts";

const node = createRequire(import.meta.url);

interface Loaded {
  handler?: (event: unknown) => Promise<unknown>;
}

/** Runs the code that stands in a template as Lambda does, with what it requires given. */
function lambda(
  { part, id }: { readonly part: "api" | "compute"; readonly id: string },
  modules: Readonly<Record<string, unknown>>,
) {
  const code = at(templateOf(configOf("dev"), part).Resources[id]?.Properties, "Code", "ZipFile");
  if (typeof code !== "string") throw new Error("no code");
  expect(code.length).toBeLessThanOrEqual(4096);
  const exports: Loaded = {};
  const require = (name: string): unknown => modules[name] ?? node(name);
  runInNewContext(code, { exports, require, fetch, performance, AbortSignal });
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

interface Put {
  readonly contentType: string | undefined;
  readonly body: unknown;
}

/** What stands behind the pre-signed URL: answers with the given statuses in turn, null cuts the connection, then 200. */
async function answerUrl(statuses: readonly (number | null)[] = []) {
  const puts: Put[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    puts.push({ contentType: request.headers["content-type"], body: JSON.parse(await text(request)) });
    const status = puts.length > statuses.length ? 200 : (statuses[puts.length - 1] ?? null);
    if (status === null) request.socket.destroy();
    else response.writeHead(status).end();
  };
  const server = createServer((request, response) => void answer(request, response));
  servers.add(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  const address = server.address();
  return { puts, url: `http://127.0.0.1:${String(at(address, "port"))}/?signature=x` };
}

const servers = new Set<Server>();
afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
});

describe("the default security group", () => {
  const event = (RequestType: string, ResponseURL: string) => ({
    RequestType,
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "DefaultSecurityGroup",
    ResponseURL,
    ResourceProperties: { VpcId: "vpc-1" },
  });

  function handler(send: (command: { kind: string; input: unknown }) => unknown) {
    const ec2 = {
      EC2Client: client(send),
      DescribeSecurityGroupsCommand: command("describe"),
      RevokeSecurityGroupIngressCommand: command("ingress"),
      RevokeSecurityGroupEgressCommand: command("egress"),
    };
    const timers = { scheduler: { wait: async () => undefined } };
    return lambda(
      { part: "compute", id: "DefaultSecurityGroupFunction" },
      { "@aws-sdk/client-ec2": ec2, "node:timers/promises": timers },
    );
  }
  const run = async (type: string, send: (command: { kind: string; input: unknown }) => unknown) => {
    const { puts, url } = await answerUrl();
    await handler(send)(event(type, url));
    return puts;
  };
  const answered = (Status: string) => [
    { contentType: "", body: expect.objectContaining({ Status, StackId: "stack", PhysicalResourceId: "vpc-1" }) },
  ];
  const nothing = () => ({ SecurityGroups: [{ GroupId: "sg-1", IpPermissions: [], IpPermissionsEgress: [] }] });

  test.each([
    { type: "Create", calls: ["describe", "ingress", "egress"] },
    { type: "Update", calls: ["describe", "ingress", "egress"] },
    { type: "Delete", calls: [] },
  ])("$type calls $calls and answers, with the empty content type the URL is signed for", async ({ type, calls }) => {
    const made: string[] = [];
    const group = { GroupId: "sg-1", IpPermissions: [{}], IpPermissionsEgress: [{}] };
    const puts = await run(type, ({ kind }) => {
      made.push(kind);
      return { SecurityGroups: [group] };
    });
    expect(made).toEqual(calls);
    expect(puts).toEqual(answered("SUCCESS"));
  });

  test("a group that is empty is left alone, and a refusal is answered, not swallowed", async () => {
    expect(await run("Create", nothing)).toEqual(answered("SUCCESS"));
    const refused = await run("Create", () => {
      throw new Error("not allowed");
    });
    expect(refused).toEqual(answered("FAILED"));
    expect(JSON.stringify(refused)).toContain("not allowed");
  });

  test("an answer that is refused or cut off is given again", async () => {
    const { puts, url } = await answerUrl([503, null, 500]);
    await handler(nothing)(event("Create", url));
    expect(puts).toHaveLength(4);
    expect(new Set(puts.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test("an answer that nobody takes fails the function, for Lambda to run it again", async () => {
    const { puts, url } = await answerUrl([403, 403, 403, 403, 403]);
    await expect(handler(nothing)(event("Create", url))).rejects.toThrow("status 403");
    expect(puts).toHaveLength(4);
  });
});
