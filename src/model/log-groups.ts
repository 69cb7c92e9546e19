import { serviceNames } from "./environment.ts";
import { GworldError } from "./error.ts";
import { suggestion } from "./nearest.ts";

/** The services `logs` reads: what was named, by its beginning if that is enough; all of the environment's when nothing was. */
export function namedServices(typed: readonly string[], known: readonly string[]): readonly string[] {
  if (typed.length === 0) return serviceNames;
  return [...new Set(typed.map((name) => namedService(name, known)))];
}

function namedService(typed: string, known: readonly string[]): string {
  if (typed.trim() === "")
    throw new GworldError("usage", "The name of a service is empty.", {
      hint: `Leave it out for all services, or name one: ${known.join(", ")}.`,
    });
  if (known.includes(typed)) return typed;
  const [only, ...others] = known.filter((name) => name.startsWith(typed));
  if (only !== undefined && others.length === 0) return only;
  throw new GworldError("notFound", `There are no logs of a service ${typed}.`, { hint: suggestion(typed, known) });
}
