import { durationText } from "../model/duration.ts";
import type { RestoreEvent } from "../operations/restore.ts";
import type { ProgressView, Style } from "../ports/io.ts";
import { bytesText, countText } from "./amount-text.ts";
import { lineEvery } from "./moving-line.ts";
import { safeLine } from "./safe-text.ts";

type Moving = Extract<RestoreEvent, { kind: "loaded" | "staged" | "bulk" | "copied" }>;

/** Rows, speed and time left on one moving line; elsewhere what happens, and a line now and then. */
export function restoreProgress(): ProgressView<RestoreEvent> {
  let first: Moving | undefined;
  let toldAt = 0;
  return {
    line(event, style) {
      if (!isMoving(event)) return eventText(event, style);
      if (first?.kind !== event.kind) {
        first = event;
        toldAt = event.at;
      }
      if (event.at - toldAt < lineEvery) return undefined;
      toldAt = event.at;
      return movingText(event, first, event.at);
    },
    frame() {
      const said: RestoreEvent[] = [];
      let begun: Moving | undefined;
      let last: Moving | undefined;
      return {
        fold(event) {
          if (isMoving(event)) {
            if (begun?.kind !== event.kind) begun = event;
            last = event;
          } else if (event.kind === "note") said.push(event);
        },
        draw: (at, style) =>
          [
            ...said.flatMap((event) => eventText(event, style) ?? []),
            begun === undefined || last === undefined ? "Checking the snapshot" : movingText(last, begun, at),
          ].join("\n"),
      };
    },
  };
}

const isMoving = (event: RestoreEvent): event is Moving =>
  event.kind === "loaded" || event.kind === "staged" || event.kind === "bulk" || event.kind === "copied";

function eventText(event: RestoreEvent, style: Style): string | undefined {
  if (event.kind === "note") return safeLine(event.text);
  if (event.kind === "throttled") return style.dim(`DynamoDB throttles (${safeLine(event.action)}): slower`);
  return undefined;
}

const verbs = { loaded: "Loaded", staged: "Staged", bulk: "DynamoDB has loaded", copied: "Copied" } as const;

function movingText(event: Moving, first: Moving, at: number): string {
  const { rows, ofRows } = event;
  const seconds = Math.max(0.001, (at - first.at) / 1_000);
  const rate = (rows - first.rows) / seconds;
  const left =
    rate > 0 && ofRows > rows && seconds >= 1 ? [`${durationText(((ofRows - rows) / rate) * 1_000)} left`] : [];
  const speed = (bytesOf(event) - bytesOf(first)) / seconds;
  // How many rows stay may be unknown before.
  const of = ofRows < rows ? "" : ` of ${countText(ofRows)}`;
  return [
    `${verbs[event.kind]} ${countText(rows)}${of} rows${event.kind === "copied" ? " that stay" : ""}`,
    ...(event.kind === "bulk" && event.ofBytes !== null
      ? [`${bytesText(event.bytes)} of ${bytesText(event.ofBytes)}`]
      : []),
    ...(speed > 0 ? [`${bytesText(speed)}/s`] : []),
    ...left,
  ].join("  ");
}

const bytesOf = (event: Moving) => (event.kind === "copied" ? 0 : event.bytes);
