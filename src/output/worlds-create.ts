import { durationText } from "../model/duration.ts";
import type { CreatedWorld, CreateEvent, CreatePlan } from "../operations/worlds-create.ts";
import type { ProgressView, Render } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { movingLine } from "./moving-line.ts";
import { nextText, sentence, sentences } from "./next-text.ts";
import { worldStatusText } from "./world-status.ts";

/** What will be made. */
export const createPlanText =
  ({ env, worldId, goesOn, wish }: CreatePlan): Render<null> =>
  (_, style) => {
    const { demo, paused } = wish;
    const filled =
      demo === undefined
        ? "an empty world"
        : `${countOf(demo.agents, "agent")} with ${countOf(demo.memories, "memory", "memories")} each, embeddings of ${countText(demo.dims)} numbers`;
    const head = `${goesOn ? "Go on making" : "Make"} ${style.bold(worldId)} in ${style.bold(env)}`;
    return sentences(
      [`${head}: ${filled}`, `  after it is ${paused ? "paused" : "active: an engine may run it at once"}`],
      style,
    );
  };

export const createdText =
  (env: string): Render<CreatedWorld> =>
  ({ worldId, status, agents, memories, rows, bytes, seconds }, style) => {
    const filled = `${countOf(agents, "agent")}, ${countOf(memories, "memory", "memories")}, ${countOf(rows, "row")}, ${bytesText(bytes)}`;
    const head = `${style.good("Created")} ${style.bold(worldId)}, ${worldStatusText(status, style)}`;
    const said = `${head}: ${rows === 0 ? "empty" : filled}  ${style.dim(durationText(seconds * 1_000))}`;
    const next = [
      `gworld snapshot create ${worldId} -e ${env}`,
      ...(agents > 1 && status === "active" ? [`gworld worlds simulate ${worldId} -e ${env}`] : []),
    ];
    return [sentence(said, style), nextText(next, style)].join("\n");
  };

/** Rows, speed and time left. */
export const createProgress = (): ProgressView<CreateEvent> => movingLine(loadText, { before: "Making the world" });

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
