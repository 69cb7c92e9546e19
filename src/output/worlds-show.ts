import { durationText } from "../model/duration.ts";
import type { UnfinishedRestore, WorldDetails } from "../operations/worlds-show.ts";
import type { Render, Style } from "../ports/io.ts";
import { countOf, countText } from "./amount-text.ts";
import { nextText } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { details } from "./table.ts";
import { agoText, worldStatusText } from "./world-status.ts";

interface Frame {
  readonly env: string;
  readonly now: number;
}

/** One world on one screen: how it stands, who runs it or holds it up, what there is of it, and what to do next. */
export const worldText =
  (frame: Frame): Render<WorldDetails> =>
  (world, style) => {
    const facts = details([...standing(world, frame), ...holdups(world, frame), ...content(world, frame)], style);
    const indented = facts.split("\n").map((line) => `  ${line}`);
    return [style.bold(safeLine(world.worldId)), ...indented, ...advice(world, frame, style)].join("\n");
  };

type Fact = readonly [string, string | ((style: Style) => string) | undefined];

const standing = (world: WorldDetails, { now }: Frame): readonly Fact[] => {
  const { status, tick, seqCommitted, updatedAt, engine } = world;
  const record = seqCommitted === null ? ", no commit record" : `, seq ${countText(seqCommitted)}`;
  return [
    ["name", world.name],
    ["status", (style) => worldStatusText(status, style)],
    ["tick", `${countText(tick)}${record}, written ${agoText(updatedAt, now)}`],
    ["engine", (style) => runner(engine, { status, now }, style)],
    ["generation", `${world.generation}, epoch ${world.epoch}`],
  ];
};

function runner(
  engine: WorldDetails["engine"],
  { status, now }: Pick<WorldDetails, "status"> & { now: number },
  style: Style,
): string {
  if (engine === null) return status === "active" ? style.warn("none, though it is active") : "none";
  const id = safeLine(engine.id);
  return engine.alive ? id : style.warn(`${id}, not seen for ${durationText(now - Date.parse(engine.until))}`);
}

const holdups = ({ fence, restoring, retired, work }: WorldDetails, { env, now }: Frame): readonly Fact[] => [
  ["fence", fence === null ? undefined : `${fence.id}, for ${left(fence.until, now)} at most`],
  ["restore", restoring === null ? undefined : restoringText(restoring, isRestored(work))],
  ...retired.map(({ generation, restoreId, until, way }): Fact => [
    way,
    `generation ${generation}, for ${left(until, now)} more: gworld restore ${restoreId} --${way} -e ${env}`,
  ]),
  ...work.map(({ doing, host, pid, alive }): Fact => {
    const who = `gworld ${doing}, process ${pid} on ${host}`;
    return ["at work", (style) => (alive ? safeLine(who) : style.warn(safeLine(`${who}, which is gone`)))];
  }),
];

/** True while somebody who lives is at work on restoring it. */
const isRestored = (work: WorldDetails["work"]) => work.some(({ what, alive }) => what === "restore" && alive);

function restoringText({ restoreId, generation, snapshotId, command }: UnfinishedRestore, isGoing: boolean): string {
  const from = snapshotId === undefined ? "" : ` from ${snapshotId}`;
  return isGoing
    ? `${restoreId} loads generation ${generation}${from}`
    : `${restoreId}${from} was cut off: nothing of it is shown${command === undefined ? ", and the catalogue has lost it" : ""}`;
}

const left = (until: string, now: number) => durationText(Math.max(0, Date.parse(until) - now));

const content = (
  { rows, lastSnapshot, snapshots, createdAt, ownerId }: WorldDetails,
  { now }: Frame,
): readonly Fact[] => [
  [
    "rows",
    [
      countOf(rows.agents, "agent"),
      rows.memories === null ? "memories uncounted" : countOf(rows.memories, "memory", "memories"),
      countOf(rows.objects, "object"),
      rows.events === null ? "events uncounted" : countOf(rows.events, "event"),
    ].join(", "),
  ],
  [
    "snapshots",
    lastSnapshot === null
      ? "none"
      : `${countText(snapshots)}, the last ${agoText(lastSnapshot.createdAt, now)} at tick ${countText(lastSnapshot.tick ?? 0)}: ${lastSnapshot.snapshotId}`,
  ],
  ["made", createdAt === "" ? undefined : `${agoText(createdAt, now)}${ownerId === "" ? "" : ` by ${ownerId}`}`],
];

function advice(world: WorldDetails, { env }: Frame, style: Style): readonly string[] {
  const worldId = safeLine(world.worldId);
  const next = (command: string) => [nextText([`gworld ${command} -e ${env}`], style)];
  if (world.restoring !== null && !isRestored(world.work)) {
    const { command } = world.restoring;
    const going = command === undefined ? [] : [[command, "goes on"] as const];
    return [nextText([...going, [`gworld restore ${worldId} --abort -e ${env}`, "drops it"]], style)];
  }
  if (world.status === "paused") return next(`worlds resume ${worldId}`);
  if (world.status === "deleting") return next(`worlds delete ${worldId}`);
  if (world.status !== "active") return [];
  if (world.engine?.alive !== true) return next("status");
  return world.lastSnapshot === null ? next(`snapshot create ${worldId}`) : [];
}
