import { durationText } from "../model/duration.ts";
import { dollarsText, requestPrices } from "../model/prices.ts";
import { byPart } from "../model/restore/parts.ts";
import type { RestorePlan } from "../model/restore/plan.ts";
import type { Undone, UndoPlan } from "../operations/restore-back.ts";
import type { Restored, RestoreEvent } from "../operations/restore.ts";
import type { ProgressView, Render, Style } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { keptText, loadedText, partsOf, togetherText } from "./restore-parts.ts";
import { safeLine } from "./safe-text.ts";
import { details } from "./table.ts";

/** What will be written, what it costs, and what becomes of what is there. */
export const restorePlanText =
  (plan: RestorePlan): Render<null> =>
  (_, style) => {
    const { env, manifest, mode, worldId, world, parts, kept } = plan;
    const { only } = plan.request;
    const from = manifest.worldId === worldId ? "" : ` from ${safeLine(manifest.worldId)}`;
    const facts = details(
      [
        ["snapshot", `${manifest.snapshotId}, tick ${countText(manifest.tick)}, ${manifest.consistency}`],
        [
          "rows",
          loadedText(
            byPart((part) => parts[part].items),
            only,
          ),
        ],
        ["together", togetherText(only)],
        ["size", `${countOf(plan.rows, "row")}, ${bytesText(plan.bytes)}`],
        ["kept", kept && `${keptText(kept.counts, only)}, as they are now; they are copied`],
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
        ? `Restore ${partsOf(only)}${style.bold(worldId)}${from} in ${style.bold(env)}, a new world`
        : `Replace ${partsOf(only)}${style.bold(worldId)} in ${style.bold(env)}, now at tick ${countText(world?.tick ?? 0)}, by what ${only === undefined ? "it was" : "they were"}`;
    const warnings = plan.warnings.map((warning) => `${style.warn("Warning:")} ${safeLine(warning)}`);
    return [head, ...facts.split("\n").map((line) => `  ${line}`), ...warnings].join("\n");
  };

const afterText = ({ mode, unfinished, kept }: RestorePlan) =>
  `${unfinished === undefined ? "" : `goes on with ${countOf(unfinished.loaded.size, "chunk")} loaded; `}${kept === undefined ? "" : "the world stays paused; "}${mode === "new" ? "the new world is paused" : "what is there now can be brought back for 24 hours"}`;

export const restoredText =
  (env: string): Render<Restored> =>
  (restored, style) => {
    const { worldId, snapshotId, items, kept, seconds, status, tick, undoUntil, result } = restored;
    const only = restored.only ?? undefined;
    const head =
      result === "unchanged"
        ? `${capital(partsOf(only))}${style.bold(worldId)} ${only === undefined ? "is" : "are"} restored from ${snapshotId} already, and nothing was written since.`
        : `${style.good("Restored")} ${partsOf(only)}${style.bold(worldId)}${only === undefined ? ` to tick ${countText(tick)}` : `, which is at tick ${countText(tick)}`}  ${style.dim(durationText(seconds * 1_000))}`;
    const next =
      status === "paused"
        ? `${style.accent("Next:")} gworld worlds resume ${worldId} -e ${env}`
        : `${style.accent("Next:")} gworld worlds show ${worldId} -e ${env}`;
    return [
      head,
      `  ${loadedText(items, only)}`,
      ...(only === undefined || restored.mode === "new" ? [] : [`  kept: ${keptText(kept, only)}`]),
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

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

type Moving = Extract<RestoreEvent, { kind: "loaded" | "copied" }>;

/** Without a terminal moving numbers are told so often, in milliseconds. */
const lineEvery = 10_000;

export function restoreProgress(): ProgressView<RestoreEvent> {
  let first: Moving | undefined;
  let toldAt: number | undefined;
  return {
    line(event, style) {
      if (!isMoving(event)) return eventText(event, style);
      first = since(first, event);
      toldAt ??= event.at;
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
            begun = since(begun, event);
            last = event;
          } else if (event.kind === "said") said.push(event);
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

const isMoving = (event: RestoreEvent): event is Moving => event.kind === "loaded" || event.kind === "copied";

/** Copying begins when loading has ended: each is measured by itself. */
const since = (first: Moving | undefined, event: Moving): Moving => (first?.kind === event.kind ? first : event);

function eventText(event: RestoreEvent, style: Style): string | undefined {
  if (event.kind === "said") return safeLine(event.text);
  if (event.kind === "throttled") return style.dim(`DynamoDB throttles (${safeLine(event.action)}): slower`);
  return undefined;
}

function movingText(event: Moving, first: Moving, at: number): string {
  const { kind, rows, ofRows } = event;
  const seconds = Math.max(0.001, (at - first.at) / 1_000);
  const rate = (rows - first.rows) / seconds;
  const left =
    rate > 0 && ofRows > rows && seconds >= 1 ? [`${durationText(((ofRows - rows) / rate) * 1_000)} left`] : [];
  const speed = bytesBetween(first, event) / seconds;
  return [
    kind === "copied" && ofRows < rows
      ? `Copied ${countText(rows)} rows that stay`
      : `${kind === "loaded" ? "Loaded" : "Copied"} ${countText(rows)} of ${countText(ofRows)} rows${kind === "loaded" ? "" : " that stay"}`,
    ...(speed > 0 ? [`${bytesText(speed)}/s`] : []),
    ...left,
  ].join("  ");
}

const bytesBetween = (first: Moving, last: Moving) =>
  first.kind === "loaded" && last.kind === "loaded" ? last.bytes - first.bytes : 0;
