import { parseDuration } from "./duration.ts";
import { GworldError } from "./error.ts";

/** How long work may take. */
export interface Deadline {
  readonly ms: number;
  /** As it was typed: `15m`. */
  readonly text: string;
}

/** Throws `usage` for what is no length of time; `flag` is where it was typed. */
export function deadlineOf(text: string | undefined, flag = "--deadline"): Deadline | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return { ms, text };
  throw new GworldError("usage", `${flag} ${text} is no length of time.`, { hint: "Such as 90s, 15m or 1h30m." });
}

/** Throws `usage` for a deadline of what is not followed: nobody would be there to call it off. */
export function refuseDetachedDeadline(
  command: string,
  { detach, deadline }: { readonly detach: boolean; readonly deadline: string | undefined },
): void {
  if (!detach || deadline === undefined) return;
  throw new GworldError("usage", "--deadline does not go with --detach: nobody is there to call off what is left.", {
    hint: `Choose one of them: ${command} --detach, or ${command} --deadline ${deadline}`,
  });
}

/** How long a service may come no further: a large image is pulled, and an old task drained, in far less. */
export const serviceDeadline: Deadline = { ms: 20 * 60_000, text: "20m" };
