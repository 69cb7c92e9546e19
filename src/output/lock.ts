import { durationText } from "../model/duration.ts";
import type { HeldLock } from "../model/lock.ts";
import type { LockWish } from "../operations/lock.ts";
import type { Clock } from "../ports/clock.ts";
import type { Io } from "../ports/io.ts";
import { safeLine } from "./safe-text.ts";

export interface WishOptions {
  readonly command: string;
  readonly wait: boolean;
  readonly noWait: boolean;
  readonly io: Pick<Io, "warn" | "interactive">;
  readonly clock: Pick<Clock, "now">;
  readonly signal: AbortSignal;
  /** Ends what is drawn at the moment. */
  readonly pause?: () => void;
}

/** How a verb takes the lock of an environment: a person is told who is waited for, a program waits only if it says so. */
export const lockWish = ({ command, wait, noWait, io, clock, signal, pause }: WishOptions): LockWish => ({
  command,
  wait: wait || (io.interactive && !noWait),
  signal,
  waiting(held) {
    pause?.();
    io.warn(`waiting for ${holderText(held, clock.now())}`);
  },
  without: (why) => io.warn(why),
});

/** What somebody does, who that is, where, and for how long. */
export const holderText = ({ command, holder: { arn, host, pid }, since }: HeldLock, now: number) =>
  safeLine(`\`gworld ${command}\` of ${arn}, process ${pid} on ${host}, for ${durationText(now - since)}`);
