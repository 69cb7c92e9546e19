import { isRecord } from "./json.ts";
import { levelInText, parseLevel, type LogLevel } from "./log-level.ts";
import { parseJson } from "./long-number.ts";

/** A log event as CloudWatch Logs gives it. Times in milliseconds; the message is untrusted text. */
export interface LogEvent {
  readonly id: string;
  readonly group: string;
  readonly stream: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** A log event as Live Tail tells it: without an ID. */
export type LiveEvent = Omit<LogEvent, "id">;

/** A log event after merging, as `--json` prints it. */
export interface LogLine {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly service: string;
  readonly task: string;
  readonly stream: string;
  readonly level: LogLevel | null;
  /** The event's text as it was logged. */
  readonly message: string;
  /** All fields of a message that is a JSON object, numbers too long for JavaScript as `LongNumber`; empty for other text. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Empty for what Live Tail told and for what is no log event. */
  readonly eventId: string;
  /** Milliseconds by which it belongs before a line that was already shown. */
  readonly late?: number;
  /** It does not pass the filter, and is shown for being near a line that does. */
  readonly match?: false;
  /** Lines of its stream were left out between it and the one shown before. */
  readonly gap?: true;
  /** A task's start or end, told by ECS and not by a log. */
  readonly kind?: "task";
}

/** Reads an event of `/gworld/<env>/<service>` in stream `<service>/<container>/<task id>`. */
export function readLine({ id, group, stream, timestamp, ingestionTime, message }: LogEvent): LogLine {
  const fields = jsonFields(message);
  return {
    timestamp,
    ingestionTime,
    service: serviceOf(group),
    task: taskOf(stream),
    stream,
    level: fields === undefined ? levelInText(message) : levelInFields(fields),
    message,
    fields: fields ?? {},
    eventId: id,
  };
}

/** The name people call a log group by. */
export const serviceOf = (group: string) => lastPart(group);

/** The task that writes a stream. */
export const taskOf = (stream: string) => lastPart(stream);

const lastPart = (path: string) => path.slice(path.lastIndexOf("/") + 1);

function jsonFields(message: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^\s*\{/.test(message)) return undefined;
  try {
    const value = parseJson(message);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The keys under which common loggers put the level, most common first. */
export const levelKeys = ["level", "severity", "lvl", "levelname", "log.level"] as const;

function levelInFields(fields: Readonly<Record<string, unknown>>): LogLevel | null {
  for (const key of levelKeys) {
    const level = parseLevel(fields[key]);
    if (level !== null) return level;
  }
  return null;
}

/** The words of a line: its logger's message, or its whole text where it is no JSON object; empty for one without words. */
export function wordsOfLine({ fields, message }: LogLine): string {
  const words = fields[wordsKey(fields) ?? ""];
  if (typeof words === "string") return words;
  return Object.keys(fields).length === 0 ? message : "";
}

/** The field that holds a logger's message: the first that is a text. */
export const wordsKey = (fields: LogLine["fields"]) =>
  (["msg", "message"] as const).find((key) => typeof fields[key] === "string");
