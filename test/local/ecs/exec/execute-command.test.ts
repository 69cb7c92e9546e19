import { ECS } from "@aws-sdk/client-ecs";
import { expect, onTestFinished, test } from "vitest";
import { serveCloud } from "../../../../src/local/cloud.ts";
import { readMessage, writeMessage } from "../../../../src/local/ecs/exec/client-message.ts";
import { lineDiscipline } from "../../../../src/local/ecs/exec/line-discipline.ts";
import { folder } from "../../serving.ts";
import { plugin, upgraded } from "./plugin.ts";

const settled = { timeout: 20_000, interval: 50 };

/** A task that runs, with a client. */
async function running({ enableExecuteCommand = true } = {}) {
  const cloud = await serveCloud({ dir: folder() });
  onTestFinished(() => cloud.stop());
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const ecs = new ECS({ region: "eu-central-1", endpoint: cloud.endpoint, credentials, maxAttempts: 1 });
  onTestFinished(() => ecs.destroy());
  await ecs.createCluster({ clusterName: "c" });
  const environment = [{ name: "WORLD", value: "w-1" }];
  const command = ["node", "-e", "setInterval(()=>{},1e3)"];
  const app = { name: "app", image: "node:24", command, environment };
  await ecs.registerTaskDefinition({ family: "app", cpu: "256", memory: "512", containerDefinitions: [app] });
  const { tasks: [started] = [] } = await ecs.runTask({ cluster: "c", taskDefinition: "app", enableExecuteCommand });
  const task = started?.taskArn ?? "";
  const described = async () => (await ecs.describeTasks({ cluster: "c", tasks: [task] })).tasks?.[0];
  await expect.poll(async () => (await described())?.lastStatus, settled).toBe("RUNNING");
  const execute = (command: string, more = {}) =>
    ecs.executeCommand({ cluster: "c", task, command, interactive: true, ...more });
  return { ecs, task, described, execute, cloud };
}

test("a command runs beside the task, in its environment, and its channel closes when it ends", async () => {
  const { execute, described, task } = await running();
  const answer = await execute("echo $WORLD in $AWS_REGION");
  expect(answer).toMatchObject({
    taskArn: task,
    containerName: "app",
    interactive: true,
    session: {
      sessionId: expect.stringMatching(/^ecs-execute-command-\w+$/),
      streamUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/v1\/data-channel\/ecs-execute-command-/),
    },
  });
  expect((await described())?.containers).toMatchObject([
    { managedAgents: [{ name: "ExecuteCommandAgent", lastStatus: "RUNNING" }] },
  ]);
  const { shown, closed, messages } = await plugin(answer.session ?? {});
  await expect.poll(closed, settled).toBe(true);
  expect(shown()).toBe("w-1 in eu-central-1\r\n");
  expect(messages.at(-1)?.type).toBe("channel_closed");
  const handshake: unknown = JSON.parse(messages[0]?.payload.toString() ?? "");
  expect(handshake).toMatchObject({
    RequestedClientActions: [{ ActionType: "SessionType", ActionParameters: { SessionType: "Standard_Stream" } }],
  });
});

test("a shell is typed to as on a terminal, and what was not acknowledged comes again", async () => {
  const { execute } = await running();
  const { ready, type, shown, closed, ping } = await plugin((await execute("/bin/sh")).session ?? {}, { deaf: 3 });
  ping();
  await expect.poll(ready, settled).toBe(true);
  type("echo ab\u007fc-$WORLD\r");
  await expect.poll(shown, settled).toBe("echo ab\b \bc-$WORLD\r\nac-w-1\r\n");
  type("exit\r");
  await expect.poll(closed, settled).toBe(true);
});

