import { createHash } from "node:crypto";

/** What orders log events: event time, then ingestion time, then the order of arrival, as FilterLogEvents sorts. */
export interface EventKey {
  readonly timestamp: number;
  readonly ingestionTime: number;
  /** Counts a group's events in order of arrival. */
  readonly sequence: number;
}

/** Where an event's message lies in its stream's file. */
export interface EventEntry extends EventKey {
  readonly streamId: string;
  readonly offset: number;
  readonly bytes: number;
}

export const compareKeys = (a: EventKey, b: EventKey) =>
  a.timestamp - b.timestamp || a.ingestionTime - b.ingestionTime || a.sequence - b.sequence;

/** 56 digits that sort as the event does and never change: the key, then a number of the group's own. */
export const eventId = (groupNumber: string, { timestamp, ingestionTime, sequence }: EventKey) =>
  `3${digits(timestamp, 14)}${digits(ingestionTime, 14)}${digits(sequence, 15)}${groupNumber}`;

/** The twelve digits by which event IDs of different groups differ. */
export const groupNumber = (groupId: string) =>
  BigInt(`0x${createHash("sha256").update(groupId).digest("hex").slice(0, 9)}`)
    .toString()
    .padStart(12, "0")
    .slice(-12);

/** The key of an event ID, or undefined when it is not one. */
export function keyOf(id: string): EventKey | undefined {
  const [, timestamp, ingestionTime, sequence] = /^3(\d{14})(\d{14})(\d{15})\d{12}$/.exec(id) ?? [];
  return timestamp === undefined
    ? undefined
    : { timestamp: Number(timestamp), ingestionTime: Number(ingestionTime), sequence: Number(sequence) };
}

const digits = (value: number, width: number) => String(Math.max(0, value)).padStart(width, "0");
