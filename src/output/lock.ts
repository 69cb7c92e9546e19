import { goesOnWith } from "../model/goes-on-with.ts";
import { durationText } from "../model/duration.ts";
import type { HeldLock } from "../model/lock.ts";
import type { LockWish } from "../operations/lock.ts";
import type { LockReport } from "../operations/lock-show.ts";
import type { Unlocked, UnlockPlan } from "../operations/unlock.ts";
import type { Clock } from "../ports/clock.ts";
import type { Io, Style } from "../ports/io.ts";
import { safeLine } from "./safe-text.ts";
import { details } from "./table.ts";

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
  tookOver(gone) {
    pause?.();
    io.warn(`took the lock over from ${holderText(gone, clock.now())}, which gave no sign of life any more`);
  },
  without: (why) => io.warn(why),
});

/** What somebody does, who that is, where, and for how long. */
export const holderText = ({ command, holder: { arn, host, pid }, since }: HeldLock, now: number) =>
  safeLine(`\`gworld ${command}\` of ${arn}, process ${pid} on ${host}, for ${durationText(now - since)}`);

/** Who holds the environment, and what to type where that is nobody any more. */
export function lockText(lock: LockReport, style: Style): string {
  const { env, state, fence, holder = "", who, command = "", ageSeconds = 0, alive } = lock;
  if (state === "FREE" || who === undefined) return `${style.bold(env)} is ${style.good("free")}.`;
  const rows = details(
    [
      ["Command", safeLine(`gworld ${command}`)],
      ["By", safeLine(who.arn)],
      ["Process", safeLine(`${who.pid} on ${who.host}`)],
      ["For", durationText(ageSeconds * 1_000)],
      ["Holder", safeLine(holder)],
      ["Fence", String(fence)],
    ],
    style,
  );
  const title = `${style.bold(env)} is held, and its holder ${alive === true ? style.good("lives") : style.bad("gives no sign of life")}.`;
  const next =
    alive === true
      ? `Wait until it has ended: gworld deploy --env ${env} --wait`
      : `${goesOnWith(safeLine(command), env)} takes it over. To free it now: gworld unlock --env ${env} --holder ${safeLine(holder)}`;
  return [title, rows, style.dim(next)].join("\n");
}

export const unlockPlanText = ({ lock }: UnlockPlan, style: Style) =>
  [
    lockText(lock, style),
    ...(lock.alive === true ? [style.warn("It lives: it stops before its next change.")] : []),
    "CloudFormation goes on with what it has begun.",
  ].join("\n");

export const unlockedText = ({ env, holder }: Unlocked, style: Style) =>
  `${style.good("Unlocked")} ${style.bold(env)}, which ${safeLine(holder)} held.\n${style.dim(`gworld deploy --env ${env} follows what goes on and does the rest.`)}`;
