import { type EventEntry, eventId } from "./entry.ts";
import type { GroupEvents } from "./group-events.ts";

interface EventPage {
  readonly events: GroupEvents;
  readonly entries: readonly EventEntry[];
  /** Stream ID to name. */
  readonly streams: ReadonlyMap<string, string>;
  readonly groupNumber: string;
  readonly nextToken: string | undefined;
}

/** Room for what an event has besides its message and the name of its stream. */
const overhead = 224;

/**
 * An answer of FilterLogEvents as JSON in bytes. Messages lie on disk as JSON and go out as they are: reading and
 * writing their texts anew would more than double what a page costs.
 */
export function eventPage({ events, entries, streams, groupNumber, nextToken }: EventPage): Uint8Array {
  const names = new Map([...streams].map(([id, name]) => [id, `{"logStreamName":${JSON.stringify(name)}`]));
  const longest = Math.max(0, ...[...names.values()].map((name) => Buffer.byteLength(name)));
  const tail = JSON.stringify({ searchedLogStreams: [], nextToken }).slice(1);
  const size = entries.reduce((sum, { bytes }) => sum + bytes + longest + overhead, tail.length + 16);
  const page = Buffer.allocUnsafe(size);
  let end = page.write('{"events":[');
  for (const [index, body] of events.bodies(entries).entries()) {
    const entry = entries[index];
    if (!entry) continue;
    const { streamId, timestamp, ingestionTime } = entry;
    if (index > 0) end += page.write(",", end);
    end += page.write(`${names.get(streamId) ?? "{"},"timestamp":${timestamp},"message":`, end);
    end += body.copy(page, end);
    end += page.write(`,"ingestionTime":${ingestionTime},"eventId":"${eventId(groupNumber, entry)}"}`, end);
  }
  end += page.write(`],${tail}`, end);
  return page.subarray(0, end);
}
