import type { WorldAnswer } from "../operations/worlds.ts";
import type { CreatedWorld, CreateEvent } from "../operations/worlds-create.ts";
import type { DeletedWorld, DeletePlan } from "../operations/worlds-delete.ts";
import type { Simulated, SimulateEvent } from "../operations/worlds-simulate.ts";
import { durationText } from "../model/duration.ts";
import type { ProgressView, Render, Style } from "../ports/io.ts";
import { ageText, countOf, countText } from "./amount-text.ts";
import { safeLine } from "./safe-text.ts";
import { details, table } from "./table.ts";

export interface Frame {
  readonly env: string;
  readonly now: number;
}

export const worldListText =
  ({ env, now }: Frame): Render<{ readonly worlds: readonly WorldAnswer[] }> =>
  ({ worlds }, style) => {
    if (worlds.length === 0)
      return `There are no worlds in ${env}.\n${style.accent("Next:")} gworld worlds create smallville --demo -e ${env}`;
    const age = (at: string) => (at === "" ? "" : `${ageText(now - Date.parse(at))} ago`);
    return table(
      worlds,
      [
        { title: "WORLD", text: ({ worldId }) => safeLine(worldId) },
        { title: "STATUS", text: statusText },
        { title: "TICK", text: ({ tick }) => countText(tick), align: "right" },
        { title: "AGENTS", text: ({ agents }) => countText(agents), align: "right" },
        { title: "ENGINE", text: engineText },
        { title: "WRITTEN", text: ({ updatedAt }) => age(updatedAt), align: "right" },
        {
          title: "SNAPSHOT",
          text: ({ lastSnapshot }) => (lastSnapshot === null ? "none" : age(lastSnapshot.createdAt)),
          align: "right",
        },
      ],
      style,
    );
  };

function statusText({ status, fenced }: Pick<WorldAnswer, "status" | "fenced">, style: Style): string {
  const text = fenced ? `${status}, fenced` : status;
  if (status === "active") return style.good(text);
  return status === "failed" ? style.bad(text) : style.warn(text);
}

const engineText = ({ engine }: WorldAnswer, style: Style) =>
  engine === null ? style.dim("none") : engine.alive ? "running" : style.warn("gone");

export const worldText =
  ({ env, now }: Frame): Render<WorldAnswer> =>
  (world, style) => {
    const { worldId, tick, seqCommitted, updatedAt, engine, lastSnapshot: last } = world;
    const facts = details(
      [
        ["name", safeLine(world.name)],
        ["status", statusText(world, style)],
        [
          "tick",
          `${countText(tick)}, written ${ageText(now - Date.parse(updatedAt))} ago${seqCommitted === null ? "; no commit record" : ""}`,
        ],
        ["engine", engine === null ? "none" : `${safeLine(engine.id)}${engine.alive ? "" : ", not seen lately"}`],
        ["agents", countText(world.agents)],
        ["generation", `${world.generation}, epoch ${world.epoch}`],
        [
          "restore",
          world.restoring === null
            ? undefined
            : `${world.restoring.restoreId} is loading generation ${world.restoring.generation}`,
        ],
        [
          "undo",
          world.retired.length === 0
            ? undefined
            : world.retired.map(({ generation, until }) => `generation ${generation} until ${until}`).join(", "),
        ],
        [
          "snapshot",
          last === null
            ? "none"
            : `${last.snapshotId}, tick ${countText(last.tick ?? 0)}, ${ageText(now - Date.parse(last.createdAt))} ago`,
        ],
      ],
      style,
    );
    return [
      style.bold(safeLine(worldId)),
      ...facts.split("\n").map((line) => `  ${line}`),
      ...next(world, env, style),
    ].join("\n");
  };

function next({ worldId, status, lastSnapshot }: WorldAnswer, env: string, style: Style): readonly string[] {
  const label = style.accent("Next:");
  if (status === "paused") return [`${label} gworld worlds resume ${worldId} -e ${env}`];
  return lastSnapshot === null ? [`${label} gworld snapshot create ${worldId} -e ${env}`] : [];
}

