import { refuse } from "./refuse.ts";

/** Byte positions, both inclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The range of a `Range` header. What is no single byte range is ignored, as HTTP wants it and S3 does. */
export function rangeOf(header: string | undefined, size: number): Range | undefined {
  const range = wanted(header ?? "", size);
  if (range === undefined || range.start <= range.end) return range;
  throw refuse("InvalidRange", 416, "The requested range is not satisfiable", {
    RangeRequested: header ?? "",
    ActualObjectSize: String(size),
  });
}

/** Ends before it starts where nothing of it is there. */
function wanted(header: string, size: number): Range | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header.trim()) ?? [];
  if (first === "") return last === "" ? undefined : { start: Math.max(size - Number(last), 0), end: size - 1 };
  const start = Number(first);
  if (last === "") return { start, end: size - 1 };
  return Number(last) < start ? undefined : { start, end: Math.min(Number(last), size - 1) };
}
