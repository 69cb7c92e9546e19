import { durationText } from "../model/duration.ts";
import type { Simulated, SimulateEvent } from "../operations/worlds-simulate.ts";
import type { ProgressView, Render } from "../ports/io.ts";
import { countOf, countText } from "./amount-text.ts";
import { movingLine } from "./moving-line.ts";
import { nextText, sentence } from "./next-text.ts";

/** What the engine did, and at which fences it waited. */
export const simulatedText =
  (env: string): Render<Simulated> =>
  ({ worldId, ticks, conversations, memories, seconds, tick, pauses, ended }, style) => {
    const rate = seconds > 0 ? `, ${countText(conversations / seconds)} a second` : "";
    const head = `${style.good("Ran")} ${style.bold(worldId)} to tick ${countText(tick)}`;
    const did = `${countOf(ticks, "tick")}, ${countOf(conversations, "conversation")}, ${countOf(memories, "memory", "memories")}`;
    return [
      sentence(`${head}: ${did}  ${style.dim(`${durationText(seconds * 1_000)}${rate}`)}`, style),
      ...(pauses.count === 0
        ? []
        : [
            `  waited at ${countOf(pauses.count, "fence")}: ${pauses.medianMs} ms in the median, ${pauses.maxMs} ms at most`,
          ]),
      ...(ended === "paused"
        ? ["  It was paused: nobody runs it now.", nextText([`gworld worlds resume ${worldId} -e ${env}`], style)]
        : []),
    ].join("\n");
  };

export const simulateProgress = (): ProgressView<SimulateEvent> =>
  movingLine(movingText, {
    before: "Taking the world over",
    after: (style) => `  ${style.dim("Ctrl-C ends it")}`,
  });

function movingText({ tick, conversations, longestPauseMs }: SimulateEvent, first: SimulateEvent, at: number): string {
  const seconds = (at - first.at) / 1_000;
  return [
    `Tick ${countText(tick)}`,
    countOf(conversations, "conversation"),
    ...(seconds >= 1 ? [`${((conversations - first.conversations) / seconds).toFixed(1)} a second`] : []),
    ...(longestPauseMs > 0 ? [`longest pause ${longestPauseMs} ms`] : []),
  ].join("  ");
}
