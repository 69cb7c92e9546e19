import { parseCron } from "./cron.ts";

/** When something happens next after a moment, both in milliseconds; undefined when never again. */
export type Schedule = (after: number) => number | undefined;

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const day = 86_400_000;
/** A cron expression that has no day in so many has none. */
const horizon = 366 * 5;

/**
 * Reads at(yyyy-mm-ddThh:mm:ss), rate(value unit) and cron(fields), at and cron in a time zone (API_PutScheduledAction);
 * undefined for what is none. Rates are counted from `base`.
 */
export function parseSchedule(text: string, zone: string, base: number): Schedule | undefined {
  const [, kind, inner = ""] = /^(at|rate|cron)\((.*)\)$/.exec(text.trim()) ?? [];
  const offset = offsetOf(zone);
  if (!offset) return undefined;
  if (kind === "at") return once(inner, offset);
  if (kind === "rate") return rate(inner, base);
  return kind === "cron" ? recurring(inner, offset) : undefined;
}

type Offset = (at: number) => number;

function once(text: string, offset: Offset): Schedule | undefined {
  const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : NaN;
  if (Number.isNaN(local)) return undefined;
  const at = toUtc(local, offset);
  return (after) => (at > after ? at : undefined);
}

function rate(text: string, base: number): Schedule | undefined {
  const [, count = "", unit = ""] = /^(\d+)\s+(minute|hour|day)s?$/.exec(text.trim()) ?? [];
  const interval = Number(count) * (units[unit] ?? 0);
  return interval > 0 ? (after) => base + (Math.floor(Math.max(0, after - base) / interval) + 1) * interval : undefined;
}

function recurring(text: string, offset: Offset): Schedule | undefined {
  const cron = parseCron(text);
  if (!cron) return undefined;
  return (after) => {
    const today = Math.floor((after + offset(after)) / day) * day;
    for (let passed = 0; passed < horizon; passed += 1) {
      const midnight = today + passed * day;
      if (!cron.isDay(partsOf(midnight))) continue;
      const times = cron.hours.flatMap((hour) => cron.minutes.map((minute) => (hour * 60 + minute) * 60_000));
      const next = times.map((time) => toUtc(midnight + time, offset)).find((at) => at > after);
      if (next !== undefined) return next;
    }
    return undefined;
  };
}

function partsOf(midnight: number) {
  const date = new Date(midnight);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    date: date.getUTCDate(),
    weekday: date.getUTCDay() + 1,
  };
}

/** A local time as UTC; looked up twice, for the offset may change between the two. */
const toUtc = (local: number, offset: Offset) => local - offset(local - offset(local));

/** How far a zone's clocks are ahead of UTC at a moment; undefined for a zone that the system does not know. */
function offsetOf(zone: string): Offset | undefined {
  if (zone === "UTC") return () => 0;
  try {
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    return (at) => Date.parse(`${format.format(at).replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000;
  } catch {
    return undefined;
  }
}
