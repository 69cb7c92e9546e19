import { rowsOf } from "../model/snapshot/answer.ts";
import type { ListedSnapshot, SnapshotList } from "../operations/snapshot-list.ts";
import type { Render, Style } from "../ports/io.ts";
import { ageText, shortText } from "./amount-text.ts";
import { nextText, sentence } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { labelsText } from "./snapshot-create.ts";
import { table, type Column } from "./table.ts";

/** From here on everything has a column of its own. */
const wide = 120;

/** What the list is of. */
export interface ListFrame {
  readonly now: number;
  readonly env: string;
  readonly world: string | undefined;
}

/** A line a snapshot; on a narrow terminal world, name and labels are below it. */
export const snapshotListText =
  (frame: ListFrame): Render<SnapshotList> =>
  ({ snapshots, unnoted }, style) => {
    if (unnoted) return unnotedText(frame, style);
    if (snapshots.length === 0) return noneText(frame);
    const text =
      style.width >= wide
        ? table(snapshots, [...columns(frame), ...notes], style)
        : withNotes(snapshots, { frame, style });
    return [text, ...endings(snapshots, frame, style)].join("\n");
  };

const columns = ({ now }: ListFrame): readonly Column<ListedSnapshot>[] => [
  { title: "SNAPSHOT", text: ({ snapshotId }) => snapshotId, whole: true },
  { title: "STATE", text: stateText },
  { title: "TICK", text: ({ tick }) => tick ?? "", align: "right" },
  { title: "AGE", text: ({ createdAt }) => ageText(now - Date.parse(createdAt)), align: "right" },
  { title: "ROWS", text: ({ items }) => (items === null ? "" : shortText(rowsOf(items))), align: "right", spare: true },
  { title: "SIZE", text: ({ bytes }) => (bytes === null ? "" : shortText(bytes)), align: "right", spare: true },
  { title: "NEW", text: ({ newBytes }) => (newBytes === null ? "" : shortText(newBytes)), align: "right", spare: true },
];

const notes: readonly Column<ListedSnapshot>[] = [
  { title: "WORLD", text: ({ worldId }) => worldId },
  { title: "HELD", text: ({ held }) => (held ? "held" : "") },
  { title: "NAME", text: ({ name }) => name ?? "" },
  { title: "LABELS", text: ({ labels }) => labelsText(labels) ?? "" },
];

/** A state as it is acted on: one that was cut off, and one that is less than exact, say so. */
export function stateText(
  { state, interrupted, consistency }: Pick<ListedSnapshot, "state" | "interrupted" | "consistency">,
  style: Style,
): string {
  if (interrupted) return style.warn("interrupted");
  if (state === "FAILED") return style.bad("failed");
  if (state !== "COMPLETE") return style.accent(state.toLowerCase());
  return consistency === "fuzzy" ? style.warn("fuzzy") : style.good("complete");
}

function withNotes(snapshots: readonly ListedSnapshot[], { frame, style }: { frame: ListFrame; style: Style }): string {
  const [head = "", ...lines] = table(snapshots, columns(frame), style).split("\n");
  const all = snapshots.flatMap((snapshot, index) => {
    const { worldId, name, labels, held } = snapshot;
    const about = [frame.world === undefined ? worldId : undefined, name, labelsText(labels), held ? "held" : undefined]
      .filter((text) => text !== undefined && text !== null)
      .map((text) => safeLine(text ?? ""))
      .join("  ");
    return [lines[index] ?? "", ...(about === "" ? [] : [style.dim(`  ${about}`)])];
  });
  return [head, ...all].join("\n");
}

function endings(snapshots: readonly ListedSnapshot[], { env }: ListFrame, style: Style): readonly string[] {
  const cutOff = snapshots.filter(({ interrupted }) => interrupted);
  const worlds = [...new Set(cutOff.map(({ worldId }) => safeLine(worldId)))];
  if (worlds.length === 0) return [];
  return ["", ...worlds.map((world) => nextText([`gworld snapshot create ${world} -e ${env}`], style, "Go on with:"))];
}

function unnotedText({ env, world }: ListFrame, style: Style): string {
  const [of, only] = world === undefined ? ["", ""] : [` of ${safeLine(world)}`, ` ${safeLine(world)}`];
  const said = `The catalogue of ${env} knows no snapshots${of}, but the archive has some.`;
  return [
    sentence(said, style),
    nextText([`gworld snapshot reindex${only} -e ${env}`], style, "Note them again:"),
  ].join("\n");
}

const noneText = ({ env, world }: ListFrame) =>
  world === undefined
    ? `No snapshots in ${env}. Take one: gworld snapshot create <world> -e ${env}`
    : `No snapshots of ${safeLine(world)}. Take one: gworld snapshot create ${safeLine(world)} -e ${env}`;
