import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import type { Part } from "../../src/local/resource.ts";
import { ServiceError } from "../../src/local/service.ts";
import { ask, folder, form, serving, signedFor } from "./serving.ts";

/** A service for each protocol, answering with how it was called. */
const echo = (): Part => ({
  services: [
    {
      scope: "sts",
      protocol: "query",
      namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
      operations: {
        GetCallerIdentity: (_input, { account, region, accessKeyId }) => ({
          Account: account,
          Arn: region,
          UserId: accessKeyId ?? "",
        }),
        Fail: () => {
          throw new TypeError("a defect");
        },
      },
    },
    {
      scope: "tables",
      protocol: "json-1.0",
      namespace: "Tables_2012",
      operations: {
        Read: (input) => ({ read: input }),
        Refuse: () => {
          throw new ServiceError("NoSuchTable", "there is none", { fields: { table: "t" } });
        },
      },
    },
    {
      scope: "files",
      protocol: "raw",
      names: [],
      async handle(request, response) {
        response.end(`${request.method} ${request.url}`);
      },
    },
  ],
  resources: [],
  admin: { echo: (input) => ({ input }) },
});

test("an SDK client is routed by the service it signed for and answered for its Region", async () => {
  const { endpoint } = await serving(() => [echo()], { account: "111122223333" });
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  const client = new STSClient({ endpoint, region: "eu-central-1", credentials });
  const answer = await client.send(new GetCallerIdentityCommand({}));
  expect(answer).toMatchObject({ Account: "111122223333", Arn: "eu-central-1", UserId: "AKIDEXAMPLE" });
  client.destroy();
});

