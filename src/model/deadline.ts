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

interface Limits {
  readonly deadline: string | undefined;
  readonly serviceDeadline?: string | undefined;
  readonly detach: boolean;
  readonly noRollback?: boolean | undefined;
}

/** Throws `usage` for a limit that is no length of time, and for one that nothing would come of; `command` is what was typed. */
export function refuseIdleDeadlines(command: string, limits: Limits): void {
  const { deadline, serviceDeadline, detach, noRollback = false } = limits;
  deadlineOf(deadline);
  deadlineOf(serviceDeadline, "--service-deadline");
  const refuse = (limit: string, other: string, why: string) => {
    const [flag] = limit.split(" ");
    throw new GworldError("usage", `${flag} does not go with ${other}: ${why}.`, {
      hint: `Choose one of them: ${command} ${other}, or ${command} ${limit}`,
    });
  };
  if (detach && deadline !== undefined)
    refuse(`--deadline ${deadline}`, "--detach", "nobody is there to call off what is left");
  if (serviceDeadline === undefined) return;
  const limit = `--service-deadline ${serviceDeadline}`;
  if (detach) refuse(limit, "--detach", "nobody is there to give a service up");
  if (noRollback) refuse(limit, "--no-rollback", "what comes no further is left as it is, for a look");
}

/** How long a service may come no further: a large image is pulled, and an old task drained, in far less. */
export const serviceDeadline: Deadline = { ms: 20 * 60_000, text: "20m" };
