/** Whether a number or a day's name fits a field; undefined for a field that the local cloud cannot read (L, W, #). */
type Field = (value: number) => boolean;

/** A schedule of Amazon's cron: minutes, hours, day of month, month, day of week (1 is Sunday), year. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  isDay(day: {
    readonly year: number;
    readonly month: number;
    readonly date: number;
    readonly weekday: number;
  }): boolean;
}

const months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const weekdays = "SUN MON TUE WED THU FRI SAT".split(" ");

export function parseCron(text: string): Cron | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 6) return undefined;
  const [minute, hour, date, month, weekday, year] = [
    fieldOf(parts[0], 0, 59),
    fieldOf(parts[1], 0, 23),
    fieldOf(parts[2], 1, 31),
    fieldOf(parts[3], 1, 12, months),
    fieldOf(parts[4], 1, 7, weekdays),
    fieldOf(parts[5], 1970, 2199),
  ];
  if (!minute || !hour || !date || !month || !weekday || !year) return undefined;
  const numbers = (count: number, field: Field) => Array.from({ length: count }, (_, value) => value).filter(field);
  return {
    minutes: numbers(60, minute),
    hours: numbers(24, hour),
    isDay: (day) => date(day.date) && month(day.month) && weekday(day.weekday) && year(day.year),
  };
}

/** `*`, `?`, lists, ranges and steps of numbers or names. */
function fieldOf(text = "", least: number, most: number, names: readonly string[] = []): Field | undefined {
  const tests = text.split(",").map((part) => rangeOf(part, least, most, names));
  const known = tests.flatMap((test) => test ?? []);
  return known.length < tests.length ? undefined : (value) => known.some((test) => test(value));
}

function rangeOf(part: string, least: number, most: number, names: readonly string[]): Field | undefined {
  const [, range = "", by] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  const [first = "", last] = /^[*?]$/.test(range) ? [String(least), String(most)] : range.split("-");
  const from = numberOf(first, least, names) ?? NaN;
  const to = numberOf(last, least, names) ?? (by === undefined ? from : most);
  if (!(from >= least && to <= most) || by === "0") return undefined;
  return within(from, to, Number(by ?? 1));
}

/** A range such as FRI-MON goes over the end. */
const within = (from: number, to: number, step: number): Field =>
  from <= to
    ? (value) => value >= from && value <= to && (value - from) % step === 0
    : (value) => value >= from || value <= to;

/** NaN for what is neither a number nor a name; undefined for nothing. */
function numberOf(text: string | undefined, least: number, names: readonly string[]): number | undefined {
  if (text === undefined) return undefined;
  const place = names.indexOf(text.toUpperCase());
  return place >= 0 ? place + least : /^\d+$/.test(text) ? Number(text) : NaN;
}
