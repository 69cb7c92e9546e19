import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DetectStackDriftCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chance } from "../../src/local/chance.ts";
import { controlLocalCloud, type LocalCloudControl } from "../../src/local/control.ts";
import { illegalSteps } from "../contracts/conformance/transitions.ts";
import { bundle } from "./bundle.ts";
import { deployer, versionOf } from "./deployer.ts";

/** Kills of the local cloud; a full proof takes 30. */
const rounds = Number(process.env["GWORLD_PROOF_ROUNDS"] ?? 6);
const seed = Number(process.env["GWORLD_PROOF_SEED"] ?? 1);
const scratch = mkdtempSync(join(tmpdir(), "gworld-killed-"));
let control: LocalCloudControl;
beforeAll(async () => {
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(scratch, "node_modules"));
  const entry = await bundle("src/local/serve.ts", join(scratch, "dist"));
  // A little of each resource's time, so that steps are under way when the end comes.
  control = controlLocalCloud({
    dir: join(scratch, "cloud"),
    port: 0,
    entry,
    node: process.execPath,
    timeScale: 0.002,
  });
});
afterAll(async () => {
  await control.stop();
  rmSync(scratch, { recursive: true, force: true });
});

async function started() {
  const { endpoint, pid } = await control.start();
  const client = new CloudFormationClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  return { client, pid, ...deployer(client) };
}
type Started = Awaited<ReturnType<typeof started>>;

async function deploy({ bring }: Pick<Started, "bring">, version: number) {
  const reached: string[] = [];
  for (const [name, body] of versionOf(version)) reached.push(await bring(name, body));
  return reached;
}

/** What AWS would not have told: steps of the history, and resources that do not rest in a stack that does. */
async function impossibilities({ client, status, settled }: Started) {
  const found: string[] = [];
  for (const StackName of versionOf(1).keys()) {
    if ((await status(StackName)) === "") continue;
    await settled(StackName);
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
    // A page begins somewhere in the history: its first step came from an earlier one.
    found.push(
      ...illegalSteps(StackEvents.reverse()).filter((step) => StackEvents.length < 100 || !step.startsWith(" ")),
    );
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }));
    const restless = StackResources.filter(({ ResourceStatus = "" }) => ResourceStatus.endsWith("_IN_PROGRESS"));
    found.push(...restless.map((each) => `${each.LogicalResourceId} ${each.ResourceStatus}`));
  }
  return found;
}

async function drifted({ client }: Started, StackName: string) {
  const { StackDriftDetectionId } = await client.send(new DetectStackDriftCommand({ StackName }));
  for (;;) {
    const found = await client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }));
    if (found.DetectionStatus !== "DETECTION_IN_PROGRESS") return found.StackDriftStatus;
    await pause(5);
  }
}

/** Deletes what there is, so that the next kill strikes a creation. */
async function clear(cloud: Started) {
  for (const name of [...versionOf(1).keys()].reverse()) await cloud.remove(name);
}

test(`a cloud killed at ${rounds} moments of deploys is in a state of AWS's, and the next run converges`, async () => {
  let cloud = await started();
  // How long a deploy takes here and now; a guess at first.
  let life = 500;
  for (let round = 1; round <= rounds; round++) {
    if (round % 5 === 0) await clear(cloud);
    const running = deploy(cloud, round).catch(() => "cut off");
    await pause(chance(seed, round) * life);
    process.kill(cloud.pid, "SIGKILL");
    await running;
    cloud.client.destroy();
    cloud = await started();
    expect(await impossibilities(cloud)).toEqual([]);
    const begun = performance.now();
    const reached = await deploy(cloud, round);
    life = performance.now() - begun;
    expect(reached.filter((status) => !/^(?:CREATE|UPDATE)_COMPLETE$/.test(status))).toEqual([]);
    for (const name of versionOf(round).keys()) expect(await drifted(cloud, name)).toBe("IN_SYNC");
  }
  cloud.client.destroy();
}, 600_000);
