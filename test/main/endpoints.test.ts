import { afterAll, expect, test } from "vitest";
import { readSharedProfile } from "../../src/aws/shared-config.ts";
import { ambientEndpoints, endpointOf } from "../../src/main/endpoints.ts";
import { workplace } from "../fakes/host.ts";

const near = "http://127.0.0.1:4566";
const far = "http://aws.example";

const place = workplace({
  ".aws/config": [
    "[default]",
    "[profile all]",
    `endpoint_url = ${near}`,
    "[profile mixed]",
    `endpoint_url = ${near}`,
    "services = own",
    "[services own]",
    "s3 =",
    `  endpoint_url = ${far}`,
    "[profile ignoring]",
    `endpoint_url = ${near}`,
    "ignore_configured_endpoint_urls = true",
  ].join("\n"),
  ".aws/credentials": `[keys]\nendpoint_url = ${far}\n`,
});
afterAll(() => place.remove());

async function found(env: Readonly<Record<string, string | undefined>>, named?: string) {
  const shell = { HOME: place.dir, ...env };
  return ambientEndpoints(shell, await readSharedProfile(shell, named));
}

test.each([
  { what: "nothing", env: {}, urls: [] },
  { what: "an empty variable", env: { AWS_ENDPOINT_URL: "" }, urls: [] },
  {
    what: "every variable of the shell",
    env: { AWS_ENDPOINT_URL: near, AWS_ENDPOINT_URL_S3: far },
    urls: [`${near} AWS_ENDPOINT_URL`, `${far} AWS_ENDPOINT_URL_S3`],
  },
  { what: "the profile", env: { AWS_PROFILE: "all" }, urls: [`${near} profile all: endpoint_url`] },
  { what: "the credentials file", env: { AWS_PROFILE: "keys" }, urls: [`${far} profile keys: endpoint_url`] },
  {
    what: "the services of the profile",
    env: { AWS_PROFILE: "mixed" },
    urls: [`${near} profile mixed: endpoint_url`, `${far} profile mixed: s3.endpoint_url`],
  },
  {
    what: "the shell over the profile, for all services",
    env: { AWS_PROFILE: "mixed", AWS_ENDPOINT_URL: near },
    urls: [`${near} AWS_ENDPOINT_URL`],
  },
  {
    what: "the shell over the profile, for one service",
    env: { AWS_PROFILE: "mixed", AWS_ENDPOINT_URL_S3: near },
    urls: [`${near} AWS_ENDPOINT_URL_S3`, `${near} profile mixed: endpoint_url`],
  },
  {
    what: "nothing where the shell ignores them",
    env: { AWS_ENDPOINT_URL: near, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
    urls: [],
  },
  { what: "nothing where the profile ignores them", env: { AWS_PROFILE: "ignoring" }, urls: [] },
  {
    what: "the profile where the shell says not to ignore",
    env: { AWS_PROFILE: "ignoring", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" },
    urls: [`${near} profile ignoring: endpoint_url`],
  },
])("in force is $what", async ({ env, urls }) => {
  expect((await found(env)).map(({ url, from }) => `${url} ${from}`)).toEqual(urls);
});

test("--profile goes over AWS_PROFILE", async () => {
  expect(await found({ AWS_PROFILE: "all" }, "keys")).toEqual([{ url: far, from: "profile keys: endpoint_url" }]);
});

test("a service is reached at its own endpoint, else at the one for all", async () => {
  const endpoints = await found({ AWS_PROFILE: "mixed" });
  expect(endpointOf(endpoints, "s3")?.url).toBe(far);
  expect(endpointOf(endpoints, "sts")?.url).toBe(near);
});

test.each(["whoami", "whoami -e dev", "status -e dev"])(
  "gworld %s refuses plain http to another machine",
  async (line) => {
    const env = { AWS_ENDPOINT_URL: near, AWS_ENDPOINT_URL_S3: far };
    const { code, stderr } = await place.gworld(line, { env });
    expect(code).toBe(2);
    expect(stderr).toContain("AWS_ENDPOINT_URL_S3: plain http is for this machine only; aws.example needs https");
  },
);

test("a protected environment is not sent to the endpoint of a profile", async () => {
  const { code, stderr } = await place.gworld("status -e prod --profile all");
  expect(code).toBe(12);
  expect(stderr).toContain("profile all: endpoint_url");
});
