import { durationText } from "../model/duration.ts";
import type { SnapshotEvent } from "../operations/snapshot-create.ts";
import type { ProgressView, Style } from "../ports/io.ts";
import { bytesText, countText } from "./amount-text.ts";
import { safeLine } from "./safe-text.ts";

type ReadEvent = Extract<SnapshotEvent, { kind: "read" }>;

/** Without a terminal moving numbers are told so often, in milliseconds. */
const lineEvery = 10_000;

/** Rows, speed and time left on one moving line; elsewhere what happens, and a line now and then. */
export function snapshotProgress(): ProgressView<SnapshotEvent> {
  let first: ReadEvent | undefined;
  let toldAt: number | undefined;
  return {
    line(event, style) {
      if (event.kind !== "read") return eventText(event, style);
      first ??= event;
      toldAt ??= event.at;
      if (event.at - toldAt < lineEvery) return undefined;
      toldAt = event.at;
      return readText(event, first, event.at);
    },
    frame: frame,
  };
}

function frame() {
  const said: SnapshotEvent[] = [];
  let first: ReadEvent | undefined;
  let last: ReadEvent | undefined;
  let now: SnapshotEvent | undefined;
  return {
    fold(event: SnapshotEvent) {
      if (event.kind === "read") {
        first ??= event;
        last = event;
      } else if (lasting.has(event.kind)) said.push(event);
      now = event;
    },
    draw(at: number, style: Style) {
      const lines = said.flatMap((event) => eventText(event, style) ?? []);
      const moving =
        now?.kind === "waiting" || now?.kind === "throttled" || now?.kind === "sealing"
          ? eventText(now, style)
          : first !== undefined && last !== undefined
            ? readText(last, first, at)
            : "Reading agents and objects";
      return [...lines, ...(moving === undefined ? [] : [moving])].join("\n");
    },
  };
}

/** What stays in the picture. */
const lasting = new Set<SnapshotEvent["kind"]>(["resuming", "cut", "warning"]);

function eventText(event: SnapshotEvent, style: Style): string | undefined {
  if (event.kind === "waiting" || event.kind === "resuming") return safeLine(event.text);
  if (event.kind === "warning") return `${style.warn("!")} ${safeLine(event.text)}`;
  if (event.kind === "cut") return cutText(event, style);
  if (event.kind === "throttled") return style.dim(`DynamoDB throttles (${safeLine(event.action)}): slower`);
  if (event.kind === "sealing") return `Writing the manifest of ${countText(event.chunks)} chunks`;
  return undefined;
}

const cutText = ({ tick, pauseMs }: Extract<SnapshotEvent, { kind: "cut" }>, style: Style) =>
  `Cut at tick ${countText(tick)}${pauseMs === undefined ? "" : style.dim(`  ${pauseText(pauseMs)}`)}`;

export const pauseText = (pauseMs: number) =>
  pauseMs === 0 ? "the world never waited" : `the world paused for ${pauseMs} ms`;

function readText({ rows, bytes, ofRows }: ReadEvent, first: ReadEvent, at: number): string {
  const seconds = Math.max(0.001, (at - first.at) / 1_000);
  const speed = (bytes - first.bytes) / seconds;
  const all = ofRows !== null && ofRows >= rows ? ` of about ${countText(ofRows)}` : "";
  const rate = (rows - first.rows) / seconds;
  const left = ofRows !== null && ofRows > rows && rate > 0 ? ((ofRows - rows) / rate) * 1_000 : undefined;
  return [
    `Read ${countText(rows)}${all} rows`,
    ...(speed > 0 ? [`${bytesText(speed)}/s`] : []),
    ...(left === undefined || seconds < 1 ? [] : [`${durationText(left)} left`]),
  ].join("  ");
}
