/** How times of day are shown. */
export interface ClockForm {
  /** In UTC instead of local time. */
  readonly utc: boolean;
  /** With month and day. */
  readonly dated: boolean;
}

/** Tells moments as `14:03:07.042` or `11-22 14:03:07.042`. Moments of one minute after another are told fast. */
export function clockTexts({ utc, dated }: ClockForm): (at: number) => string {
  let minute = Number.NaN;
  let start = "";
  return (at) => {
    const passed = ((at % minuteMs) + minuteMs) % minuteMs;
    if (at - passed !== minute) {
      minute = at - passed;
      start =
        isoText(minute, utc)
          ?.slice(dated ? 5 : 11, 17)
          .replace("T", " ") ?? "";
    }
    const seconds = Math.floor(passed / 1_000);
    return `${start}${String(seconds).padStart(2, "0")}.${String(Math.floor(passed % 1_000)).padStart(3, "0")}`;
  };
}

const minuteMs = 60_000;

/** A moment as `2026-11-22 14:03:07`, with `Z` for UTC. */
export function momentText(at: number, utc: boolean): string {
  return `${isoText(at, utc)?.slice(0, 19).replace("T", " ") ?? "?"}${utc ? "Z" : ""}`;
}

/** The same with milliseconds. */
export const instantText = (at: number, utc: boolean): string =>
  `${isoText(at, utc)?.slice(0, 23).replace("T", " ") ?? "?"}${utc ? "Z" : ""}`;

/** ISO 8601 without zone; undefined for what is no moment. */
function isoText(at: number, utc: boolean): string | undefined {
  const date = new Date(utc ? at : at - new Date(at).getTimezoneOffset() * minuteMs);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
