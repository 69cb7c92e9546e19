import type { Capacity, ScalePlan } from "../model/scale-plan.ts";
import { durationText } from "../model/duration.ts";
import type { Scaled, ScaleEvent } from "../operations/scale.ts";
import type { ProgressView, Render, Style } from "../ports/io.ts";
import { safeLine } from "./safe-text.ts";

/** What will change, for approval. */
export const scalePlanText: (plan: ScalePlan) => Render<null> =
  ({ env, service, from, to }) =>
  (_, style) =>
    [`${style.bold(service)} in ${style.bold(env)}`, ...changes(from, to, style).map((line) => `  ${line}`)].join("\n");

export const scaledText: Render<Scaled> = ({ service, result, to, runningCount, seconds }, style) => {
  const now = `${tasks(runningCount)} running${bounds(to)}`;
  if (result === "unchanged") return `${service} is so already: ${now}.`;
  return `${style.good("Scaled")} ${service}: ${now}${seconds > 0 ? ` (${durationText(seconds * 1_000)})` : ""}.`;
};

/** Counts while tasks start and stop: one line that moves. */
export const scaleProgress: ProgressView<ScaleEvent> = {
  line: (event, style) => countsText(event, style),
  frame() {
    let last: ScaleEvent | undefined;
    let begun: number | undefined;
    return {
      fold: (event) => void (last = event),
      draw(now, style) {
        begun ??= now;
        const elapsed = style.dim(durationText(now - begun));
        return last === undefined ? elapsed : `${countsText(last, style)}  ${elapsed}`;
      },
    };
  },
};

function changes(from: Capacity, to: Capacity, style: Style): string[] {
  const row = (name: string, before: string, after: string) =>
    before === after ? [] : [`${name.padEnd(9)}${before} ${style.dim("->")} ${style.accent(after)}`];
  return [
    ...row("tasks", String(from.desiredCount), String(to.desiredCount)),
    ...row("bounds", range(from), range(to)),
  ];
}

const range = ({ minCapacity, maxCapacity }: Capacity) =>
  minCapacity === null || maxCapacity === null ? "none" : `${minCapacity}-${maxCapacity}`;

const bounds = (capacity: Capacity) => (capacity.minCapacity === null ? "" : `, bounds ${range(capacity)}`);

const tasks = (count: number) => `${count} task${count === 1 ? "" : "s"}`;

function countsText({ service, desiredCount, runningCount, pendingCount, died }: ScaleEvent, style: Style): string {
  const running = `${runningCount}/${desiredCount} running`;
  const counts = runningCount === desiredCount ? style.good(running) : style.accent(running);
  const pending = pendingCount > 0 ? `, ${pendingCount} starting` : "";
  const lines = died.map((death) => `\n  ${style.bad("died")} ${safeLine(death)}`);
  return `${service}: ${counts}${pending}${lines.join("")}`;
}
