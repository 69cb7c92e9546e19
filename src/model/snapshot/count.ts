import type { Chunk } from "../archive/manifest.ts";
import { type Item, numberOf, stringOf } from "../item.ts";
import type { AgentCount } from "./partitions.ts";
import { agentOf } from "./partitions.ts";

/** Rows beside the agents' own, such as how recent their memories are, count nothing. */
export function agentCount(item: Item): AgentCount[] {
  const agentId = stringOf(item, "agentId");
  if (agentId === undefined || agentId.includes("#")) return [];
  return [{ agentId, memoryCount: numberOf(item, "memoryCount") }];
}

/** Memories by agent, as the chunks have them. Every agent is there, also one without any. */
export function memoriesByAgent(
  agents: readonly AgentCount[],
  chunks: Iterable<Pick<Chunk, "part" | "partition" | "items">>,
): Readonly<Record<string, number>> {
  const counts = new Map(agents.map(({ agentId }) => [agentId, 0]));
  for (const { part, partition, items } of chunks) {
    if (part !== "memories") continue;
    const agent = agentOf(partition);
    counts.set(agent, (counts.get(agent) ?? 0) + items);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export interface Miscount {
  readonly agentId: string;
  readonly counted: number;
  readonly expected: number;
}

/** Agents whose memories are not as many as their rows say. */
export const miscounts = (
  agents: readonly AgentCount[],
  counted: Readonly<Record<string, number>>,
): readonly Miscount[] =>
  agents.flatMap(({ agentId, memoryCount }) =>
    memoryCount === undefined || counted[agentId] === memoryCount
      ? []
      : [{ agentId, counted: counted[agentId] ?? 0, expected: memoryCount }],
  );

/** One warning for all of them. */
export function miscountText(wrong: readonly Miscount[]): string {
  const [first, ...others] = wrong;
  if (first === undefined) return "";
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return `Memories are not as many as agents count: ${first.agentId} has ${first.counted} of ${first.expected}${more}.`;
}
