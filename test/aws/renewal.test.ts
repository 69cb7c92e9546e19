import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { cloudFormationStacks } from "../../src/aws/cloudformation.ts";
import { awsClients } from "../../src/aws/clients.ts";
import { explain } from "../../src/aws/explain.ts";
import { stsIdentity } from "../../src/aws/sts.ts";
import { followStacks } from "../../src/operations/follow.ts";
import { virtualClock } from "../fakes/virtual-clock.ts";

/** Whose each key is; those that are not here AWS does not know. */
const owners = new Map([
  ["AKIAOLD", "111111111111"],
  ["AKIANEW", "111111111111"],
  ["AKIAOTHER", "222222222222"],
]);
const expired = new Set<string>();
let seen: string[] = [];
let server: Server;
let endpoint = "";
/** Another one for each test: the SDK remembers files by their paths. */
let folder = "";

/** Answers as AWS does: STS with whose a key is, CloudFormation with success, both with ExpiredToken for keys that have. */
function answerTo(body: string, key: string): { readonly status: number; readonly text: string } {
  const operation = new URLSearchParams(body).get("Action") ?? "";
  seen.push(`${key} ${operation}`);
  const error = (code: string) => ({
    status: 403,
    text: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>The security token included in the request is ${code === "ExpiredToken" ? "expired" : "invalid"}</Message></Error></ErrorResponse>`,
  });
  if (expired.has(key)) return error("ExpiredToken");
  const account = owners.get(key);
  if (account === undefined) return error("InvalidClientTokenId");
  const result = `<Arn>arn:aws:iam::${account}:user/${key}</Arn><UserId>U</UserId><Account>${account}</Account>`;
  return { status: 200, text: `<R><${operation}Result>${result}</${operation}Result></R>` };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    let body = "";
    request
      .on("data", (part) => (body += String(part)))
      .on("end", () => {
        const { status, text } = answerTo(body, key);
        response.writeHead(status, { "content-type": "text/xml" }).end(text);
      });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gworld-renewal-"));
  seen = [];
  expired.clear();
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "credentials"));
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
afterAll(() => new Promise((done) => server.close(done)));

const signIn = (key: string) =>
  writeFileSync(
    join(folder, "credentials"),
    `[default]\naws_access_key_id = ${key}\naws_secret_access_key = x\naws_session_token = t\n`,
  );

/** A process that knows whose its credentials are, and changes something. */
function aProcess() {
  signIn("AKIAOLD");
  const clients = awsClients({ region: "eu-west-1", endpoint });
  const protect = () =>
    explain(clients, "cloudformation:UpdateTerminationProtection", async () => {
      const cloudFormation = await clients.cloudFormation();
      await cloudFormation.updateTerminationProtection({ StackName: "s", EnableTerminationProtection: false });
    });
  return { clients, protect, identity: stsIdentity(clients) };
}

const change = (key: string) => `${key} UpdateTerminationProtection`;
const whose = (key: string) => `${key} GetCallerIdentity`;

test("credentials of another account are never used where those of before have expired, those of the same one are", async () => {
  const { identity, protect } = aProcess();
  expect(await identity.caller()).toMatchObject({ account: "111111111111" });
  await protect();
  expired.add("AKIAOLD");
  signIn("AKIAOTHER");
  const refused = {
    code: "credentials",
    message: "signed in to account 222222222222 meanwhile; expected 111111111111",
    hint: expect.stringContaining("Sign in to 111111111111 again"),
  };
  seen = [];
  await expect(protect()).rejects.toMatchObject(refused);
  expect(seen).toEqual([change("AKIAOLD"), whose("AKIAOTHER")]);
  await expect(protect()).rejects.toMatchObject(refused);
  await expect(identity.caller()).rejects.toMatchObject(refused);
  expect(seen.filter((call) => call.startsWith("AKIAOTHER"))).not.toContain(change("AKIAOTHER"));
  signIn("AKIANEW");
  seen = [];
  await protect();
  expect(seen).toEqual([whose("AKIANEW"), change("AKIANEW")]);
});

test("who we are is asked anew once credentials were renewed", async () => {
  const { identity, protect } = aProcess();
  await identity.caller();
  expired.add("AKIAOLD");
  signIn("AKIANEW");
  await protect();
  expect(await identity.caller()).toMatchObject({ arn: "arn:aws:iam::111111111111:user/AKIANEW" });
});

test("calls side by side that find the same credentials expired are each repeated once with the new ones", async () => {
  const { identity, protect } = aProcess();
  await identity.caller();
  expired.add("AKIAOLD");
  signIn("AKIANEW");
  seen = [];
  await Promise.all([protect(), protect(), protect()]);
  expect(seen.filter((call) => call === change("AKIANEW"))).toHaveLength(3);
});

test("where nobody has signed in, nor with what AWS accepts, the next call looks again", async () => {
  const { identity, protect } = aProcess();
  await identity.caller();
  expired.add("AKIAOLD");
  await expect(protect()).rejects.toMatchObject({
    message: expect.stringMatching(/^the AWS credentials have expired/),
  });
  signIn("AKIAUNKNOWN");
  await expect(protect()).rejects.toMatchObject({ message: expect.stringContaining("does not accept") });
  signIn("AKIANEW");
  await protect();
  expect(seen.at(-1)).toBe(change("AKIANEW"));
});

test("for credentials of the environment no login is waited for, and none of a profile are taken in their place", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAOLD");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "x");
  vi.stubEnv("AWS_SESSION_TOKEN", "t");
  const { clients, identity } = aProcess();
  await identity.caller();
  expired.add("AKIAOLD");
  signIn("AKIANEW");
  const notes: unknown[] = [];
  const clock = virtualClock();
  const follow = followStacks({
    clock,
    signal: new AbortController().signal,
    report: (event) => notes.push(event),
    attended: true,
  });
  const target = { stackId: "s", name: "s", after: undefined, fresh: true };
  await expect(follow(cloudFormationStacks(clients, clock), target)).rejects.toMatchObject({
    code: "resumable",
    message: expect.stringContaining("the AWS credentials have expired, which are those of the environment"),
  });
  expect(notes).toEqual([]);
  expect(seen.filter((call) => call.startsWith("AKIANEW"))).toEqual([]);
});

test("for new keys of a profile is waited, and what is typed to give it some is said", async () => {
  const { clients, identity } = aProcess();
  await identity.caller();
  expired.add("AKIAOLD");
  const notes: string[] = [];
  const ending = new AbortController();
  const clock = virtualClock();
  const follow = followStacks({
    clock,
    signal: ending.signal,
    report: (event) => {
      if (event.kind === "note") notes.push(event.text);
      ending.abort();
    },
    attended: true,
  });
  const target = { stackId: "s", name: "s", after: undefined, fresh: true };
  await expect(follow(cloudFormationStacks(clients, clock), target)).resolves.toMatchObject({ phase: "going" });
  expect(notes).toEqual([expect.stringMatching(/Type in another terminal: aws configure\. Then it is watched on/)]);
});
