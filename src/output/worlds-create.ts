import { durationText } from "../model/duration.ts";
import type { CreatedWorld, CreateEvent } from "../operations/worlds-create.ts";
import type { ProgressView, Render } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { worldStatusText } from "./world-status.ts";

export const createdText =
  (env: string): Render<CreatedWorld> =>
  ({ worldId, status, agents, memories, rows, bytes, seconds }, style) => {
    const filled = `${countOf(agents, "agent")}, ${countOf(memories, "memory", "memories")}, ${countOf(rows, "row")}, ${bytesText(bytes)}`;
    const head = `${style.good("Created")} ${style.bold(worldId)}, ${worldStatusText(status, style)}`;
    return [
      `${head}: ${rows === 0 ? "empty" : filled}  ${style.dim(durationText(seconds * 1_000))}`,
      `${style.accent("Next:")} gworld snapshot create ${worldId} -e ${env}`,
      ...(agents > 1 && status === "active" ? [`      gworld worlds simulate ${worldId} -e ${env}`] : []),
    ].join("\n");
  };

/** Without a terminal the moving numbers are told so often, in milliseconds. */
const lineEvery = 10_000;

/** Rows, speed and time left on one moving line; elsewhere a line now and then. */
export function createProgress(): ProgressView<CreateEvent> {
  let first: CreateEvent | undefined;
  let toldAt: number | undefined;
  return {
    line(event) {
      first ??= event;
      toldAt ??= event.at;
      if (event.at - toldAt < lineEvery) return undefined;
      toldAt = event.at;
      return loadText(event, first, event.at);
    },
    frame() {
      let begun: CreateEvent | undefined;
      let last: CreateEvent | undefined;
      return {
        fold(event) {
          begun ??= event;
          last = event;
        },
        draw: (at) => (begun === undefined || last === undefined ? "Making the world" : loadText(last, begun, at)),
      };
    },
  };
}

function loadText({ rows, bytes, ofRows }: CreateEvent, first: CreateEvent, at: number): string {
  const seconds = Math.max(0.001, (at - first.at) / 1_000);
  const rate = (rows - first.rows) / seconds;
  const speed = (bytes - first.bytes) / seconds;
  return [
    `Loaded ${countText(rows)} of ${countText(ofRows)} rows`,
    ...(speed > 0 ? [`${bytesText(speed)}/s`] : []),
    ...(rate > 0 && seconds >= 1 && rows < ofRows ? [`${durationText(((ofRows - rows) / rate) * 1_000)} left`] : []),
  ].join("  ");
}
