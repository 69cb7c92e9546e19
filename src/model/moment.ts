import { parseDuration } from "./duration.ts";

/** From when relative words are read, and whether times without an offset are UTC instead of local. */
export interface MomentFrame {
  readonly now: number;
  readonly utc: boolean;
}

/**
 * Milliseconds since the epoch of a moment as people type it: `10m` (before now), `14:00` (the last time it was), `today 14:00`,
 * `yesterday`, `2026-11-22`, ISO 8601, epoch seconds or milliseconds, or a log event's ID. Undefined when it is none of these.
 */
export function parseMoment(text: string, frame: MomentFrame): number | undefined {
  const typed = text.trim();
  const ago = parseDuration(typed.replace(/\s+ago$/, ""));
  if (ago !== undefined) return frame.now - ago;
  if (typed === "now") return frame.now;
  if (/^\d{13}$/.test(typed)) return Number(typed);
  if (/^\d{10}$/.test(typed)) return Number(typed) * 1_000;
  if (/^\d{56}$/.test(typed)) return eventTime(typed);
  return parseDay(typed, frame) ?? parseDate(typed, frame);
}

/** CloudWatch Logs began in 2014. */
const firstEvent = Date.UTC(2014, 6, 10);

/** The milliseconds in an event's ID: AWS has them above the lowest 144 bits, the local cloud as decimal digits. */
function eventTime(id: string): number | undefined {
  const at = Number(BigInt(id) >> 144n);
  if (at >= firstEvent) return at;
  const local = /^30(\d{13})/.exec(id)?.[1];
  return local === undefined ? undefined : Number(local);
}

const time = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const dayForm = new RegExp(`^(?:(today|yesterday)(?:[ T]+${time})?|${time})$`, "i");
const dateForm = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:[ T]${time}\s*(Z|[+-]\d{2}:?\d{2})?)?$`, "i");

function parseDay(text: string, frame: MomentFrame): number | undefined {
  const match = dayForm.exec(text);
  if (match === null) return undefined;
  const [, day, ...parts] = match;
  const hms = day === undefined ? parts.slice(4) : parts.slice(0, 4);
  const date = dateParts(frame);
  const back = day?.toLowerCase() === "yesterday" ? 1 : 0;
  const at = instant({ ...date, day: date.day - back }, hms, frame.utc);
  if (at === undefined || day !== undefined || at <= frame.now) return at;
  return instant({ ...date, day: date.day - 1 }, hms, frame.utc);
}

function parseDate(text: string, frame: MomentFrame): number | undefined {
  const match = dateForm.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, ...parts] = match;
  const date = { year: Number(year), month: Number(month) - 1, day: Number(day) };
  if (date.month > 11 || date.day < 1 || date.day > new Date(Date.UTC(date.year, date.month + 1, 0)).getUTCDate())
    return undefined;
  const offset = parts[4];
  const at = instant(date, parts.slice(0, 4), frame.utc || offset !== undefined);
  return at === undefined || offset === undefined ? at : at - offsetMs(offset);
}

interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function dateParts({ now, utc }: MomentFrame): CalendarDate {
  const date = new Date(now);
  return utc
    ? { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() }
    : { year: date.getFullYear(), month: date.getMonth(), day: date.getDate() };
}

function instant(
  { year, month, day }: CalendarDate,
  [hour = "0", minute = "0", second = "0", fraction = "0"]: readonly (string | undefined)[],
  utc: boolean,
): number | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const ms = Math.floor(Number(`0.${fraction}`) * 1_000);
  const parts = [year, month, day, Number(hour), Number(minute), Number(second), ms] as const;
  return utc ? Date.UTC(...parts) : new Date(...parts).getTime();
}

function offsetMs(offset: string): number {
  if (/^z$/i.test(offset)) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