test("a presigned URL is as good as a header", async () => {
  const { endpoint } = await serving(() => [echo()]);
  const scope = encodeURIComponent("AKIDEXAMPLE/20261122/us-east-1/files/aws4_request");
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}&X-Amz-SignedHeaders=host&X-Amz-Signature=00`;
  expect(await ask(`${endpoint}/a/b?${query}`)).toMatchObject({ status: 200, body: `GET /a/b?${query}` });
});

// S3 API reference, Authenticating requests (Signature Version 2); for buckets made after June 24, 2020 it is turned off.
test.each([
  {
    query: "AWSAccessKeyId=AKIDEXAMPLE&Expires=1893456000&Signature=abc%3D",
    status: 400,
    code: "InvalidRequest",
    message: "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  },
  {
    query: "AWSAccessKeyId=AKIDEXAMPLE&Expires=1893456000",
    status: 403,
    code: "AccessDenied",
    message: "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
  },
])("a URL presigned with Signature Version 2 is refused in S3's XML with $code", async ({ query, status, ...told }) => {
  const { endpoint } = await serving(() => [echo()]);
  const answer = await ask(`${endpoint}/bucket/key?${query}`);
  expect(answer).toMatchObject({ status, headers: { "content-type": "application/xml" } });
  expect(answer.body).toContain(`<Code>${told.code}</Code><Message>${told.message}</Message>`);
});

const target = { "x-amz-target": "Tables_2012.Read" };

test.each([
  { why: "nothing is signed", headers: target, status: 403, code: "MissingAuthenticationToken" },
  { why: "an older signature", headers: { authorization: "AWS AKID:abc=" }, status: 400, code: "IncompleteSignature" },
  {
    why: "no signature in the header",
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=a/20261122/r/s/aws4_request, SignedHeaders=host" },
    status: 400,
    code: "IncompleteSignature",
  },
  {
    why: "a scope that is too short",
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=a/b/aws4_request, SignedHeaders=host, Signature=0" },
    status: 400,
    code: "IncompleteSignature",
  },
  {
    why: "a service that is not there",
    headers: { ...signedFor("glue"), ...target },
    status: 501,
    code: "UnsupportedOperation",
  },
  {
    why: "an operation that is not there",
    headers: { ...signedFor("tables"), "x-amz-target": "Tables_2012.Dance" },
    status: 501,
    code: "UnsupportedOperation",
  },
  {
    why: "a name that every object has",
    headers: { ...signedFor("tables"), "x-amz-target": "Tables_2012.constructor" },
    status: 501,
    code: "UnsupportedOperation",
  },
  {
    why: "a target of another service",
    headers: { ...signedFor("tables"), "x-amz-target": "Other.Read" },
    status: 400,
    code: "UnknownOperationException",
  },
  {
    why: "what the service refuses",
    headers: { ...signedFor("tables"), "x-amz-target": "Tables_2012.Refuse" },
    status: 400,
    code: "NoSuchTable",
  },
])("a JSON client reads its error: $why", async ({ headers, status, code }) => {
  const { endpoint } = await serving(() => [echo()]);
  const answer = await ask(endpoint, headers, "{}");
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toMatchObject({ __type: code });
  expect(answer.headers["x-amzn-errortype"]).toBe(code);
  expect(answer.headers["x-amzn-requestid"]).toMatch(/^[\w-]{36}$/);
});

test.each([
  { why: "nothing is signed", headers: {}, body: "Action=X", code: "MissingAuthenticationToken", type: "Sender" },
  {
    why: "an unknown service",
    headers: signedFor("iam"),
    body: "Action=ListRoles",
    code: "UnsupportedOperation",
    type: "Receiver",
  },
  {
    why: "an unknown operation",
    headers: signedFor("sts"),
    body: "Action=Dance",
    code: "UnsupportedOperation",
    type: "Receiver",
  },
  { why: "no action", headers: signedFor("sts"), body: "Version=1", code: "MissingAction", type: "Sender" },
  {
    why: "a defect of our own",
    headers: signedFor("sts"),
    body: "Action=Fail",
    code: "InternalFailure",
    type: "Receiver",
  },
])("a query client reads its error: $why", async ({ headers, body, code, type }) => {
  const { endpoint } = await serving(() => [echo()]);
  const answer = await ask(endpoint, { ...form, ...headers }, body);
  expect(answer.headers["content-type"]).toBe("text/xml");
  expect(answer.body).toContain(`<Code>${code}</Code>`);
  expect(answer.body).toContain(`<Type>${type}</Type>`);
});

test("an S3 client reads in XML what reached no service", async () => {
  const { endpoint } = await serving(() => []);
  const answer = await ask(`${endpoint}/bucket/key`, signedFor("s3"));
  expect(answer).toMatchObject({ status: 501 });
  expect(answer.body).toMatch(/<Error><Code>UnsupportedOperation<\/Code><Message>The service s3 is not part/);
});

test("what is missing is named", async () => {
  const { endpoint } = await serving(() => [echo()]);
  expect((await ask(endpoint, { ...form, ...signedFor("sts") }, "Action=Dance")).body).toContain("sts:Dance");
});

test.each<{ why: string; headers: Record<string, string> }>([
  { why: "a name that was made to point here", headers: { host: "evil.example" } },
  { why: "a page of another origin", headers: { origin: "https://evil.example" } },
  { why: "an opaque origin", headers: { origin: "null" } },
  { why: "a cross-site image", headers: { "sec-fetch-site": "cross-site" } },
  { why: "a name that only begins like ours", headers: { host: "localhost.evil.example" } },
  { why: "an address that only begins like ours", headers: { host: "127.0.0.1.evil.example:80" } },
])("a browser cannot be made to ask: $why", async ({ headers }) => {
  const { endpoint } = await serving(() => [echo()]);
  expect(await ask(`${endpoint}/_gworld/health`, headers)).toMatchObject({ status: 403 });
  expect(await ask(endpoint, { ...form, ...signedFor("sts"), ...headers }, "Action=GetCallerIdentity")).toMatchObject({
    status: 403,
  });
});

test.each(["localhost", "127.0.0.1:80", "[::1]:4600", "bucket.localhost:4600"])("the host %s is ours", async (host) => {
  const { endpoint } = await serving(() => [echo()]);
  expect(await ask(`${endpoint}/_gworld/health`, { host })).toMatchObject({ status: 200 });
});

test("a body beyond the limit is refused, and the server goes on", async () => {
  const { endpoint } = await serving(() => [echo()]);
  const body = JSON.stringify({ text: "x".repeat(17 * 1024 * 1024) });
  expect(await ask(endpoint, { ...signedFor("tables"), ...target }, body)).toMatchObject({ status: 413 });
  expect(await ask(endpoint, { ...signedFor("tables"), ...target }, "{}")).toMatchObject({ status: 200 });
});

test.each(["[]", "nonsense", "1"])("a JSON body that is no object is refused: %s", async (body) => {
  const { endpoint } = await serving(() => [echo()]);
  const answer = await ask(endpoint, { ...signedFor("tables"), ...target }, body);
  expect(answer).toMatchObject({ status: 400, body: expect.stringContaining("SerializationException") });
});

test("health says who is there", async () => {
  const { endpoint, dir } = await serving(() => [echo()], { account: "111122223333" });
  expect(JSON.parse((await ask(`${endpoint}/_gworld/health`)).body)).toEqual({
    status: "ready",
    pid: process.pid,
    dir,
    endpoint,
    account: "111122223333",
    timeScale: 0,
    services: ["sts", "tables", "files"],
  });
});

test("an admin route takes JSON or a query string; others are not found", async () => {
  const { endpoint } = await serving(() => [echo()]);
  const answers = [
    await ask(`${endpoint}/_gworld/echo?a=1`),
    await ask(`${endpoint}/_gworld/echo`, {}, '{"a":{"b":2}}'),
    await ask(`${endpoint}/_gworld/echo`, {}, "nonsense"),
    await ask(`${endpoint}/_gworld/nothing`),
  ];
  expect(answers.map(({ status, body }) => [status, JSON.parse(body)])).toMatchObject([
    [200, { input: { a: "1" } }],
    [200, { input: { a: { b: 2 } } }],
    [400, { code: "SerializationException" }],
    [404, { code: "NotFound" }],
  ]);
});

test("parts start in order, calls wait for them, and they stop in the reverse", async () => {
  const events: string[] = [];
  const part = (name: string, extra: Partial<Part> = {}): Part => ({
    services: [],
    resources: [],
    async start() {
      events.push(`start ${name}`);
    },
    async stop() {
      events.push(`stop ${name}`);
    },
    ...extra,
  });
  const server = await serving(() => [part("a"), part("b")]);
  await server.stop();
  expect(events).toEqual(["start a", "start b", "stop b", "stop a"]);
});

test("a part that cannot start leaves nothing behind", async () => {
  const dir = folder();
  const failing: Part = { services: [], resources: [], start: () => Promise.reject(new Error("no luck")) };
  await expect(serving(() => [failing], { dir })).rejects.toThrow("no luck");
  await expect(serving(() => [echo()], { dir })).resolves.toMatchObject({ dir });
});

test("one folder serves one server at a time", async () => {
  const dir = folder();
  const first = await serving(() => [], { dir });
  await expect(serving(() => [], { dir })).rejects.toMatchObject({ code: "in-use" });
  await first.stop();
  await expect(serving(() => [], { dir })).resolves.toMatchObject({ dir });
});

test("a taken port is said as such", async () => {
  const { port } = await serving(() => []);
  await expect(serving(() => [], { port })).rejects.toMatchObject({ code: "port-taken" });
});

test("two services of one name are a defect", async () => {
  await expect(serving(() => [echo(), echo()])).rejects.toThrow("claimed twice");
});

test("an interceptor sees each call and may refuse it", async () => {
  const seen: string[] = [];
  const guard: Part = {
    services: [],
    resources: [],
    intercept({ service, operation, region }) {
      seen.push(`${region} ${service} ${operation}`);
      if (operation === "Read") throw new ServiceError("ThrottlingException", "Rate exceeded");
    },
  };
  const { endpoint } = await serving(() => [echo(), guard]);
  const refused = await ask(endpoint, { ...signedFor("tables"), ...target }, "{}");
  expect(JSON.parse(refused.body)).toMatchObject({ __type: "ThrottlingException" });
  await ask(endpoint, { ...form, ...signedFor("sts", "eu-west-1") }, "Action=GetCallerIdentity");
  await ask(`${endpoint}/a/b`, signedFor("files"));
  expect(seen).toEqual(["us-east-1 tables Read", "eu-west-1 sts GetCallerIdentity", "us-east-1 files GET /a/b"]);
});
