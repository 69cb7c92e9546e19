import { durationText } from "../model/duration.ts";
import { dollarsText, requestPrices } from "../model/prices.ts";
import type { SnapshotAnswer } from "../model/snapshot/answer.ts";
import type { Pending } from "../model/snapshot/unfinished.ts";
import type { SnapshotPlan } from "../operations/snapshot-create.ts";
import type { Render, Style } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { nextText, sentence } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { details } from "./table.ts";

import { pauseText } from "./snapshot-progress.ts";

export { snapshotProgress } from "./snapshot-progress.ts";

/** What will be read and what it costs. */
export const snapshotPlanText: (plan: SnapshotPlan) => Render<null> =
  ({ env, request, world, parent, pending, estimate }) =>
  (_, style) => {
    const { rows, bytes, readRows, readUnits, dollars } = estimate;
    const facts = details(
      [
        ["tick", `${countText(world.tick)} or later; ${classTexts[request.consistency]}`],
        ["parent", parent === undefined ? noParent(request) : `${parent.snapshotId}, tick ${countText(parent.tick)}`],
        ["size", `about ${countOf(rows, "row")}, ${bytesText(bytes)}; about ${countText(readRows)} to read`],
        [
          "cost",
          `about ${countOf(readUnits, "read unit")}, ${dollarsText(dollars)} (${requestPrices.region} list price of ${requestPrices.asOf})`,
        ],
      ],
      style,
    );
    const left = pending.map((one) => pendingText(one, env, style));
    return [`Snapshot of ${style.bold(world.worldId)} in ${style.bold(env)}`, indented(facts), ...left].join("\n");
  };

function pendingText({ snapshotId, at, tick, becomes }: Pending, env: string, style: Style): string {
  const what = `snapshot ${snapshotId}, which was cut off, of tick ${countText(tick)} at ${at}`;
  if (becomes === "first") return sentence(`Finishes first ${what}.`, style);
  const warning = `${style.warn("Older:")} finishes ${what}, in place of a new one.`;
  return [
    sentence(warning, style),
    nextText([`gworld snapshot delete ${snapshotId} -e ${env}`], style, "  Without it the next is of now:"),
  ].join("\n");
}

const classTexts = {
  tick: "exact, while the world runs on",
  quiesce: "exact, and the world waits until all is read",
  fuzzy: "each row as it is when it is read",
} as const;

const noParent = ({ full, consistency }: SnapshotPlan["request"]) =>
  full ? "not used (--full)" : consistency === "fuzzy" ? "not used (fuzzy)" : "none: everything is read";

/** The answer: what there is now, and what to do with it. */
export const snapshotText =
  (env: string): Render<SnapshotAnswer> =>
  (snapshot, style) => {
    const { snapshotId, worldId, tick, seconds, warnings } = snapshot;
    const head = `${style.good("Snapshot")} ${style.bold(snapshotId)} of ${style.bold(worldId)}, tick ${countText(tick ?? 0)}`;
    return [
      sentence(`${head}${seconds === null ? "" : style.dim(`  ${durationText(seconds * 1_000)}`)}`, style),
      indented(details(facts(snapshot), style)),
      ...warnings.map((warning) => sentence(`${style.warn("Warning:")} ${safeLine(warning)}`, style)),
      next(snapshot, env, style),
    ].join("\n");
  };

const facts = (snapshot: SnapshotAnswer): readonly (readonly [string, string | undefined])[] => [
  ["class", classText(snapshot)],
  ["rows", snapshot.items === null ? undefined : itemsText(snapshot.items)],
  ["size", sizeText(snapshot)],
  ["name", snapshot.name ?? undefined],
  ["labels", labelsText(snapshot.labels)],
];

export const classText = ({ consistency, pauseMs }: Pick<SnapshotAnswer, "consistency" | "pauseMs">) =>
  consistency === "fuzzy"
    ? "fuzzy: a restore needs --allow-fuzzy"
    : `${consistency}: exact${pauseMs === null ? "" : `; ${pauseText(pauseMs)}`}`;

const itemsText = ({ agents, memories, objects, events }: NonNullable<SnapshotAnswer["items"]>) =>
  [
    countOf(memories, "memory", "memories"),
    countOf(agents, "agent"),
    countOf(objects, "object"),
    countOf(events, "event"),
  ].join(", ");

function sizeText({ bytes, storedBytes, newBytes, parent }: SnapshotAnswer): string | undefined {
  if (bytes === null || storedBytes === null) return undefined;
  const whole = `${bytesText(bytes)}, ${bytesText(storedBytes)} stored`;
  if (newBytes === null || newBytes >= storedBytes) return whole;
  const from = parent === null ? "the archive had the rest" : `the rest is in ${parent}`;
  return `${whole}, ${bytesText(newBytes)} of it new: ${from}`;
}

export const labelsText = (labels: SnapshotAnswer["labels"]) => {
  const text = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return text.length === 0 ? undefined : text.join(", ");
};

function next({ snapshotId, worldId, consistency }: SnapshotAnswer, env: string, style: Style): string {
  const allow = consistency === "fuzzy" ? " --allow-fuzzy" : "";
  const commands = [
    `gworld snapshot verify ${snapshotId} -e ${env}`,
    `gworld restore ${snapshotId} --as ${safeLine(worldId)}-copy${allow} -e ${env}`,
  ];
  return nextText(commands, style);
}

const indented = (text: string) =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
