import { GworldError } from "../error.ts";
import { nearest } from "../nearest.ts";
import { partTables, type WorldPart } from "../world/keys.ts";

/** The parts that are loaded as rows; the world's own row is set by the flip. */
export type LoadedPart = Exclude<WorldPart, "world">;
export const loadedParts: readonly LoadedPart[] = ["agents", "memories", "objects", "events"];

export type ByPart<T> = Readonly<Record<LoadedPart, T>>;

export const byPart = <T>(of: (part: LoadedPart) => T): ByPart<T> => ({
  agents: of("agents"),
  memories: of("memories"),
  objects: of("objects"),
  events: of("events"),
});

/** Parts of a snapshot that are asked for, in the order of `loadedParts`; undefined asks for all. */
export type Only = readonly LoadedPart[] | undefined;

/** The world's own row is part of every restore. */
export const isAsked = (only: Only, part: WorldPart): boolean =>
  only === undefined || part === "world" || only.includes(part);

/**
 * Parts as they were typed, by their own names or their tables'. Agents count their memories and keep how recent they are,
 * so that neither is right without the other: who asks for one gets both. Throws `usage`.
 */
export function onlyOf(typed: readonly string[]): Only {
  if (typed.length === 0) return undefined;
  const named = new Set(typed.flatMap((words) => words.split(",")).map(partOf));
  const both = named.has("agents") || named.has("memories");
  const parts = loadedParts.filter(
    (part) => named.has(part) || (both && part === "agents") || (both && part === "memories"),
  );
  return parts.length === loadedParts.length ? undefined : parts;
}

function partOf(word: string): LoadedPart {
  const meant = word.trim().toLowerCase();
  const part = loadedParts.find((one) => one === meant || partTables[one].toLowerCase() === meant);
  if (part !== undefined) return part;
  const near = nearest(meant, loadedParts);
  throw new GworldError("usage", `${JSON.stringify(word.slice(0, 40))} is no part of a world.`, {
    hint: `${near === undefined ? "" : `Did you mean ${near}? `}--only takes agents, memories, objects, events.`,
  });
}

/** As the journal keeps it. */
export const onlyText = (only: Only): string | undefined => only?.join(" ");

/** The words that ask for these parts, for a shell. */
export const onlyWords = (only: string | undefined): string => (only === undefined ? "" : ` --only ${only}`);
