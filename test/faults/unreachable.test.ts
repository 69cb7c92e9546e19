import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { workplace } from "../fakes/host.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts } from "./somebody-else.ts";

/** Nobody listens on the port of RFC 863's discard service. */
const nowhere = "http://127.0.0.1:9";

const env = {
  AWS_ENDPOINT_URL: nowhere,
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_MAX_ATTEMPTS: "1",
};

let world: FaultWorld;
const place = workplace({ "gworld.yaml": "defaults:\n  region: us-east-1\n" });
beforeAll(async () => {
  // The SDK looks for credentials in the environment of the process.
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  world = await faultWorld();
});
afterEach(() => world.mend());
afterAll(async () => {
  vi.unstubAllEnvs();
  place.remove();
  await world.stop();
});

test.each([
  "deploy --env dev --yes",
  "destroy --env dev --yes",
  "status --env dev",
  "history --env dev",
  "diff --env dev",
  "bootstrap --env dev --yes",
  "lock show --env dev",
])("44: gworld %s that never reaches AWS ends with 5 and says what to type again", async (line) => {
  const { code, stdout, stderr } = await place.gworld(line, { env });
  expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
  expect(stderr).toContain(`no usable answer from ${nowhere}`);
  expect(stderr).toContain(`Check the network, AWS_ENDPOINT_URL and AWS_CA_BUNDLE, then run again: gworld ${line}`);
});

test("44: the environment that GWORLD_ENV names is in what is to be typed again", async () => {
  const { code, stderr } = await place.gworld("status --json", { env: { ...env, GWORLD_ENV: "dev" } });
  expect(code).toBe(5);
  expect(JSON.parse(stderr.slice(stderr.indexOf("{")))).toMatchObject({
    error: { code: "resumable", hint: expect.stringContaining("run again: gworld status --env dev --json") },
  });
});

test.each<[string, Command]>([
  ["deploy", deploy],
  ["destroy", destroy],
])("44: a %s that loses the network before it has the lock has begun nothing, and ends with 5", async (_, verb) => {
  expect((await world.run(deploy, "--yes", "--stack", "network")).exit).toBe(0);
  const told = await world.told();
  world.content.set("network", { display: verb.name });
  await world.forgetCalls();
  await world.breakCalls({ service: "dynamodb", operation: "UpdateItem", cut: "reset", times: 1_000 });
  const lost = await world.run(verb, "--yes");
  expect(lost).toMatchObject({ exit: 5, error: { hint: expect.stringContaining("run the same command again") } });
  const begun = acts(await world.calls("cloudformation"));
  expect(begun.filter((operation) => !operation.endsWith("ChangeSet"))).toEqual([]);
  expect(begun).not.toContain("ExecuteChangeSet");
  await world.mend();
  expect(await world.told()).toEqual(told);
  expect((await world.run(verb, "--yes")).exit).toBe(0);
});
