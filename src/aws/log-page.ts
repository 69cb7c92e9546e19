import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { isRecord } from "../model/json.ts";
import type { LogEvent } from "../model/log-line.ts";
import type { LogCall, LogPage } from "../model/log-merge/log-call.ts";
import { nextToken, pageParts } from "./log-page-parts.ts";
import { bytesOf, takingAnswer } from "./raw-answer.ts";

/** One FilterLogEvents call. Pages hold thousands of events, which the SDK would take apart field by field. */
export async function logPage(client: CloudWatchLogs, call: LogCall, signal?: AbortSignal): Promise<LogPage> {
  const { FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const { group, stream, from, to, token, pattern } = call;
  const command = new FilterLogEventsCommand({
    logGroupName: group,
    // 0 counts as unset in some emulators, and nothing was logged in 1970.
    startTime: Math.max(1, Math.floor(from)),
    // AWS ignores it since 2019; emulators sort over streams only with it.
    interleaved: true,
    ...(stream !== undefined && { logStreamNames: [stream] }),
    ...(to !== undefined && { endTime: Math.ceil(to) }),
    ...(token !== undefined && { nextToken: token }),
    ...(pattern !== undefined && { filterPattern: pattern }),
  });
  let bytes: Buffer = Buffer.from("{}");
  let date: string | undefined;
  command.middlewareStack.add(
    takingAnswer(async (body, headers) => {
      bytes = await bytesOf(body);
      ({ date } = headers);
    }),
    // Innermost: what the SDK reads is empty already.
    { step: "deserialize", name: "gworldRawPage", priority: "low" },
  );
  const { $metadata } = await client.send(command, { ...(signal !== undefined && { abortSignal: signal }) });
  const parts = eventParts(group, bytes);
  const first = parts.next();
  return {
    parts: resumed(first.done ? [] : first.value, parts),
    next: nextToken(bytes),
    serverTime: dateOf(date),
    throttled: ($metadata.attempts ?? 1) > 1,
  };
}

function* eventParts(group: string, bytes: Buffer): Generator<readonly LogEvent[], void> {
  for (const events of pageParts(bytes))
    yield events.map((event) => eventOf(group, event)).filter((event) => event !== undefined);
}

/** The first part was read at once: what is no answer at all is noticed while the call can still be made again. */
function* resumed<T>(first: T, rest: Iterable<T>): Generator<T, void> {
  yield first;
  yield* rest;
}

function eventOf(group: string, event: unknown): LogEvent | undefined {
  if (!isRecord(event)) return undefined;
  const { eventId: id, timestamp, logStreamName: stream = "", message = "", ingestionTime = timestamp } = event;
  if (typeof id !== "string" || typeof timestamp !== "number" || typeof ingestionTime !== "number") return undefined;
  if (typeof stream !== "string" || typeof message !== "string") return undefined;
  return { id, group, stream, timestamp, ingestionTime, message };
}

/** When the server gave this answer, in milliseconds: the middle of the second that its Date header names. */
function dateOf(date = ""): number | undefined {
  const at = Date.parse(date);
  return Number.isNaN(at) ? undefined : at + 500;
}
