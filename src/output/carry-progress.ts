import type { CarryEvent } from "../model/carry-event.ts";
import { durationText } from "../model/duration.ts";
import type { ProgressView } from "../ports/io.ts";
import { bytesText } from "./amount-text.ts";
import { movingLine } from "./moving-line.ts";

/** How far a file has come, its speed and the time left; `doing` as in `Exported`. */
export const carryProgress = (doing: string): ProgressView<CarryEvent> =>
  movingLine((event, first) => text(doing, event, first), { before: "Reading the manifest" });

function text(doing: string, { at, bytes, ofBytes }: CarryEvent, first: CarryEvent): string {
  const seconds = (at - first.at) / 1_000;
  const speed = seconds >= 1 ? (bytes - first.bytes) / seconds : 0;
  return [
    `${doing} ${bytesText(bytes)} of ${bytesText(ofBytes)}`,
    ...(speed > 0 ? [`${bytesText(speed)}/s`, `${durationText(((ofBytes - bytes) / speed) * 1_000)} left`] : []),
  ].join("  ");
}
