import { afterEach, expect, test, vi } from "vitest";
import { awsClients } from "../../src/aws/clients.ts";
import { s3Objects } from "../../src/aws/s3.ts";
import { workplace } from "../fakes/host.ts";

afterEach(() => vi.unstubAllEnvs());

const nobody = () => Promise.reject(new Error("nobody was to be asked"));

test("an address of an object is AWS's own where a named endpoint is ignored", () => {
  vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
  vi.stubEnv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
  const clients = awsClients({ region: "eu-west-1" });
  expect(s3Objects(clients, nobody).url("b", "k")).toBe("https://b.s3.eu-west-1.amazonaws.com/k");
});

test("an address of an object is that of the endpoint in force", () => {
  const clients = awsClients({ region: "eu-west-1", ambientEndpoint: "http://127.0.0.1:9/" });
  expect(s3Objects(clients, nobody).url("b", "k")).toBe("http://127.0.0.1:9/b/k");
});

test("a client goes to the endpoint of the profile it was given, not to that of AWS_PROFILE", async () => {
  const place = workplace({
    "aws.config": "[profile a]\nendpoint_url = http://127.0.0.1:1\n[profile b]\nendpoint_url = http://127.0.0.1:2\n",
  });
  try {
    vi.stubEnv("AWS_CONFIG_FILE", `${place.dir}/aws.config`);
    vi.stubEnv("AWS_PROFILE", "a");
    const sts = await awsClients({
      region: "eu-west-1",
      profile: "b",
      credentials: { accessKeyId: "x", secretAccessKey: "y" },
    }).sts();
    await expect(sts.getCallerIdentity({})).rejects.toThrow("127.0.0.1:2");
  } finally {
    place.remove();
  }
});
