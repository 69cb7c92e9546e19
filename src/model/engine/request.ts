import { GworldError } from "../error.ts";
import { worldIdOf } from "../restore/request.ts";
import { shellWord } from "../shell-word.ts";

/** What is asked of a new world, as it was typed. */
interface Typed {
  readonly world: string;
  readonly name: string | undefined;
  readonly demo: boolean;
  readonly agents: number | undefined;
  readonly memories: number | undefined;
  readonly dimensions: number | undefined;
  readonly seed: string | undefined;
  readonly paused: boolean;
}

/** A new world from what was typed. Throws `usage`. */
export function worldRequest(typed: Typed) {
  const { world, name, demo, agents, memories, dimensions, seed, paused } = typed;
  const worldId = worldIdOf(world, "gworld worlds create smallville --demo");
  const stray = Object.entries({ agents, memories, dimensions, seed }).find(([, value]) => value !== undefined);
  if (!demo && stray !== undefined)
    throw new GworldError("usage", `--${stray[0]} says nothing without --demo.`, {
      hint: "Add --demo to fill the world, or leave it out for an empty one.",
    });
  if (name !== undefined && (name.trim() === "" || name.length > 200))
    throw new GworldError("usage", "A world's name has 1 to 200 letters.", { hint: "Example: --name Smallville" });
  return {
    worldId,
    name,
    paused,
    demo: demo ? { agents: agents ?? 25, memories: memories ?? 40, dims: dimensions ?? 1_024, seed } : undefined,
  };
}

/** The words that ask for it again, for a shell. */
export function worldCommand(environment: string, typed: Typed): string {
  const { world, name, demo, agents, memories, dimensions, seed, paused } = typed;
  const given = { name, agents, memories, dimensions, seed };
  return [
    `gworld worlds create ${shellWord(world)}`,
    ...(demo ? ["--demo"] : []),
    ...Object.entries(given).flatMap(([flag, value]) =>
      value === undefined ? [] : [`--${flag} ${shellWord(String(value))}`],
    ),
    ...(paused ? ["--paused"] : []),
    `-e ${shellWord(environment)}`,
  ].join(" ");
}
