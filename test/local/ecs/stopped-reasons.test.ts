import { ECS } from "@aws-sdk/client-ecs";
import { expect, onTestFinished, test } from "vitest";
import { serveCloud } from "../../../src/local/cloud.ts";
import { folder } from "../serving.ts";
import { container, definition, ecs } from "./ecs-world.ts";

const mebibyte = 2 ** 20;

// ECS developer guide, OutOfMemoryError, and 128 and the number of SIGKILL.
test.each([
  ["its own", container({ memory: 128 }), 129, true],
  ["its own", container({ memory: 128 }), 128, false],
  ["its task's", container(), 513, true],
  ["its task's, whatever it may itself", container({ memory: 512 }), 513, true],
])("a container that holds more memory than %s limit is killed and says so", async (_, given, held, killed) => {
  const { create, runner, settle, tasks } = await ecs();
  await create({}, definition(given));
  for (const process of runner.running()) process.memory = held * mebibyte;
  await settle(1_000);
  expect(await tasks("STOPPED")).toMatchObject(
    killed
      ? [
          {
            stopCode: "EssentialContainerExited",
            stoppedReason: "Essential container in task exited",
            containers: [{ exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" }],
          },
        ]
      : [],
  );
});

const lacking =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ";
const secretArn = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:none-AbCdEf";
test.each([
  [
    secretArn,
    `${lacking}unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${secretArn} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
  ],
  [
    "arn:aws:ssm:eu-west-1:000000000000:parameter/a/b",
    `${lacking}unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /a/b`,
  ],
])("a task that wants %s, which is not there, does not start", async (valueFrom, stoppedReason) => {
  const { create, tasks } = await ecs();
  await create({}, definition(container({ secrets: [{ name: "A", valueFrom }] })));
  expect((await tasks("STOPPED"))[0]).toMatchObject({ stopCode: "TaskFailedToStart", stoppedReason });
});

test.runIf(process.platform === "linux")("over HTTP a process that fills its memory is killed with 137", async () => {
  const cloud = await serveCloud({ dir: folder() });
  onTestFinished(() => cloud.stop());
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const client = new ECS({ region: "eu-central-1", endpoint: cloud.endpoint, credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  await client.createCluster({ clusterName: "c" });
  const fill = "globalThis.held=Buffer.alloc(300*2**20,1);setInterval(()=>{},1e3)";
  await client.registerTaskDefinition({
    family: "glutton",
    cpu: "256",
    memory: "512",
    containerDefinitions: [{ name: "app", image: "node:24", command: ["node", "-e", fill], memory: 200 }],
  });
  const { tasks: [started] = [] } = await client.runTask({ cluster: "c", taskDefinition: "glutton" });
  const task = async () => (await client.describeTasks({ cluster: "c", tasks: [started?.taskArn ?? ""] })).tasks?.[0];
  await expect.poll(async () => (await task())?.lastStatus, { timeout: 20_000, interval: 100 }).toBe("STOPPED");
  expect(await task()).toMatchObject({
    stopCode: "EssentialContainerExited",
    containers: [{ exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" }],
  });
});
