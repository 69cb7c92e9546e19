import { compareKeys } from "../../model/archive/key-order.ts";
import { rowOf } from "../../model/archive/line.ts";
import { stringOf } from "../../model/item.ts";
import { changedFields, noChanges, plus, totalOf, type Change, type Changes } from "../../model/snapshot/changes.ts";
import { agentOf } from "../../model/snapshot/partitions.ts";
import type { SnapshotItems } from "../../model/snapshot/answer.ts";
import type { Pair } from "../../model/snapshot/pairs.ts";
import type { Lines, Watch } from "./merge.ts";
import { memoryNotes, type MemoryNotes } from "./memories.ts";

export type DiffPart = keyof SnapshotItems;

/** What differs of one agent: its own rows, and its memories. */
export interface AgentDiff {
  readonly agentId: string;
  /** Of its row in Agents. */
  readonly change: Change | "same";
  /** Attributes of its row that differ, where both sides have it; its further rows by what follows its ID: `#acc#0`. */
  readonly fields: readonly string[];
  readonly memories: Changes;
}

export interface Tally {
  readonly parts: Readonly<Record<DiffPart, Changes>>;
  /** Those that have changed most come first. */
  readonly agents: readonly AgentDiff[];
  readonly world: { readonly fields: readonly string[] };
}

/** Counts what differs as it comes, in whatever order of partitions; `of` is the agent whose memories are noted one by one. */
export function tally(of: string | undefined) {
  const parts: Record<DiffPart, Changes> = {
    agents: noChanges,
    memories: noChanges,
    objects: noChanges,
    events: noChanges,
  };
  const agents = new Map<string, AgentDiff>();
  const notes = memoryNotes();
  let fields: readonly string[] = [];
  const agent = (agentId: string, change: (before: AgentDiff) => Partial<AgentDiff>) => {
    const before = agents.get(agentId) ?? { agentId, change: "same", fields: [], memories: noChanges };
    agents.set(agentId, { ...before, ...change(before) });
  };
  const counts = (part: DiffPart, change: Change, rows: number) => {
    parts[part] = plus(parts[part], change, rows);
  };
  return {
    watch({ part, partition }: Pair): Watch {
      if (part === "world") return { count: () => undefined, row: (_, lines) => void (fields = fieldsOf(lines)) };
      const count = (change: Change, rows: number) => counts(part, change, rows);
      if (part === "agents") return { count, row: (change, lines) => agent(...agentChange(change, lines)) };
      if (part !== "memories") return { count };
      const agentId = agentOf(partition);
      return {
        count(change, rows) {
          count(change, rows);
          agent(agentId, ({ memories }) => ({ memories: plus(memories, change, rows) }));
        },
        row: agentId === of ? (change, lines) => notes.add(change, lines) : undefined,
      };
    },
    result: (): Tally => ({ parts, agents: [...agents.values()].sort(mostChanged), world: { fields } }),
    notes: (): MemoryNotes => notes.result(),
  };
}

const fieldsOf = ({ a, b }: Lines) => changedFields(a === undefined ? {} : rowOf(a), b === undefined ? {} : rowOf(b));

/** An agent's own row, or one of its further pages, which come behind it: IDs of agents have no `#`. */
function agentChange(change: Change, lines: Lines) {
  const key = stringOf(rowOf(lines.b ?? lines.a ?? ""), "agentId") ?? "";
  const end = key.indexOf("#");
  const agentId = end < 0 ? key : key.slice(0, end);
  const after = (before: AgentDiff): Partial<AgentDiff> => {
    if (end < 0) return { change, fields: change === "changed" ? fieldsOf(lines) : [] };
    if (before.change === "added" || before.change === "removed") return {};
    return { change: "changed", fields: [...before.fields, key.slice(end)] };
  };
  return [agentId, after] as const;
}

const weight = ({ change, memories }: AgentDiff) => totalOf(memories) + (change === "same" ? 0 : 1);
const mostChanged = (a: AgentDiff, b: AgentDiff) => weight(b) - weight(a) || compareKeys(a.agentId, b.agentId);
