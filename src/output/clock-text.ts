/** How times of day are shown. */
export interface ClockForm {
  /** In UTC instead of local time. */
  readonly utc: boolean;
  /** With month and day. */
  readonly dated: boolean;
}

/** A moment as `14:03:07.042` or `11-22 14:03:07.042`. */
export function clockText(at: number, { utc, dated }: ClockForm): string {
  const date = new Date(utc ? at : at - new Date(at).getTimezoneOffset() * 60_000);
  if (Number.isNaN(date.getTime())) return "?";
  const iso = date.toISOString();
  const time = iso.slice(-13, -1);
  return dated ? `${iso.slice(-19, -14)} ${time}` : time;
}

/** A moment as `2026-11-22 14:03:07`, with `Z` for UTC. */
export function momentText(at: number, utc: boolean): string {
  const date = new Date(utc ? at : at - new Date(at).getTimezoneOffset() * 60_000);
  if (Number.isNaN(date.getTime())) return "?";
  return `${date.toISOString().slice(0, 19).replace("T", " ")}${utc ? "Z" : ""}`;
}
