import type { JsonObject } from "../../json.ts";
import { type GroupRow } from "../rows.ts";
import { groupArn, type LogsState, streamsOf } from "../state.ts";
import type { LiveTailRequest } from "./request.ts";
import { sample, type SampledEvents } from "./sample.ts";

/** A log event as Live Tail tells it; it has no ID. */
export type LiveEvent = JsonObject & { readonly timestamp: number; readonly ingestionTime: number };

/** The events that match a request, from the moment they can be read. */
export interface Feed {
  /** What has become readable since the last time, in the order of time. */
  take(): SampledEvents<LiveEvent>;
  close(): void;
}

export function openFeed(state: LogsState, { groups, isChosen, matches }: LiveTailRequest): Feed {
  const ready = sample<LiveEvent>();
  let late: LiveEvent[] = [];
  const stops = groups.map((group) => {
    const nameOf = streamNames(state, group);
    const logGroupIdentifier = groupArn(state, group);
    return state.files.group(group.id).watch((streamId, events, ingestionTime) => {
      const logStreamName = nameOf(streamId);
      if (!isChosen(logStreamName)) return;
      for (const { timestamp, message } of events) {
        if (!matches(message)) continue;
        const event = { logStreamName, logGroupIdentifier, message, timestamp, ingestionTime };
        if (ingestionTime > state.now()) late.push(event);
        else ready.add(event);
      }
    });
  });
  return {
    take() {
      const now = state.now();
      for (const event of late) if (event.ingestionTime <= now) ready.add(event);
      late = late.filter(({ ingestionTime }) => ingestionTime > now);
      const { events, sampled } = ready.take();
      return { events: [...events].sort(byTime), sampled };
    },
    close: () => stops.forEach((stop) => stop()),
  };
}

const byTime = (a: LiveEvent, b: LiveEvent) => a.timestamp - b.timestamp || a.ingestionTime - b.ingestionTime;

/** Names of streams by ID, looked up once each: new streams come while a session runs. */
function streamNames(state: LogsState, group: GroupRow): (streamId: string) => string {
  const names = new Map<string, string>();
  return (streamId) => {
    const known = names.get(streamId);
    if (known !== undefined) return known;
    for (const { id, name } of streamsOf(state, group)) names.set(id, name);
    return names.get(streamId) ?? "";
  };
}
