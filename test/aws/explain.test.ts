import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awsClients } from "../../src/aws/clients.ts";
import { explain } from "../../src/aws/explain.ts";
import { AwsError, failedAs, rejectedAs } from "../../src/model/aws-error.ts";
import { GworldError } from "../../src/model/error.ts";

let server: Server;
let endpoint = "";
let answer = { status: 200, type: "text/xml", body: "" };
const seen: { method: string; url: string; agent: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push({
      method: request.method ?? "",
      url: request.url ?? "",
      agent: request.headers["user-agent"] ?? "",
    });
    request
      .resume()
      .on("end", () => response.writeHead(answer.status, { "content-type": answer.type }).end(answer.body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address: AddressInfo | string | null = server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
});
afterAll(() => new Promise((done) => server.close(done)));

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const xmlError = (status: number, code: string, message: string) => ({
  status,
  type: "text/xml",
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});

async function describeStacks(to = endpoint): Promise<unknown> {
  const clients = awsClients({ region: "eu-west-1", endpoint: to, credentials, version: "9.9.9" });
  const cloudFormation = await clients.cloudFormation();
  return explain(clients, "cloudformation:DescribeStacks gworld-dev-network", () =>
    cloudFormation.describeStacks({ StackName: "gworld-dev-network" }),
  ).catch((error: unknown) => error);
}

test("credentials that are nowhere are not called refused, and it is said what to type", async () => {
  const none = Object.assign(new Error("Could not load credentials from any providers"), {
    name: "CredentialsProviderError",
  });
  await expect(
    explain({ region: "eu-west-1" }, "sts:GetCallerIdentity", () => Promise.reject(none)),
  ).rejects.toMatchObject({
    code: "credentials",
    message: expect.stringMatching(/^no AWS credentials were found/),
    hint: expect.stringMatching(/aws configure sso.*AWS_PROFILE.*--env local/),
  });
});

test.each([
  [
    "ExpiredToken",
    403,
    "The security token included in the request is expired",
    "credentials",
    "credentials",
    /expired/,
  ],
  ["InvalidClientTokenId", 403, "The security token is invalid", "credentials", "credentials", /does not accept/],
  ["AccessDenied", 403, "User x is not authorized", "denied", "failed", /DescribeStacks on gworld-dev-network: User x/],
  ["UnsupportedOperation", 400, "not here", "unsupported", "failed", /does not offer cloudformation:DescribeStacks/],
  ["NotImplemented", 501, "not here", "unsupported", "failed", /does not offer/],
  ["LimitExceededException", 400, "2000 stacks", "rejected", "failed", /2000 stacks \(LimitExceededException\)/],
  ["ValidationError", 400, "Stack with id x does not exist", "rejected", "failed", /does not exist/],
])("%s with %i is told once", async (awsCode, status, message, failure, code, text) => {
  answer = xmlError(status, awsCode, message);
  seen.length = 0;
  const error = await describeStacks();
  expect(error).toBeInstanceOf(AwsError);
  expect(error).toMatchObject({ failure, code, awsCode, awsMessage: message });
  expect(error).toHaveProperty("message", expect.stringMatching(text));
  expect(error).toHaveProperty("hint", expect.stringMatching(/\w/));
  expect(seen).toHaveLength(1);
});

test("a missing stack can be told from other rejections by the caller", async () => {
  answer = xmlError(400, "ValidationError", "Stack with id x does not exist");
  const error = await describeStacks();
  expect(rejectedAs(error, "ValidationError", /does not exist/)).toBe(true);
  expect(rejectedAs(error, "ValidationError", /No updates/)).toBe(false);
  expect(failedAs(error, "throttled")).toBe(false);
});

test("an endpoint where nobody listens is named", async () => {
  process.env["AWS_MAX_ATTEMPTS"] = "1";
  const error = await describeStacks("http://127.0.0.1:9");
  delete process.env["AWS_MAX_ATTEMPTS"];
  expect(error).toMatchObject({ failure: "unreachable", code: "resumable", awsCode: "ECONNREFUSED" });
  expect(error).toHaveProperty("message", expect.stringContaining("http://127.0.0.1:9"));
});

test("an answer that is no XML is an unusable answer, not a riddle", async () => {
  answer = { status: 200, type: "text/html", body: "<html><b>proxy login" };
  expect(await describeStacks()).toMatchObject({ failure: "unreachable" });
});

test("the user agent names gworld and its version", async () => {
  answer = xmlError(400, "ValidationError", "no");
  seen.length = 0;
  await describeStacks();
  expect(seen[0]?.agent).toContain("gworld/9.9.9");
});

test("buckets stand in the path where the endpoint is custom", async () => {
  answer = { status: 404, type: "text/xml", body: "" };
  seen.length = 0;
  const s3 = await awsClients({ region: "us-east-1", endpoint, credentials }).s3();
  await s3.headBucket({ Bucket: "state" }).catch(() => undefined);
  expect(seen).toMatchObject([{ method: "HEAD", url: "/state/" }]);
});

test("a bug is not dressed up as AWS's fault", async () => {
  const bug = new TypeError("x is not a function");
  await expect(explain({ region: "us-east-1" }, "s3:GetObject", () => Promise.reject(bug))).rejects.toBe(bug);
});

test("what gworld has said itself is not said again as the network's fault", async () => {
  const told = new GworldError("failed", "CloudFormation cannot work out the changes.", { hint: "Correct them." });
  const callee = { region: "us-east-1" };
  await expect(explain(callee, "cloudformation:CreateChangeSet", () => Promise.reject(told))).rejects.toBe(told);
});
