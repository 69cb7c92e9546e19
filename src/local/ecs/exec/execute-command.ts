import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { bool, type JsonObject, text } from "../../json.ts";
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
  /** Takes the request for a channel; false for any other. */
  upgrade(request: IncomingMessage, socket: Duplex): boolean;
  stop(): void;
}

const path = /^\/v1\/data-channel\/(ecs-execute-command-\w+)(?:\?|$)/;
/** More that were never opened are not kept. */
const keptSessions = 100;

export function exec(context: EcsContext, tasks: TaskRuns): Exec {
  const sessions = new Map<string, Session>();
  const sockets = new Set<Duplex>();
  const { ground, runner } = context;
  const opened = (id: string, session: Session, request: IncomingMessage, socket: Duplex) => {
    const channel = dataChannel({
      clock: ground.clock,
      sessionId: id,
      token: session.token,
      run: (events) =>
        tasks.beside(session.taskArn, session.container, (env) => runner.shell(session.command, env, events)),
      send: (bytes) => webSocket.send(bytes),
      close: () => webSocket.close(),
    });
    const webSocket = acceptWebSocket(request, socket, {
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
        const id = `ecs-execute-command-${randomBytes(9).toString("hex")}`;
        const token = randomBytes(64).toString("base64");
        sessions.set(id, {
          token,
          taskArn: task.arn,
          container: container.name,
          command: text(input, "command") ?? "",
        });
        for (const old of [...sessions.keys()].slice(0, -keptSessions)) sessions.delete(old);
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
    upgrade(request, socket) {
      const [, id = ""] = path.exec(request.url ?? "") ?? [];
      const session = sessions.get(id);
      if (session) opened(id, session, request, socket);
      return session !== undefined && sessions.delete(id);
    },
    stop() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const streamUrl = (endpoint: string, id: string) =>
  `${endpoint.replace(/^http/, "ws")}/v1/data-channel/${id}?role=publish_subscribe`;

/** The container a command is for, where commands are let in and the task runs. */
function target(task: TaskRow, input: JsonObject): { readonly task: TaskRow; readonly container: ContainerRow } {
  if ((text(input, "command") ?? "") === "") throw refusals.invalid("command must not be empty.");
  if (bool(input, "interactive") !== true) throw refusals.invalid("Interactive is the only mode supported currently.");
  if (bool(task.settings, "enableExecuteCommand") !== true) throw refusals.invalid(notEnabled);
  const name = text(input, "container");
  if (name === undefined && task.containers.length > 1)
    throw refusals.invalid("A container name is required for a task of several containers.");
  const container = task.containers.find((each) => name === undefined || each.name === name);
  if (!container) throw refusals.invalid(`The task has no container named ${name}.`);
  if (task.lastStatus !== "RUNNING" || container.lastStatus !== "RUNNING") throw refusals.targetNotConnected();
  return { task, container };
}

const notEnabled =
  "The execute command failed because execute command was not enabled when the task was run or the execute command agent isn't running. Wait and try again or run a new task with execute command enabled and try again.";