test("long output comes whole and in order", async () => {
  const { execute } = await running();
  const script = `node -e "for(let i=0;i<3000;i++)console.log('line '+i)"`;
  const { shown, closed } = await plugin((await execute(script)).session ?? {});
  await expect.poll(closed, settled).toBe(true);
  expect(shown()).toBe(Array.from({ length: 3_000 }, (_, index) => `line ${index}\r\n`).join(""));
});

test("a command ends with its task, and by request", async () => {
  const { execute, ecs, task } = await running();
  const first = await plugin((await execute("cat")).session ?? {});
  const second = await plugin((await execute("cat")).session ?? {});
  for (const { ready, type, shown } of [first, second]) {
    await expect.poll(ready, settled).toBe(true);
    type("hello\r");
    await expect.poll(shown, settled).toBe("hello\r\nhello\r\n");
  }
  first.terminate();
  await expect.poll(first.closed, settled).toBe(true);
  expect(second.closed()).toBe(false);
  await ecs.stopTask({ cluster: "c", task });
  await expect.poll(second.closed, settled).toBe(true);
});

test("a channel opens once, for who has its token, on this machine", async () => {
  const { execute } = await running();
  const session = (await execute("echo secret")).session ?? {};
  await expect(upgraded(session.streamUrl ?? "", { origin: "https://example.com" })).rejects.toThrow("answered 404");
  const { closed, shown } = await plugin(session, { token: "guessed" });
  await expect.poll(closed, settled).toBe(true);
  expect(shown()).toBe("");
  await expect(plugin(session)).rejects.toThrow("answered 404");
});

const agentless =
  "The execute command failed because execute command was not enabled when the task was run or the execute command agent isn't running. Wait and try again or run a new task with execute command enabled and try again.";

// The texts are AWS's; ECS API reference, ExecuteCommand: errors.
test("commands are refused where they are not let in, where nothing runs, and unless they are interactive", async () => {
  const closed = await running({ enableExecuteCommand: false });
  await expect(closed.execute("sh")).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: agentless,
  });
  const { execute, ecs, task, described } = await running();
  await expect(execute("sh", { interactive: false })).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(execute("echo \0")).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(execute("x".repeat(131_072))).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(execute("sh", { container: "none" })).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(execute("sh", { task: "none" })).rejects.toMatchObject({ name: "InvalidParameterException" });
  await ecs.stopTask({ cluster: "c", task });
  await expect.poll(async () => (await described())?.lastStatus, settled).toBe("STOPPED");
  await expect(execute("sh")).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: agentless,
  });
});

// aws/session-manager-plugin, src/message/clientmessage.go: the offsets of the header.
test("a message has the plugin's layout and is read back as it was", () => {
  const payload = Buffer.from("hello");
  const bytes = writeMessage({ type: "output_stream_data", sequence: 7, flags: 3, payloadType: 1, payload }, 1_000);
  expect(bytes.readUInt32BE(0)).toBe(116);
  expect(bytes.toString("utf8", 4, 36)).toBe("output_stream_data".padEnd(32));
  expect([bytes.readBigUInt64BE(40), bytes.readBigInt64BE(48), bytes.readBigUInt64BE(56)]).toEqual([1_000n, 7n, 3n]);
  expect([bytes.readUInt32BE(112), bytes.readUInt32BE(116)]).toEqual([1, 5]);
  expect(readMessage(bytes)).toMatchObject({
    type: "output_stream_data",
    sequence: 7,
    flags: 3,
    payloadType: 1,
    payload,
  });
  expect(readMessage(bytes.subarray(0, 100))).toBeUndefined();
});

test("Ctrl-C interrupts and drops the line, Ctrl-D ends only where nothing is typed", () => {
  const told: string[] = [];
  const typed = lineDiscipline({
    echo: () => {},
    line: (text) => told.push(text),
    interrupt: () => told.push("interrupt"),
    end: () => told.push("end"),
  });
  typed(Buffer.from("abc\u0003de\u0004\r\u0004"));
  expect(told).toEqual(["interrupt", "de\n", "end"]);
});
