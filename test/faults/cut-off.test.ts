import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { whoami } from "../../src/commands/whoami.ts";
import { connectAws } from "../../src/main/connect.ts";
import { listOf, textAt, isRecord } from "../../src/model/json.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
});
beforeEach(() => world.forgetCalls());
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([world.mend(), world.admin("time", { scale: 0 })]);
  world.content.clear();
  await world.run(destroy, "--yes");
});
afterAll(() => world.stop());

const deployed = { exit: 0, result: { result: "deployed" } };
const argv = ["--stack", "network", "--yes"];
const done = async () => acts(await world.calls("cloudformation"));
const expired = {
  service: "cloudformation",
  code: "ExpiredToken",
  message: "The security token included in the request is expired",
};

/** A deployment on its way, whose credentials expire. */
async function whileDeploying(answer?: boolean) {
  await world.admin("time", { scale: 3 });
  const going = world.start(deploy, argv, undefined, answer);
  await expect.poll(done, { timeout: 20_000 }).toContain("CreateStack");
  await world.breakCalls(expired);
  return going;
}

test("43: where nobody can sign in, credentials that expire leave the deployment going on, and the same command follows it", async () => {
  const going = await whileDeploying();
  const left = await going.ending;
  expect(left).toMatchObject({ exit: 5, error: { hint: expect.stringContaining("run the same command") } });
  expect(left.error?.message).toMatch(
    /Cannot watch gworld-dev-network any more: the AWS credentials have expired .*CloudFormation goes on with it/,
  );
  expect(await done()).toEqual(["CreateStack"]);
  await world.mend();
  await world.admin("time", { scale: 0 });
  expect(await world.run(deploy, ...argv)).toMatchObject(deployed);
  expect(await done()).toEqual(["CreateStack"]);
  expect(await world.told()).toEqual(["deployed", "interrupted"]);
});

test("43: on a terminal it is told how to sign in again, and the watching goes on by itself", async () => {
  const going = await whileDeploying(true);
  await expect
    .poll(
      async () => (await world.calls("cloudformation")).filter(({ outcome }) => outcome === "ExpiredToken").length,
      { timeout: 20_000 },
    )
    .toBeGreaterThan(2);
  await world.mend();
  await world.admin("time", { scale: 0 });
  const end = await going.ending;
  expect(end).toMatchObject(deployed);
  expect(end.stderr).toContain("gworld-dev-network goes on, but cannot be seen: the AWS credentials have expired");
  expect(end.stderr).toContain("Type in another terminal: aws sso login. Then it is watched on by itself");
  expect(await done()).toEqual(["CreateStack"]);
});

test("43: credentials that were renewed meanwhile are found by the call that finds the old ones expired", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gworld-credentials-"));
  const file = join(folder, "credentials");
  const sign = (key: string) =>
    writeFileSync(file, `[default]\naws_access_key_id = ${key}\naws_secret_access_key = x\n`);
  sign("AKIAOLD");
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
  const { region } = world.config;
  const stacks = connectAws(world.config, { region, endpoint: world.endpoint }, world.clock).stacks(region);
  await stacks.describe("gworld-bootstrap");
  sign("AKIANEW");
  await world.breakCalls({ ...expired, times: 1 });
  expect(await stacks.describe("gworld-bootstrap")).toMatchObject({ name: "gworld-bootstrap" });
  const asked = await world.admin("calls?service=cloudformation");
  const keys = listOf(isRecord(asked) ? asked["calls"] : []).map((call) => [
    textAt(call, "by"),
    textAt(call, "outcome"),
  ]);
  expect(keys).toEqual([
    ["AKIAOLD", "OK"],
    ["AKIAOLD", "ExpiredToken"],
    ["AKIANEW", "OK"],
  ]);
  rmSync(folder, { recursive: true });
});

test("44: a network that is lost for a while leaves the deployment as it is, and nothing of it is told twice", async () => {
  await world.admin("time", { scale: 3 });
  const going = world.start(deploy, argv);
  await expect.poll(done, { timeout: 20_000 }).toContain("CreateStack");
  await world.breakCalls({ service: "cloudformation", cut: "reset", times: 14 });
  const cut = async () => (await world.calls("cloudformation")).filter(({ outcome }) => outcome === "NoAnswer").length;
  await expect.poll(cut, { timeout: 20_000 }).toBeGreaterThanOrEqual(14);
  await world.admin("time", { scale: 0 });
  const end = await going.ending;
  expect(end).toMatchObject(deployed);
  expect(end.stderr).toMatch(/still watching gworld-dev-network, though a look failed: no usable answer/);
  const told = end.stderr.split("\n").filter((line) => line.includes("NetworkTopic AWS::SNS::Topic CREATE_"));
  expect(told.map((line) => line.replace(/^.*CREATE/, "CREATE"))).toEqual(["CREATE_IN_PROGRESS", "CREATE_COMPLETE"]);
  expect(await done()).toEqual(["CreateStack"]);
  expect((await world.told())[0]).toBe("deployed");
});

test.each([0, 2, -2])("45: of a clock that is %i minutes off nothing is said", async (minutes) => {
  if (minutes !== 0) await world.breakCalls({ service: "sts", clockOffset: minutes * 60_000 });
  const caller = await world.connect().identity.caller();
  expect(caller).not.toHaveProperty("clockOffset");
});

test.each([
  { minutes: 20, says: "behind" },
  { minutes: -20, says: "ahead of" },
])(
  "45: with a clock that is $says AWS's a deployment succeeds, and is told how to set it",
  async ({ minutes, says }) => {
    await world.breakCalls({ clockOffset: minutes * 60_000 });
    const end = await world.run(deploy, ...argv);
    expect(end).toMatchObject(deployed);
    expect(end.stderr).toMatch(new RegExp(`The clock of this machine is \\d+m.* ${says} AWS's`));
    expect(end.stderr).toContain("timedatectl set-ntp true");
    expect(await world.run(whoami)).toMatchObject({ exit: 0 });
  },
);
