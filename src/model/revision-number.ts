import { GworldError } from "./error.ts";

/** The number of a revision as it was typed. Throws `usage` for what is none. */
export function revisionNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text))
    throw new GworldError("usage", `"${text}" is not the number of a revision.`, {
      hint: "gworld history lists them.",
    });
  return Number(text);
}
