import { loadedParts } from "../model/restore/parts.ts";
import type { Change, Changes } from "../model/snapshot/changes.ts";
import type { AgentDiff, DiffPart, DiffSide, MemoryNote, SnapshotDiff } from "../operations/snapshot-diff.ts";
import type { Render, Style } from "../ports/io.ts";
import { countOf, countText } from "./amount-text.ts";
import { momentText } from "./clock-text.ts";
import { safeLine } from "./safe-text.ts";
import { details, table, type Column } from "./table.ts";

export { carryProgress } from "./carry-progress.ts";

/** So many lines of agents or memories are shown unless all are asked for. */
const most = 20;

/** Whether two snapshots are the same, and part by part and agent by agent what differs. */
export const snapshotDiffText =
  ({ all }: { all: boolean }): Render<SnapshotDiff> =>
  (diff, style) => {
    const limit = all ? Infinity : most;
    const sides = details([sideEntry("A", diff.a), sideEntry("B", diff.b)], style);
    const known = [headline(diff, style), sides, ...fuzzyTexts(diff, style)];
    if (diff.same) return known.join("\n");
    const about = diff.agent === null ? agentsText(diff.agents, limit, style) : memoriesText(diff, limit, style);
    return [known.join("\n"), table(partRows(diff), partColumns, style), ...worldText(diff, style), ...about].join(
      "\n\n",
    );
  };

function headline({ same, a, b, parts }: SnapshotDiff, style: Style): string {
  if (same && a.snapshotId === b.snapshotId) return `${style.good("The same:")} both are one snapshot.`;
  if (same) return `${style.good("The same:")} all ${countOf(rows(a), "row")} are equal.`;
  const sum = (change: Change) => loadedParts.reduce((total, part) => total + parts[part][change], 0);
  const [added, changed, removed] = [sum("added"), sum("changed"), sum("removed")];
  if (added + changed + removed === 0) return `${style.warn("Different:")} only in the world's own row.`;
  return `${style.warn("Different:")} from A to B ${countOf(added, "row")} added, ${countText(changed)} changed, ${countText(removed)} removed.`;
}

const rows = ({ items }: DiffSide) => loadedParts.reduce((sum, part) => sum + items[part], 0);

const sideEntry = (side: string, { snapshotId, worldId, name, tick, createdAt }: DiffSide) =>
  [
    side,
    `${snapshotId}  ${worldId}  tick ${countText(tick)}  ${momentText(Date.parse(createdAt), false)}${name === null ? "" : `  ${name}`}`,
  ] as const;

const fuzzyTexts = ({ a, b }: SnapshotDiff, style: Style) =>
  [a, b].flatMap(({ consistency, snapshotId }) =>
    consistency === "fuzzy"
      ? [`${style.warn("Warning:")} ${snapshotId} is fuzzy: its rows are of different moments.`]
      : [],
  );

interface PartRow extends Changes {
  readonly part: DiffPart;
  readonly before: number;
  readonly after: number;
}

const partRows = ({ a, b, parts }: SnapshotDiff): readonly PartRow[] =>
  loadedParts.map((part) => ({ part, before: a.items[part], after: b.items[part], ...parts[part] }));

const partColumns: readonly Column<PartRow>[] = [
  { title: "PART", text: ({ part }) => part },
  { title: "ROWS A", text: ({ before }) => countText(before), align: "right" },
  { title: "ROWS B", text: ({ after }) => countText(after), align: "right" },
  { title: "ADDED", text: ({ added }, style) => signed("added", added, style), align: "right" },
  { title: "CHANGED", text: ({ changed }, style) => signed("changed", changed, style), align: "right" },
  { title: "REMOVED", text: ({ removed }, style) => signed("removed", removed, style), align: "right" },
];

const signs: Readonly<Record<Change, string>> = { added: "+", changed: "~", removed: "-" };
const paint = (change: Change, style: Style) =>
  change === "added" ? style.good : change === "removed" ? style.bad : style.warn;
const signed = (change: Change, count: number, style: Style) =>
  count === 0 ? "" : paint(change, style)(`${signs[change]}${countText(count)}`);

const worldText = ({ world: { fields } }: SnapshotDiff, style: Style) =>
  fields.length === 0 ? [] : [details([["World", fields.join(", ")]], style)];

function agentsText(agents: readonly AgentDiff[], limit: number, style: Style): readonly string[] {
  if (agents.length === 0) return [];
  const more = agents.length - limit;
  const shown = table(agents.slice(0, limit), agentColumns, style);
  return [more > 0 ? `${shown}\n${style.dim(`... and ${countText(more)} more; --all shows them.`)}` : shown];
}

const agentColumns: readonly Column<AgentDiff>[] = [
  { title: "AGENT", text: ({ agentId }) => agentId },
  { title: "ROW", text: ({ change }, style) => (change === "same" ? "" : paint(change, style)(change)) },
  { title: "MEMORIES", text: ({ memories }, style) => changesText(memories, style) },
  { title: "CHANGED", text: ({ fields }) => ownFields(fields).join(", ") },
];

/** Keys of indexes follow from other attributes. */
const ownFields = (fields: readonly string[]) => {
  const own = fields.filter((field) => !field.startsWith("g#"));
  return own.length === 0 ? fields : own;
};

const changesText = (changes: Changes, style: Style) =>
  (["added", "changed", "removed"] as const)
    .flatMap((change) => (changes[change] === 0 ? [] : [signed(change, changes[change], style)]))
    .join(" ");

function memoriesText({ agent, agents }: SnapshotDiff, limit: number, style: Style): readonly string[] {
  if (agent === null) return [];
  const own = agents.filter(({ agentId }) => agentId === agent.agentId);
  if (own.length === 0) return [`${style.bold(safeLine(agent.agentId))} is the same in both.`];
  const { memories } = agent;
  const shown = memories.slice(-Math.min(limit, memories.length));
  const left = agent.more + memories.length - shown.length;
  const older = left === 0 ? "" : `\n${style.dim(`... and ${countText(left)} older`)}`;
  const texts = memories.length === 0 ? [] : [`${details(shown.map(memoryEntry), style)}${older}`];
  return [table(own, agentColumns, style), ...texts];
}

const memoryEntry = ({ change, tick, text }: MemoryNote) => [`${signs[change]} tick ${tick ?? "?"}`, text] as const;
