import { type ByPart, isAsked, type LoadedPart, type Only } from "../model/restore/parts.ts";
import type { RestorePlan } from "../model/restore/plan.ts";
import { countOf } from "./amount-text.ts";

/** The parts that are asked for, before what they are of: `agents, memories and events of `; nothing where all of it is. */
export function partsOf(only: Only): string {
  if (only === undefined) return "";
  const last = only.at(-1) ?? "";
  return `${only.length < 2 ? last : `${only.slice(0, -1).join(", ")} and ${last}`} of `;
}

/** What a restore in place replaces. */
export const whatText = ({ request, worldId }: Pick<RestorePlan, "request" | "worldId">): string =>
  `${partsOf(request.only)}${worldId}`;

const words: ByPart<readonly [one: string, many: string]> = {
  memories: ["memory", "memories"],
  agents: ["agent", "agents"],
  objects: ["object", "objects"],
  events: ["event", "events"],
};
const inOrder: readonly LoadedPart[] = ["memories", "agents", "objects", "events"];

/** Rows by part, of those that `of` names; a part nobody counts goes without a number. */
function rowsText(counts: ByPart<number | null>, of: (part: LoadedPart) => boolean): string {
  const texts = inOrder.filter(of).map((part) => {
    const count = counts[part];
    return count === null ? words[part][1] : countOf(count, ...words[part]);
  });
  return texts.join(", ");
}

/** The rows that are loaded from the snapshot. */
export const loadedText = (counts: ByPart<number>, only: Only) => rowsText(counts, (part) => isAsked(only, part));

/** The rows of the world that stay beside them. */
export const keptText = (counts: ByPart<number | null>, only: Only) => rowsText(counts, (part) => !isAsked(only, part));

/** Undefined where agents and memories are not asked for apart from the rest. */
export const togetherText = (only: Only): string | undefined =>
  only?.includes("agents") === true ? "agents and their memories, which belong together" : undefined;
