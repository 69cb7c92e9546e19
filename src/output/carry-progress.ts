import { durationText } from "../model/duration.ts";
import type { CarryEvent } from "../operations/snapshot-export.ts";
import type { ProgressView } from "../ports/io.ts";
import { bytesText } from "./amount-text.ts";

/** Without a terminal moving numbers are told so often, in milliseconds. */
const lineEvery = 10_000;

/** How far a file has come, its speed and the time left; `doing` as in `Exported`. */
export function carryProgress(doing: string): ProgressView<CarryEvent> {
  let first: CarryEvent | undefined;
  let toldAt: number | undefined;
  return {
    line(event) {
      first ??= event;
      toldAt ??= event.at;
      if (event.at - toldAt < lineEvery) return undefined;
      toldAt = event.at;
      return text(doing, event, first);
    },
    frame() {
      let begun: CarryEvent | undefined;
      let last: CarryEvent | undefined;
      return {
        fold(event) {
          begun ??= event;
          last = event;
        },
        draw: () => (begun === undefined || last === undefined ? "Reading the manifest" : text(doing, last, begun)),
      };
    },
  };
}

function text(doing: string, { at, bytes, ofBytes }: CarryEvent, first: CarryEvent): string {
  const seconds = (at - first.at) / 1_000;
  const speed = seconds >= 1 ? (bytes - first.bytes) / seconds : 0;
  return [
    `${doing} ${bytesText(bytes)} of ${bytesText(ofBytes)}`,
    ...(speed > 0 ? [`${bytesText(speed)}/s`, `${durationText(((ofBytes - bytes) / speed) * 1_000)} left`] : []),
  ].join("  ");
}
