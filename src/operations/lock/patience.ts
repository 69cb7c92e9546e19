import { failedAs } from "../../model/aws-error.ts";
import { durationText } from "../../model/duration.ts";
import { GworldError } from "../../model/error.ts";
import { hasRunOut, sighted, type HeldLock, type Sight } from "../../model/lock.ts";
import type { LockPorts, LockWish } from "../lock.ts";

/** Somebody who lives and is waited for may take so long, in milliseconds. */
const longestWait = 60 * 60_000;

const mostTries = 5;

/** Repeats what fails in a way that passes: whoever waits for an hour is not sent away by one lost answer. */
export async function patiently<T>(
  { clock, locks }: LockPorts,
  { signal }: LockWish,
  ask: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await ask();
    } catch (error) {
      const passes = failedAs(error, "unreachable") || failedAs(error, "throttled");
      if (!passes || tries >= mostTries || signal.aborted) throw error;
      await clock.wait(locks.times.lookMs, signal);
    }
}

/** Looks at a lock that somebody has, again and again: true once it may be taken, false after a wait. */
export function patience(ports: LockPorts, wish: LockWish): (row: HeldLock) => Promise<boolean> {
  const { data, locks, clock } = ports;
  const begun = locks.elapsed();
  let first: HeldLock | undefined;
  let sight: Sight | undefined;
  let told: string | undefined;
  return async (row) => {
    if (wish.signal.aborted) throw stopped(ports);
    if (data.isDead(row.holder)) return true;
    const elapsed = locks.elapsed();
    first ??= row;
    sight = sighted(sight, row, elapsed);
    if (hasRunOut(sight, row, elapsed, locks.times)) return true;
    const isHere = row.holder.mark !== undefined && row.holder.mark === data.holder.mark;
    const lives = isHere || row.beat !== first.beat;
    if (lives && (!wish.wait || elapsed - begun > longestWait)) throw heldBy(ports, row);
    if (told !== row.holder.id) wish.waiting(row);
    told = row.holder.id;
    await clock.wait(locks.times.lookMs, wish.signal);
    return false;
  };
}

const heldBy = ({ config: { name }, clock }: LockPorts, { holder, command, since }: HeldLock) =>
  new GworldError(
    "locked",
    `${name} is being changed by \`gworld ${command}\` of ${holder.arn}, process ${holder.pid} on ${holder.host}, for ${durationText(clock.now() - since)}.`,
    {
      hint: `Wait until it has ended (--wait does), then run the same command again. See it with: gworld lock show --env ${name}`,
    },
  );

export const stopped = ({ config: { name } }: LockPorts) =>
  new GworldError("interrupted", `Interrupted while waiting for ${name}. Nothing was changed.`, {
    hint: "Run the same command again.",
  });
