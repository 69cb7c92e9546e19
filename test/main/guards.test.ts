import { expect, test } from "vitest";
import { guardAccount, guardedEndpoint } from "../../src/main/guards.ts";
import { presets } from "../../src/model/config/presets.ts";
import { devConfig } from "../fakes/context.ts";

const prod = { ...presets.prod, name: "prod", project: "gworld" };
const local = "http://127.0.0.1:4566";

test.each([
  { what: "AWS itself", config: devConfig, env: {}, endpoint: undefined },
  { what: "an empty variable", config: devConfig, env: { AWS_ENDPOINT_URL: "" }, endpoint: undefined },
  {
    what: "the shell's endpoint",
    config: devConfig,
    env: { AWS_ENDPOINT_URL: local },
    endpoint: { url: local, from: "AWS_ENDPOINT_URL" },
  },
  {
    what: "the endpoint of one service",
    config: devConfig,
    env: { AWS_ENDPOINT_URL_S3: local },
    endpoint: { url: local, from: "AWS_ENDPOINT_URL_S3" },
  },
  {
    what: "the configured one, whatever the shell says",
    config: { ...prod, endpoint: "https://aws.example" },
    env: { AWS_ENDPOINT_URL: local },
    endpoint: { url: "https://aws.example", from: "environments.prod.endpoint" },
  },
])("$what is where requests go", ({ config, env, endpoint }) => {
  expect(guardedEndpoint(config, env)).toEqual(endpoint);
});

test.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"])(
  "a protected environment refuses %s of the shell",
  (name) => {
    expect(() => guardedEndpoint(prod, { [name]: local })).toThrow(
      expect.objectContaining({ code: "refused", message: expect.stringContaining(name) }),
    );
  },
);

test("plain http to another machine is refused, whoever says it", () => {
  const url = "http://aws.example";
  for (const [config, env] of [
    [devConfig, { AWS_ENDPOINT_URL: url }],
    [{ ...devConfig, endpoint: url }, {}],
  ] as const)
    expect(() => guardedEndpoint(config, env)).toThrow(expect.objectContaining({ code: "usage" }));
});

const identity = (account: string) => ({
  calls: 0,
  async caller() {
    this.calls += 1;
    return { account, arn: `arn:aws:iam::${account}:user/x`, region: "us-east-1", source: "profile" };
  },
});

test("another account than the configured one ends as credentials, and names both", async () => {
  const config = { ...devConfig, account: "111111111111" };
  await expect(guardAccount(config, identity("111111111111"))).resolves.toBeUndefined();
  await expect(guardAccount(config, identity("222222222222"))).rejects.toMatchObject({
    code: "credentials",
    message: expect.stringMatching(/111111111111.*222222222222/),
  });
});

test("nobody is asked where no account is configured", async () => {
  const port = identity("1");
  await guardAccount(devConfig, port);
  expect(port.calls).toBe(0);
});
