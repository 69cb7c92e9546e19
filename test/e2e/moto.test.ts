import { afterAll, beforeAll, expect, test } from "vitest";
import { contract } from "../contracts/endpoints.ts";
import { workplace, type Workplace } from "./gworld.ts";

contract("one stack of dev, driven by the built gworld through AWS_ENDPOINT_URL,", ({ account }, config) => {
  let place: Workplace;
  const env = () => ({
    AWS_ENDPOINT_URL: config().endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
  });
  const deploy = ["deploy", "-e", "dev", "--stack", "network", "-y"];

  beforeAll(async () => {
    place = await workplace();
  });
  afterAll(() => place.remove());

  test("is refused before bootstrap, with the command to type", async () => {
    const refused = await place.run(deploy, env());
    expect(refused).toMatchObject({ code: 10, stdout: "" });
    expect(refused.stderr).toContain("gworld bootstrap");
  });

  test("is bootstrapped once", async () => {
    const answer = { account, region: "us-east-1", bucket: `gworld-state-${account}-us-east-1`, table: "gworld-state" };
    expect(await place.json(["bootstrap", "-e", "dev", "-y"], env())).toMatchObject({ ...answer, result: "created" });
    expect(await place.json(["bootstrap", "-e", "dev", "-y"], env())).toMatchObject({ ...answer, result: "unchanged" });
  });

  test("is deployed once, and shown by status, outputs and resources", async () => {
    expect(await place.json(deploy, env())).toMatchObject({ result: "deployed", account });
    expect(await place.json(deploy, env())).toMatchObject({ result: "unchanged" });
    expect(await place.json(["status", "-e", "dev"], env())).toMatchObject({
      stacks: expect.arrayContaining([
        expect.objectContaining({ name: "gworld-dev-network", status: "CREATE_COMPLETE" }),
      ]),
      services: [],
    });
    expect(await place.json(["outputs", "-e", "dev"], env())).toMatchObject({ VpcId: expect.stringMatching(/^vpc-/) });
    expect(await place.json(["resources", "-e", "dev", "--type", "AWS::EC2::Subnet"], env())).toMatchObject({
      resources: { length: 6 },
    });
  });
});
