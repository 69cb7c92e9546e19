import { rejectedAs } from "../../model/aws-error.ts";
import { GworldError } from "../../model/error.ts";
import type { FoundResource } from "../../model/leftovers.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Removal } from "../../ports/leftovers.ts";

/** The resources of one type. */
export interface Leaving {
  find(name: string): Promise<FoundResource | undefined>;
  remove(physicalId: string, how: Removal): Promise<void>;
  /** Absent where nothing is scheduled: what is deleted is gone. */
  revive?(physicalId: string): Promise<void>;
}

/** That there is no such resource is an answer. */
export async function unlessGone<T>(codes: readonly string[], run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (codes.some((code) => rejectedAs(error, code))) return undefined;
    throw error;
  }
}

/** How long a name is waited for that its service frees by and by, in milliseconds. */
const patienceMs = 10 * 60_000;

/** Waits until there is nothing of this name any more. Throws `failed` where that takes too long. */
export async function untilGone(name: string, clock: Clock, find: () => Promise<unknown>): Promise<void> {
  const until = clock.now() + patienceMs;
  for (let pause = 200; (await find()) !== undefined; pause = Math.min(5_000, pause * 1.6)) {
    if (clock.now() > until)
      throw new GworldError("failed", `${name} is being deleted, and still there after ten minutes.`, {
        hint: "Run the same command again: it goes on with what is left.",
      });
    await clock.wait(pause);
  }
}