export const switchedText: Render<Pick<WorldAnswer, "worldId" | "status" | "tick">> = (
  { worldId, status, tick },
  style,
) => `${style.bold(worldId)} is ${statusText({ status, fenced: false }, style)} at tick ${countText(tick)}.`;

export const createdText =
  (env: string): Render<CreatedWorld> =>
  ({ worldId, status, agents, memories, rows, seconds }, style) =>
    [
      `${style.good("Created")} ${style.bold(worldId)}, ${status}: ${countOf(agents, "agent")}, ${countOf(memories, "memory", "memories")}, ${countOf(rows, "row")}  ${style.dim(durationText(seconds * 1_000))}`,
      `${style.accent("Next:")} gworld snapshot create ${worldId} -e ${env}`,
      `      gworld worlds simulate ${worldId} -e ${env}`,
    ].join("\n");

/** One moving line; without a terminal nothing moves. */
export const createProgress: ProgressView<CreateEvent> = {
  line: () => undefined,
  frame() {
    let first: CreateEvent | undefined;
    let last: CreateEvent | undefined;
    return {
      fold(event) {
        first ??= event;
        last = event;
      },
      draw(at) {
        if (first === undefined || last === undefined) return "Making the world";
        const rate = (last.rows - first.rows) / Math.max(0.001, (at - first.at) / 1_000);
        const left = rate > 0 ? `  ${durationText(((last.ofRows - last.rows) / rate) * 1_000)} left` : "";
        return `Loaded ${countText(last.rows)} of ${countText(last.ofRows)} rows${left}`;
      },
    };
  },
};

export const simulatedText: Render<Simulated> = (
  { worldId, ticks, conversations, memories, seconds, tick, pauses },
  style,
) =>
  [
    `${style.good("Ran")} ${style.bold(worldId)} to tick ${countText(tick)}: ${countOf(ticks, "tick")}, ${countOf(conversations, "conversation")}, ${countOf(memories, "memory", "memories")}  ${style.dim(durationText(seconds * 1_000))}`,
    ...(pauses.count === 0
      ? []
      : [
          `  waited at ${countOf(pauses.count, "fence")}: ${pauses.medianMs} ms in the median, ${pauses.maxMs} ms at most`,
        ]),
  ].join("\n");

/** Without a terminal the moving numbers are told so often, in milliseconds. */
const lineEvery = 10_000;

export function simulateProgress(): ProgressView<SimulateEvent> {
  let toldAt: number | undefined;
  return {
    line(event) {
      toldAt ??= event.at;
      if (event.at - toldAt < lineEvery) return undefined;
      toldAt = event.at;
      return movingText(event);
    },
    frame() {
      let last: SimulateEvent | undefined;
      return {
        fold: (event) => void (last = event),
        draw: (_, style) =>
          `${last === undefined ? "Taking the world over" : movingText(last)}  ${style.dim("Ctrl-C ends it")}`,
      };
    },
  };
}

const movingText = ({ tick, conversations, longestPauseMs }: SimulateEvent) =>
  `Tick ${countText(tick)}  ${countOf(conversations, "conversation")}${longestPauseMs > 0 ? `  longest pause ${longestPauseMs} ms` : ""}`;

export const deletePlanText =
  ({ env, world, snapshots }: DeletePlan): Render<null> =>
  (_, style) =>
    [
      `Delete ${style.bold(world.worldId)} in ${style.bold(env)}, now ${world.status} at tick ${countText(world.tick)}, with all its rows`,
      snapshots === 0
        ? `  ${style.bad("It has no snapshot: nothing of it will be left.")}`
        : `  ${countOf(snapshots, "snapshot")} of it stay: gworld restore brings it back`,
    ].join("\n");

export const deletedText: Render<DeletedWorld> = ({ worldId, rows, snapshots }, style) =>
  `${style.good("Deleted")} ${style.bold(worldId)}, ${countOf(rows, "row")}${snapshots === 0 ? "" : `; its snapshots stay: gworld snapshot list ${worldId}`}.`;
