import { isObject, type JsonObject, list, number, text } from "../json.ts";
import type { Call } from "../service.ts";
import { ingest } from "./ingest.ts";
import type { NewLogEvent } from "./sink.ts";
import { expiry, groupOf, invalid, type LogsState, streamOf } from "./state.ts";

/** The bounds of one PutLogEvents (API reference): every event counts 26 bytes besides its UTF-8. */
const maxEvents = 10_000;
const maxBytes = 1_048_576;
const eventOverhead = 26;
const day = 86_400_000;
const oldestAge = 14 * day;
const newestAhead = 2 * 3_600_000;

/** PutLogEvents: refuses a malformed batch whole, and skips events too old, expired or too new, telling which. */
export function putLogEvents(state: LogsState, input: JsonObject, { region }: Call): JsonObject {
  const group = groupOf(state, input, region);
  const stream = streamOf(state, group, text(input, "logStreamName"));
  const events = list(input, "logEvents").map((event) => newEvent(isObject(event) ? event : {}));
  checkBatch(events);
  const now = state.now();
  const expires = expiry(state, group);
  const kept = events.filter(
    ({ timestamp }) => timestamp >= Math.max(expires, now - oldestAge) && timestamp <= now + newestAhead,
  );
  checkSpan(kept);
  const expired = events.filter(({ timestamp }) => timestamp < expires).length;
  const old = events.filter(({ timestamp }) => timestamp < now - oldestAge).length;
  const tooNew = events.findIndex(({ timestamp }) => timestamp > now + newestAhead);
  ingest(state, group, stream, kept);
  const rejected = {
    tooNewLogEventStartIndex: tooNew < 0 ? undefined : tooNew,
    tooOldLogEventEndIndex: old === 0 ? undefined : old,
    expiredLogEventEndIndex: expired === 0 ? undefined : expired,
  };
  return {
    nextSequenceToken: String(now).padStart(56, "4"),
    rejectedLogEventsInfo: Object.values(rejected).some((index) => index !== undefined) ? rejected : undefined,
  };
}

function newEvent(event: JsonObject): NewLogEvent {
  const timestamp = number(event, "timestamp");
  const message = text(event, "message");
  if (timestamp === undefined || message === undefined || message === "")
    throw invalid("Every log event needs a timestamp and a message of at least one character.");
  return { timestamp, message };
}

function checkBatch(events: readonly NewLogEvent[]): void {
  if (events.length === 0 || events.length > maxEvents)
    throw invalid(
      `1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length between 1 and ${maxEvents}`,
    );
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + eventOverhead, 0);
  if (bytes > maxBytes) throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${maxBytes}`);
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? -Infinity)))
    throw invalid("Log events in a single PutLogEvents request must be in chronological order.");
}

/** Of the events that are kept: those too old or too new do not count. */
function checkSpan(kept: readonly NewLogEvent[]): void {
  if ((kept.at(-1)?.timestamp ?? 0) - (kept.at(0)?.timestamp ?? 0) > day)
    throw invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
}
