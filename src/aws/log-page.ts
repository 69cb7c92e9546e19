import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { isRecord } from "../model/json.ts";
import type { LogEvent } from "../model/log-line.ts";
import type { LogCall, LogPage } from "../model/log-merge/log-call.ts";
import { takingAnswer, type RawAnswer } from "./raw-answer.ts";

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
  let answer: RawAnswer = { text: "{}", headers: {} };
  command.middlewareStack.add(
    takingAnswer((taken) => void (answer = taken)),
    // Innermost: what the SDK reads is empty already.
    { step: "deserialize", name: "gworldRawPage", priority: "low" },
  );
  const { $metadata } = await client.send(command, { ...(signal !== undefined && { abortSignal: signal }) });
  const { events, nextToken } = documentOf(answer);
  return {
    events: Array.isArray(events) ? events.flatMap((event) => eventOf(group, event) ?? []) : [],
    next: typeof nextToken === "string" ? nextToken : undefined,
    serverTime: dateOf(answer.headers),
    throttled: ($metadata.attempts ?? 1) > 1,
  };
}

/** What cannot be read is told as the SDK does. */
function documentOf({ text }: RawAnswer): Readonly<Record<string, unknown>> {
  try {
    const page: unknown = JSON.parse(text);
    return isRecord(page) ? page : {};
  } catch (cause) {
    throw Object.assign(new Error("Deserialization error: the answer is no JSON", { cause }), {
      $responseBodyText: text.slice(0, 200),
    });
  }
}

function eventOf(group: string, event: unknown): LogEvent | undefined {
  if (!isRecord(event)) return undefined;
  const { eventId: id, timestamp, logStreamName: stream = "", message = "", ingestionTime = timestamp } = event;
  if (typeof id !== "string" || typeof timestamp !== "number" || typeof ingestionTime !== "number") return undefined;
  if (typeof stream !== "string" || typeof message !== "string") return undefined;
  return { id, group, stream, timestamp, ingestionTime, message };
}

/** When the server gave this answer, in milliseconds: the middle of the second that its Date header names. */
function dateOf({ date = "" }: RawAnswer["headers"]): number | undefined {
  const at = Date.parse(date);
  return Number.isNaN(at) ? undefined : at + 500;
}
