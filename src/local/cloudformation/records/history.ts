import { randomUUID } from "node:crypto";
import type { LocalClock } from "../../clock.ts";
import type { Store } from "../../store.ts";
import { isStackEvent, type NewEvent, type StackEvent } from "../model/event.ts";

/** The events of all stacks. */
export interface History {
  /** Oldest first. */
  events(stackId: string): readonly StackEvent[];
  /** Gives events of one stack their time, ID and place; `add` must follow before any others are placed. */
  place(events: readonly NewEvent[]): readonly StackEvent[];
  /** Writes events that have a place. One whose place is taken already is the same event, written before a crash. */
  add(events: readonly StackEvent[]): void;
  /** Drops all events of a stack. */
  forget(stackId: string): void;
}

/** Events kept of one stack; AWS keeps all of 90 days. */
const mostEvents = 2000;

/** Reads all events into the index that every call uses. */
export function openHistory(store: Store, clock: LocalClock): History {
  const table = store.table("cloudformation.events", isStackEvent);
  const byStack = new Map<string, StackEvent[]>();
  const key = ({ stackId, sequence }: StackEvent) => `${stackId}|${String(sequence).padStart(8, "0")}`;
  const after = (stackId: string) => (byStack.get(stackId)?.at(-1)?.sequence ?? -1) + 1;
  const index = (event: StackEvent) => {
    const events = byStack.get(event.stackId) ?? [];
    events.push(event);
    byStack.set(event.stackId, events);
    return events;
  };
  for (const event of [...table.values()].sort((one, other) => one.sequence - other.sequence)) index(event);
  return {
    events: (stackId) => byStack.get(stackId) ?? [],
    place(events) {
      const at = clock.now();
      const placed: StackEvent[] = [];
      for (const event of events) {
        const known = [...(byStack.get(event.stackId) ?? []), ...placed];
        const sequence = after(event.stackId) + placed.length;
        placed.push({ ...event, eventId: eventIdOf(event, at, known), sequence, at });
      }
      return placed;
    },
    add(events) {
      for (const event of events) {
        if (event.sequence < after(event.stackId)) continue;
        table.put(key(event), event);
        const [oldest, ...others] = index(event);
        if (!oldest || others.length < mostEvents) continue;
        table.delete(key(oldest));
        byStack.set(event.stackId, others);
      }
    },
    forget(stackId) {
      for (const event of byStack.get(stackId) ?? []) table.delete(key(event));
      byStack.delete(stackId);
    },
  };
}

/** Stack events have a UUID, those of resources their status and time, moved by milliseconds until it is the only one. */
function eventIdOf(event: NewEvent, at: number, known: readonly StackEvent[]): string {
  if (event.physicalId === event.stackId) return randomUUID();
  if (event.properties === undefined) return `${event.logicalId}-${randomUUID()}`;
  for (let time = at; ; time += 1) {
    const id = `${event.logicalId}-${event.status}-${new Date(time).toISOString()}`;
    if (!known.some(({ eventId }) => eventId === id)) return id;
  }
}
