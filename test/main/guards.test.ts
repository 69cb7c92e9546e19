import { expect, test } from "vitest";
import { checkEndpoints, guardAccount, guardedEndpoints } from "../../src/main/guards.ts";
import { presets } from "../../src/model/config/presets.ts";
import { devConfig } from "../fakes/context.ts";

const prod = { ...presets.prod, name: "prod", project: "gworld" };
const local = { url: "http://127.0.0.1:4566", from: "AWS_ENDPOINT_URL" };
const remote = { url: "http://aws.example", from: "AWS_ENDPOINT_URL_S3", service: "s3" };

test.each([
  { what: "AWS itself", config: devConfig, ambient: [], endpoints: [] },
  { what: "the shell's endpoint", config: devConfig, ambient: [local], endpoints: [local] },
  {
    what: "the configured one, whatever the shell says",
    config: { ...prod, endpoint: "https://aws.example" },
    ambient: [local],
    endpoints: [{ url: "https://aws.example", from: "environments.prod.endpoint" }],
  },
])("$what is where requests go", ({ config, ambient, endpoints }) => {
  expect(guardedEndpoints(config, ambient)).toEqual(endpoints);
});

test.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "profile ops: endpoint_url"])(
  "a protected environment refuses %s",
  (from) => {
    expect(() => guardedEndpoints(prod, [{ ...local, from }])).toThrow(
      expect.objectContaining({ code: "refused", message: expect.stringContaining(from) }),
    );
  },
);

test("plain http to another machine is refused, whoever says it and whatever else is said", () => {
  const refused = expect.objectContaining({ code: "usage", message: expect.stringContaining("aws.example") });
  expect(() => checkEndpoints([local, remote])).toThrow(refused);
  expect(() => guardedEndpoints(devConfig, [local, remote])).toThrow(refused);
  expect(() => guardedEndpoints({ ...devConfig, endpoint: remote.url }, [])).toThrow(refused);
  expect(() => guardedEndpoints({ ...devConfig, endpoint: local.url }, [remote])).toThrow(refused);
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
