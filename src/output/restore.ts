import { durationText } from "../model/duration.ts";
import { dollarsText, requestPrices } from "../model/prices.ts";
import type { RestorePlan } from "../model/restore/plan.ts";
import type { Undone, UndoPlan } from "../operations/restore-back.ts";
import type { Restored, RestoreEvent } from "../operations/restore.ts";
import type { ProgressView, Render, Style } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { safeLine } from "./safe-text.ts";
import { details } from "./table.ts";

/** What will be written, what it costs, and what becomes of what is there. */
export const restorePlanText =
  (plan: RestorePlan): Render<null> =>
  (_, style) => {
    const { env, manifest, mode, worldId, world, parts } = plan;
    const from = manifest.worldId === worldId ? "" : ` from ${safeLine(manifest.worldId)}`;
    const facts = details(
      [
        ["snapshot", `${manifest.snapshotId}, tick ${countText(manifest.tick)}, ${manifest.consistency}`],
        [
          "rows",
          rowsText({
            agents: parts.agents.items,
            memories: parts.memories.items,
            objects: parts.objects.items,
            events: parts.events.items,
          }),
        ],
        ["size", `${countOf(plan.rows, "row")}, ${bytesText(plan.bytes)}`],
        [
          "cost",
          `${countOf(plan.writeUnits, "write unit")}, ${dollarsText(plan.dollars)} (${requestPrices.region} list price of ${requestPrices.asOf}), about ${durationText(plan.seconds * 1_000)} on AWS`,
        ],
        ["after", afterText(plan)],
      ],
      style,
    );
    const head =
      mode === "new"
        ? `Restore ${style.bold(worldId)}${from} in ${style.bold(env)}, a new world`
        : `Replace ${style.bold(worldId)} in ${style.bold(env)}, now at tick ${countText(world?.tick ?? 0)}, by what it was`;
    const warnings = plan.warnings.map((warning) => `${style.warn("Warning:")} ${safeLine(warning)}`);
    return [head, ...facts.split("\n").map((line) => `  ${line}`), ...warnings].join("\n");
  };

const afterText = ({ mode, unfinished }: RestorePlan) =>
  `${unfinished === undefined ? "" : `goes on with ${countOf(unfinished.loaded.size, "chunk")} loaded; `}${mode === "new" ? "the new world is paused" : "what is there now can be brought back for 24 hours"}`;

const rowsText = ({ agents, memories, objects, events }: Restored["items"]) =>
  [
    countOf(memories, "memory", "memories"),
    countOf(agents, "agent"),
    countOf(objects, "object"),
    countOf(events, "event"),
  ].join(", ");

export const restoredText =
  (env: string): Render<Restored> =>
  (restored, style) => {
    const { worldId, snapshotId, items, seconds, status, tick, undoUntil, result } = restored;
    const head =
      result === "unchanged"
        ? `${style.bold(worldId)} is restored from ${snapshotId} already, and nothing was written since.`
        : `${style.good("Restored")} ${style.bold(worldId)} to tick ${countText(tick)}  ${style.dim(durationText(seconds * 1_000))}`;
    const next =
      status === "paused"
        ? `${style.accent("Next:")} gworld worlds resume ${worldId} -e ${env}`
        : `${style.accent("Next:")} gworld worlds show ${worldId} -e ${env}`;
    return [
      head,
      `  ${rowsText(items)}`,
      ...(status === "paused" ? ["  It is paused."] : []),
      next,
      ...(undoUntil === null
        ? []
        : [`      gworld restore ${worldId} --undo -e ${env}   ${style.dim(`until ${undoUntil}`)}`]),
    ].join("\n");
  };

export const undoPlanText =
  ({ env, world, tick, back }: UndoPlan): Render<null> =>
  (_, style) =>
    `Bring ${style.bold(world.worldId)} in ${style.bold(env)} back from tick ${countText(world.tick)} to what it was at tick ${countText(tick)} (generation ${back.gen})\n  What is there now is kept for 24 hours in turn: the same command goes back again.`;

export const undoneText: Render<Undone> = ({ worldId, result, tick }, style) =>
  result === "aborted"
    ? `${style.good("Dropped")} the restore of ${style.bold(worldId)}; the world is as it was.`
    : `${style.good("Back")}: ${style.bold(worldId)} is at tick ${countText(tick ?? 0)} again.`;

type Loaded = Extract<RestoreEvent, { kind: "loaded" }>;

/** Without a terminal moving numbers are told so often, in milliseconds. */
const lineEvery = 10_000;

export function restoreProgress(): ProgressView<RestoreEvent> {
  let first: Loaded | undefined;
  let toldAt: number | undefined;
  return {
    line(event, style) {
      if (event.kind !== "loaded") return eventText(event, style);
      first ??= event;
      toldAt ??= event.at;
      if (event.at - toldAt < lineEvery) return undefined;
      toldAt = event.at;
      return loadedText(event, first, event.at);
    },
    frame() {
      const said: RestoreEvent[] = [];
      let begun: Loaded | undefined;
      let last: Loaded | undefined;
      return {
        fold(event) {
          if (event.kind === "loaded") {
            begun ??= event;
            last = event;
          } else if (event.kind === "said") said.push(event);
        },
        draw: (at, style) =>
          [
            ...said.flatMap((event) => eventText(event, style) ?? []),
            begun === undefined || last === undefined ? "Checking the snapshot" : loadedText(last, begun, at),
          ].join("\n"),
      };
    },
  };
}

function eventText(event: RestoreEvent, style: Style): string | undefined {
  if (event.kind === "said") return safeLine(event.text);
  if (event.kind === "throttled") return style.dim(`DynamoDB throttles (${safeLine(event.action)}): slower`);
  return undefined;
}

function loadedText({ rows, bytes, ofRows }: Loaded, first: Loaded, at: number): string {
  const seconds = Math.max(0.001, (at - first.at) / 1_000);
  const rate = (rows - first.rows) / seconds;
  const left =
    rate > 0 && ofRows > rows && seconds >= 1 ? [`${durationText(((ofRows - rows) / rate) * 1_000)} left`] : [];
  const speed = (bytes - first.bytes) / seconds;
  return [
    `Loaded ${countText(rows)} of ${countText(ofRows)} rows`,
    ...(speed > 0 ? [`${bytesText(speed)}/s`] : []),
    ...left,
  ].join("  ");
}
