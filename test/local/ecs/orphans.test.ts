import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from "@aws-sdk/client-ecs";
import { afterEach, beforeAll, expect, test } from "vitest";
import { processLives, processStart } from "../../../src/local/process-start.ts";
import {
  starterCommand,
  starterEnvironment,
  starterHealthCheck,
  starterImage,
} from "../../../templates/starter/starter.ts";
import { bundle } from "../bundle.ts";

const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const region = "eu-west-1";
const undo: (() => void)[] = [];
afterEach(() => {
  for (let last = undo.pop(); last; last = undo.pop()) last();
});

let program = "";
beforeAll(async () => {
  const out = mkdtempSync(join(resolve(import.meta.dirname, "../../../node_modules"), ".gworld-ecs-"));
  program = await bundle("test/local/ecs/cloud.ts", out);
  return () => rmSync(out, { recursive: true, force: true });
});

async function start(dir: string) {
  const cloud = spawn(process.execPath, [program, dir], { stdio: ["ignore", "pipe", "inherit"] });
  undo.push(() => void cloud.kill("SIGKILL"));
  const [said] = await once(cloud.stdout, "data");
  const endpoint = String(said).trim();
  const ecs = new ECSClient({ endpoint, region, credentials, maxAttempts: 1 });
  const logs = new CloudWatchLogsClient({ endpoint, region, credentials, maxAttempts: 1 });
  undo.push(
    () => ecs.destroy(),
    () => logs.destroy(),
  );
  return { cloud, ecs, logs };
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "gworld-orphans-"));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const group = "/gworld/local/agent-runtime";

/** Two tasks of the starter service, which say in their logs which processes they are. */
async function deployStarter({ ecs, logs }: Awaited<ReturnType<typeof start>>) {
  await logs.send(new CreateLogGroupCommand({ logGroupName: group }));
  await ecs.send(new CreateClusterCommand({ clusterName: "c" }));
  const [command = "", flag = "", script = ""] = starterCommand();
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "agent-runtime",
      containerDefinitions: [
        {
          name: "app",
          image: starterImage,
          command: [command, flag, `console.log("pid " + process.pid);${script}`],
          environment: Object.entries(starterEnvironment("agent-runtime", "local")).map(([name, value]) => ({
            name,
            value,
          })),
          portMappings: [{ containerPort: 8080 }],
          healthCheck: { command: [...starterHealthCheck] },
          logConfiguration: {
            logDriver: "awslogs",
            options: { "awslogs-group": group, "awslogs-stream-prefix": "agent-runtime" },
          },
        },
      ],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({ cluster: "c", serviceName: "s", taskDefinition: "agent-runtime", desiredCount: 2 }),
  );
}

const rolloutState = async (ecs: ECSClient) =>
  (await ecs.send(new DescribeServicesCommand({ cluster: "c", services: ["s"] }))).services?.[0]?.deployments?.[0];

async function pids(logs: CloudWatchLogsClient): Promise<readonly { pid: number; start: string | undefined }[]> {
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: group, filterPattern: '"pid"' }));
  return events.map(({ message = "" }) => {
    const pid = Number(message.replace("pid ", ""));
    return { pid, start: processStart(pid) };
  });
}

const alive = (all: readonly { pid: number; start: string | undefined }[]) =>
  all.filter(({ pid, start }) => start !== undefined && processLives(pid, start));

const settled = { timeout: 20_000, interval: 50 };

async function rolledOut(running: Awaited<ReturnType<typeof start>>) {
  await deployStarter(running);
  await expect
    .poll(() => rolloutState(running.ecs), settled)
    .toMatchObject({ rolloutState: "COMPLETED", runningCount: 2 });
  const found = alive(await pids(running.logs));
  expect(found).toHaveLength(2);
  return found;
}

async function end(cloud: ChildProcess, signal: NodeJS.Signals) {
  cloud.kill(signal);
  await once(cloud, "exit");
}

test("a local cloud that is killed leaves no task behind, and the next run starts them anew", async () => {
  const dir = folder();
  const first = await start(dir);
  const tasks = await rolledOut(first);
  await end(first.cloud, "SIGKILL");
  await expect.poll(() => alive(tasks), settled).toEqual([]);
  const second = await start(dir);
  await expect
    .poll(() => rolloutState(second.ecs), settled)
    .toMatchObject({ rolloutState: "COMPLETED", runningCount: 2 });
  await expect.poll(async () => alive(await pids(second.logs)).length, settled).toBe(2);
  await end(second.cloud, "SIGTERM");
}, 120_000);

test("a health check in a shell ends with the local cloud that is killed", async () => {
  const dir = folder();
  const { cloud, ecs } = await start(dir);
  const file = join(dir, "checks");
  const healthCheck = {
    command: ["CMD-SHELL", `echo $$ >> ${file}; sleep 60 & echo $! >> ${file}; wait`],
    timeout: 60,
  };
  const app = { name: "app", image: starterImage, command: ["node", "-e", "setInterval(()=>{},1e3)"], healthCheck };
  await ecs.send(new CreateClusterCommand({ clusterName: "c" }));
  await ecs.send(new RegisterTaskDefinitionCommand({ family: "checked", containerDefinitions: [app] }));
  await ecs.send(new RunTaskCommand({ cluster: "c", taskDefinition: "checked" }));
  const written = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);
  await expect.poll(() => written().length, settled).toBe(2);
  const checks = written().map((pid) => ({ pid: Number(pid), start: processStart(Number(pid)) }));
  expect(alive(checks)).toHaveLength(2);
  await end(cloud, "SIGKILL");
  await expect.poll(() => alive(checks), settled).toEqual([]);
}, 60_000);

test("a local cloud that is stopped ends its tasks first", async () => {
  const running = await start(folder());
  const tasks = await rolledOut(running);
  await end(running.cloud, "SIGTERM");
  expect(alive(tasks)).toEqual([]);
}, 60_000);
