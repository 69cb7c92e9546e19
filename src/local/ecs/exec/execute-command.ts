import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import { bool, type JsonObject, text } from "../../json.ts";
import type { Part, Upgrade } from "../../resource.ts";
import type { Operation } from "../../service.ts";
import { acceptWebSocket } from "../../web-socket.ts";
import { clusterOf } from "../clusters.ts";
import type { EcsContext } from "../context.ts";
import { taskOf } from "../find-task.ts";
import { refusals } from "../refusals.ts";
import type { ContainerRow, TaskRow } from "../rows.ts";
import type { TaskRuns } from "../task-runs.ts";
import { dataChannel } from "./data-channel.ts";

/** A command that was asked for and whose channel has not been opened yet. */
interface Session {
  readonly token: string;
  readonly taskArn: string;
  readonly container: string;
  readonly command: string;
}

/** ExecuteCommand, and the channels on which its commands are spoken with. */
export interface Exec {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly webSockets: NonNullable<Part["webSockets"]>;
  stop(): void;
}

const path = /^\/v1\/data-channel\/([^?]*)/;
/** More that were never opened are not kept. */
const keptSessions = 100;

export function exec(context: EcsContext, tasks: TaskRuns): Exec {
  const sessions = new Map<string, Session>();
  const sockets = new Set<Duplex>();
  const { ground } = context;
  const opened = (id: string, session: Session, upgrade: Upgrade) => {
    const { socket } = upgrade;
    const channel = dataChannel({
      clock: ground.clock,
      sessionId: id,
      token: session.token,
      run: (events) => tasks.beside(session, session.command, events),
      send: (bytes) => webSocket.send(bytes),
      close: () => webSocket.close(),
    });
    const webSocket = acceptWebSocket(upgrade, {
      message: channel.received,
      closed() {
        sockets.delete(socket);
        channel.closed();
      },
    });
    sockets.add(socket);
  };
  return {
    operations: {
      ExecuteCommand(input, call) {
        const cluster = clusterOf(context, input, call);
        const { task, container } = target(taskOf(context, input, call), input);
        const token = randomBytes(64).toString("base64");
        const command = text(input, "command") ?? "";
        const id = remember(sessions, { token, taskArn: task.arn, container: container.name, command });
        return {
          clusterArn: cluster.arn,
          taskArn: task.arn,
          containerArn: container.arn,
          containerName: container.name,
          interactive: true,
          session: { sessionId: id, streamUrl: streamUrl(ground.endpoint(), id), tokenValue: token },
        };
      },
    },
    webSockets: {
      path,
      take(upgrade) {
        const [, id = ""] = path.exec(upgrade.request.url ?? "") ?? [];
        const session = sessions.get(id);
        if (session) opened(id, session, upgrade);
        return session !== undefined && sessions.delete(id);
      },
    },
    stop() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function remember(sessions: Map<string, Session>, session: Session): string {
  const id = `ecs-execute-command-${randomBytes(9).toString("hex")}`;
  sessions.set(id, session);
  for (const old of [...sessions.keys()].slice(0, -keptSessions)) sessions.delete(old);
  return id;
}

const streamUrl = (endpoint: string, id: string) =>
  `${endpoint.replace(/^http/, "ws")}/v1/data-channel/${id}?role=publish_subscribe`;

/** The container a command is for, where commands are let in and the task runs. */
function target(task: TaskRow, input: JsonObject): { readonly task: TaskRow; readonly container: ContainerRow } {
  checkCommand(text(input, "command") ?? "");
  if (bool(input, "interactive") !== true) throw refusals.invalid("Interactive is the only mode supported currently.");
  if (bool(task.settings, "enableExecuteCommand") !== true) throw refusals.invalid(notEnabled);
  const name = text(input, "container");
  if (name === undefined && task.containers.length > 1)
    throw refusals.invalid("A container name is required for a task of several containers.");
  const container = task.containers.find((each) => name === undefined || each.name === name);
  if (!container) throw refusals.invalid(`The task has no container named ${name}.`);
  if (task.lastStatus !== "RUNNING" || container.lastStatus !== "RUNNING") throw refusals.invalid(notEnabled);
  return { task, container };
}

/** AWS tells no limit: what a system does not take as one argument, which is 128 KiB with its end on Linux, is none here. */
function checkCommand(command: string): void {
  if (command === "") throw refusals.invalid("command must not be empty.");
  if (command.includes("\0")) throw refusals.invalid("command must not contain a NUL character.");
  if (Buffer.byteLength(command) > longestCommand)
    throw refusals.invalid(`command must not be longer than ${longestCommand} bytes.`);
}

const longestCommand = 131_071;

const notEnabled =
  "The execute command failed because execute command was not enabled when the task was run or the execute command agent isn't running. Wait and try again or run a new task with execute command enabled and try again.";
