import { bool, isObject, type JsonObject, list, number, object, text, texts } from "../json.ts";
import type { ImageResolver } from "../ecr/resolve.ts";
import type { LogDestination } from "../logs/sink.ts";
import type { ImageRow } from "./state.ts";

/** A container definition, with what a task's overrides change in it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly containerPort: number | undefined;
  readonly healthCheck: JsonObject;
  readonly stopTimeoutMs: number;
  /** Above this it is killed; undefined when nothing limits it. */
  readonly memoryMiB: number | undefined;
  readonly log: LogDestination | undefined;
}

/** The containers of a task; none of them may hold more than the whole task may. */
export function containersOf(definition: JsonObject, overrides: JsonObject, task: { id: string; region: string }) {
  const taskMiB = mebibytes(text(overrides, "memory") ?? text(definition, "memory"));
  return list(definition, "containerDefinitions")
    .filter(isObject)
    .map((given) => {
      const name = text(given, "name") ?? "";
      const override = list(overrides, "containerOverrides")
        .filter(isObject)
        .find((each) => text(each, "name") === name);
      const container = containerOf(given, override ?? {}, task);
      const memoryMiB = Math.min(container.memoryMiB ?? Infinity, taskMiB);
      return { ...container, memoryMiB: memoryMiB === Infinity ? undefined : memoryMiB };
    });
}

/** A task's memory may also be written as "1 GB" (API reference, TaskDefinition); none is no limit. */
export function mebibytes(memory: string | undefined): number {
  const [, amount, unit] = /^\s*([\d.]+)\s*(GB)?\s*$/i.exec(memory ?? "") ?? [];
  return amount === undefined ? Infinity : Number(amount) * (unit === undefined ? 1 : 1024);
}

function containerOf(given: JsonObject, override: JsonObject, task: { id: string; region: string }): Container {
  const name = text(given, "name") ?? "";
  const command = texts(override, "command");
  const [mapping] = list(given, "portMappings");
  return {
    name,
    image: text(given, "image") ?? "",
    essential: given["essential"] !== false && given["essential"] !== "false",
    command: [...texts(given, "entryPoint"), ...(command.length > 0 ? command : texts(given, "command"))],
    environment: { ...pairs(given), ...pairs(override) },
    secrets: list(given, "secrets").map((each) => ({
      name: text(each, "name") ?? "",
      valueFrom: text(each, "valueFrom") ?? "",
    })),
    containerPort: number(mapping, "containerPort"),
    healthCheck: object(given, "healthCheck"),
    // Fargate allows 120 s and takes 30 s when nothing is said (API reference, ContainerDefinition).
    stopTimeoutMs: Math.min(number(given, "stopTimeout") ?? 30, 120) * 1000,
    memoryMiB: number(override, "memory") ?? number(given, "memory"),
    log: logOf(object(given, "logConfiguration"), name, task),
  };
}

const pairs = (given: JsonObject) =>
  Object.fromEntries(
    list(given, "environment").map((each) => [text(each, "name") ?? "", text(each, "value") ?? ""] as const),
  );

/** The stream of the awslogs driver: `<prefix>/<container>/<task id>`. */
function logOf(given: JsonObject, container: string, { id, region }: { id: string; region: string }) {
  const options = object(given, "options");
  const group = text(options, "awslogs-group");
  if (text(given, "logDriver") !== "awslogs" || group === undefined) return undefined;
  const prefix = text(options, "awslogs-stream-prefix");
  const stream = prefix === undefined ? id : `${prefix}/${container}/${id}`;
  const createsGroup = bool(options, "awslogs-create-group") === true;
  return {
    region: text(options, "awslogs-region") ?? region,
    group,
    stream,
    ...(createsGroup && { createsGroup: true as const }),
  };
}

/** How a container runs here: node's arguments, or why it cannot. */
export type Runnable =
  | { readonly args: readonly string[] }
  | { readonly refusal: "CannotPullContainerError" | "CannotStartContainerError"; readonly message: string };

/**
 * Images of Node run with this process's own node, and so do those that a repository of this account has; others when a
 * command was registered in their place.
 */
export function runnable(
  { image, command }: Container,
  { registered, pulled }: { readonly registered: ImageRow | undefined; readonly pulled: ReturnType<ImageResolver> },
): Runnable {
  const known = pulled ? pulled.digest !== undefined : isNodeImage(image);
  if (!registered && !known)
    return {
      refusal: "CannotPullContainerError",
      message: `pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`,
    };
  const given = registered && registered.command.length > 0 ? registered.command : command;
  const [first = "", ...rest] = given[0] === "docker-entrypoint.sh" ? given.slice(1) : given;
  if (first === "node" || first.endsWith("/node")) return { args: rest };
  if (first.startsWith("-")) return { args: [first, ...rest] };
  return {
    refusal: "CannotStartContainerError",
    message: `exec: "${first}": executable file not found in $PATH: the local cloud runs node alone`,
  };
}

const isNodeImage = (image: string) => /(?:^|\/)node(?:[:@].+)?$/.test(image);
