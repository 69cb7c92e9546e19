import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { awsClients } from "../../src/aws/clients.ts";
import { explain } from "../../src/aws/explain.ts";
import { stsIdentity } from "../../src/aws/sts.ts";

let server: Server;
let endpoint = "";
/** Another one for each test: the SDK remembers files by their paths. */
let folder = "";
/** What AWS says to every call that is signed; undefined where it accepts the credentials. */
let refusal: "ExpiredToken" | "InvalidClientTokenId" | undefined;
/** What STS says to the token of a web identity, if it refuses it. */
let tokenRefusal: string | undefined;

const keys = { AccessKeyId: "AKIAROLE", SecretAccessKey: "x", Token: "t", Expiration: "2999-01-01T00:00:00Z" };
const json = (body: object) => ({ status: 200, text: JSON.stringify(body), type: "application/json" });
const xml = (status: number, text: string) => ({ status, text, type: "text/xml" });
const refused = (code: string) =>
  xml(
    403,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
  );

/** Answers as a container's endpoint, an instance's metadata, and AWS. */
function answerTo(url: string, body: string) {
  if (url === "/latest/api/token") return { status: 200, text: "metadata-token", type: "text/plain" };
  if (url === "/latest/meta-data/iam/security-credentials/") return { status: 200, text: "runner", type: "text/plain" };
  if (url === "/container" || url === "/latest/meta-data/iam/security-credentials/runner")
    return json({ Code: "Success", ...keys });
  if (body.includes("Action=AssumeRoleWithWebIdentity"))
    return tokenRefusal === undefined ? xml(200, webIdentity) : refused(tokenRefusal);
  if (refusal !== undefined) return refused(refusal);
  return xml(200, "<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>");
}

const webIdentity = `<R><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>AKIAROLE</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></R>`;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request
      .on("data", (part) => (body += String(part)))
      .on("end", () => {
        const { status, text, type } = answerTo(request.url ?? "", body);
        response.writeHead(status, { "content-type": type, "x-aws-ec2-metadata-token-ttl-seconds": "60" }).end(text);
      });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gworld-source-"));
  refusal = undefined;
  tokenRefusal = undefined;
  for (const name of Object.keys(process.env).filter((one) => one.startsWith("AWS_"))) vi.stubEnv(name, undefined);
  vi.stubEnv("HOME", folder);
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "credentials"));
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
  vi.stubEnv("AWS_ENDPOINT_URL_STS", endpoint);
  vi.stubEnv("AWS_REGION", "eu-west-1");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
afterAll(() => new Promise((done) => server.close(done)));

/** The place of each kind of credentials. */
const given = {
  "instance metadata": () => vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint),
  container: () => vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", `${endpoint}/container`),
  "web identity": () => {
    writeFileSync(join(folder, "token"), "a.b.c");
    vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", join(folder, "token"));
    vi.stubEnv("AWS_ROLE_ARN", "arn:aws:iam::111111111111:role/runner");
  },
  environment: () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAENV");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "x");
  },
  profile: () => writeFileSync(join(folder, "credentials"), "[p]\naws_access_key_id = A\naws_secret_access_key = x\n"),
  "credential process": () => {
    const text = JSON.stringify({ Version: 1, ...keys, SessionToken: "t" }).replaceAll('"', '\\"');
    writeFileSync(join(folder, "config"), `[profile p]\ncredential_process = echo "${text}"\n`);
  },
  "IAM Identity Center": () => {
    mkdirSync(join(folder, ".aws/sso/cache"), { recursive: true });
    const session = "[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://s.example/start\n";
    const profile = "[profile p]\nsso_session = s\nsso_account_id = 111111111111\nsso_role_name = R\n";
    writeFileSync(join(folder, "config"), profile + session);
  },
};

const identityOf = (profile?: string) => stsIdentity(awsClients({ region: "eu-west-1", endpoint, profile }));

test.each([
  ["instance metadata", /^They are those of this machine's role.*instance profile/, undefined],
  ["container", /^They are those of the role of this task or pod/, undefined],
  ["web identity", /AWS_WEB_IDENTITY_TOKEN_FILE.*in a pipeline, run the job again/, undefined],
  [
    "environment",
    /^They are those of the environment \(AWS_ACCESS_KEY_ID.*in a pipeline, run the job again/,
    undefined,
  ],
  ["profile", /aws configure --profile p\)/, "p"],
  ["credential process", /credential_process/, "p"],
] as const)(
  "whose credentials are of %s is not told to sign in where no login helps",
  async (source, hint, profile) => {
    given[source]();
    const whose = profile === undefined ? source : `${source} (profile ${profile})`;
    await expect(identityOf(profile).caller()).resolves.toMatchObject({ source: whose });
    refusal = "InvalidClientTokenId";
    const told = { code: "credentials", hint: expect.stringMatching(hint) };
    await expect(identityOf(profile).caller()).rejects.toMatchObject(told);
    await expect(identityOf(profile).caller()).rejects.not.toMatchObject({
      hint: expect.stringContaining("sso login"),
    });
  },
);

test("what a machine's role is given anew, and AWS finds expired again, is told as that role's", async () => {
  given["instance metadata"]();
  refusal = "ExpiredToken";
  await expect(identityOf().caller()).rejects.toMatchObject({
    message: expect.stringMatching(/^the AWS credentials have expired/),
    hint: expect.stringMatching(/^They are those of this machine's role.*gworld whoami$/),
  });
});

test.each(["ExpiredTokenException", "InvalidIdentityToken", "IDPRejectedClaim"])(
  "a web identity's token that STS refuses with %s is told as the token's fault",
  async (code) => {
    given["web identity"]();
    tokenRefusal = code;
    await expect(identityOf().caller()).rejects.toMatchObject({
      code: "credentials",
      hint: expect.stringMatching(/AWS_WEB_IDENTITY_TOKEN_FILE/),
    });
  },
);

test("who has a profile of IAM Identity Center and is not signed in is told to do that", async () => {
  given["IAM Identity Center"]();
  await expect(identityOf("p").caller()).rejects.toMatchObject({
    code: "credentials",
    hint: "Sign in again (aws sso login --profile p) or set AWS_PROFILE; then run: gworld whoami",
  });
});

test("where nothing tells the source, both are said: a login, and that those of a machine are made where it runs", async () => {
  const error = Object.assign(new Error("no"), { name: "ExpiredToken", $metadata: { httpStatusCode: 403 } });
  await expect(explain({ region: "eu-west-1" }, "sts:X", () => Promise.reject(error))).rejects.toMatchObject({
    hint: expect.stringMatching(/aws sso login.*machine's role are made where it runs/),
  });
});
