import { durationText } from "./duration.ts";
import { of, type Finding } from "./finding.ts";
import { goesOnWith } from "./goes-on-with.ts";
import type { LockRow } from "./lock.ts";
import type { Operation } from "./operation.ts";

/** A holder that has not let go for so long is worth a look. */
const long = 60 * 60_000;

export function lockFinding(env: string, row: LockRow | undefined, isDead: boolean, now: number): Finding {
  const lock = of("lock");
  if (row?.state !== "HELD") return lock("ok", "free");
  const { holder, command, since } = row;
  const who = `\`gworld ${command}\` of ${holder.arn}, process ${holder.pid} on ${holder.host}, for ${durationText(now - since)}`;
  if (isDead)
    return lock(
      "warn",
      `Held by ${who}, which is gone.`,
      `The next command takes it over, and this one goes on with it: ${goesOnWith(command, env)}`,
    );
  return lock(now - since > long ? "warn" : "ok", `held by ${who}`, `Whether it lives: gworld lock show --env ${env}`);
}

/** An operation that was written as begun and that nobody works on. */
export function journalFinding(env: string, open: Operation | undefined, isAtWork: boolean): Finding {
  const journal = of("journal");
  if (open === undefined || isAtWork) return journal("ok", "nothing was cut off");
  const { command, by, startedAt } = open;
  const again = goesOnWith(command, env);
  return journal(
    "warn",
    `\`gworld ${command}\` of ${by}, begun ${startedAt}, was cut off.`,
    `It goes on with: ${again}`,
  );
}
