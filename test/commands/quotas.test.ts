import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { quotas } from "../../src/commands/quotas.ts";
import { AwsError, type AwsFailure } from "../../src/model/aws-error.ts";
import { deployWorld } from "../fakes/deploy-world.ts";

const only = (code: string, value: number) => (_: string, asked: string) => (asked === code ? value : undefined);
const failing = (failure: AwsFailure) => () => {
  throw new AwsError(failure === "credentials" ? "credentials" : "failed", `cannot ask (${failure})`, {
    hint: "Ask.",
    failure,
    awsCode: "Denied",
    awsMessage: "no",
    action: "servicequotas:GetServiceQuota",
  });
};
const vpcs = "L-F678F1CE";

test("what is needed stands beside what the account is allowed", async () => {
  const { result, code, io } = await deployWorld({ quotas: only(vpcs, 20) }).run(quotas);
  expect(code).toBeUndefined();
  expect(result).toMatchObject({
    env: "dev",
    quotas: expect.arrayContaining([
      expect.objectContaining({ service: "vpc", code: vpcs, needed: 1, limit: 20, from: "account", state: "ok" }),
      expect.objectContaining({ service: "cloudformation", quota: "Stacks", needed: 7, from: "default" }),
      expect.objectContaining({ service: "cloudfront", region: "us-east-1" }),
    ]),
  });
  expect(result).not.toHaveProperty("note");
  expect(io.stdout()).toContain("dev fits into the quotas of us-east-1.");
});

test("a quota that is exceeded ends with 6 and says how to ask for more", async () => {
  const world = deployWorld({ quotas: only(vpcs, 0), config: { region: "eu-west-1" } });
  const { code, io } = await world.run(quotas);
  expect(code).toBe("unverified");
  expect(io.stdout()).toContain("dev needs more than eu-west-1 allows: VPCs (1).");
  expect(io.stdout()).toContain(
    "request-service-quota-increase --region eu-west-1 --service-code vpc --quota-code L-F678F1CE --desired-value 1",
  );
});

test.each(["denied", "unsupported"] as const)(
  "where it is %s, AWS's defaults are taken, and that is said once",
  async (failure) => {
    const { result, io, code } = await deployWorld({ quotas: failing(failure) }).run(quotas);
    expect(code).toBeUndefined();
    expect(result).toHaveProperty("note", expect.stringContaining(`cannot ask (${failure})`));
    expect(io.stdout().split("cannot ask")).toHaveLength(2);
  },
);

test("without credentials it fails as every command does", async () => {
  const { error } = await deployWorld({ quotas: failing("credentials") }).run(quotas);
  expect(error).toMatchObject({ code: "credentials" });
});

test("deploy warns before it creates more than a quota allows, and goes on", async () => {
  const world = deployWorld({ quotas: only(vpcs, 0) });
  const { io, result } = await world.run(deploy, "--yes");
  expect(io.stderr()).toContain("VPCs (vpc): 1 needed, 0 allowed in us-east-1. Creating them will fail.");
  expect(result).toMatchObject({ result: "deployed" });
});

test("deploy asks nothing about quotas when no stack is created", async () => {
  let asked = 0;
  const world = deployWorld({
    quotas: () => {
      asked += 1;
      return undefined;
    },
  });
  await world.run(deploy, "--yes");
  expect(asked).toBeGreaterThan(5);
  asked = 0;
  world.changes.set("network", { resources: { Extra: { Type: "AWS::EC2::VPC" } } });
  const { io } = await world.run(deploy, "--yes");
  expect(asked).toBe(0);
  expect(io.stderr()).not.toContain("allowed");
});

test.each(["denied", "credentials", "throttled"] as const)(
  "a failure to ask (%s) never fails a deployment",
  async (failure) => {
    const { result, io, error } = await deployWorld({ quotas: failing(failure) }).run(deploy, "--yes");
    expect(error).toBeUndefined();
    expect(result).toMatchObject({ result: "deployed" });
    expect(io.stderr().split("cannot ask")).toHaveLength(2);
  },
);
