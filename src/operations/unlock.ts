import { GworldError } from "../model/error.ts";
import type { HeldLock } from "../model/lock.ts";
import type { Connection } from "../ports/connection.ts";
import type { TellAudit } from "./journal.ts";
import type { LockReport, LookPorts } from "./lock-show.ts";

export interface UnlockPorts extends LookPorts, Pick<Connection, "identity"> {
  readonly tell: TellAudit;
}

export interface UnlockWish {
  readonly holder: string;
  readonly force: boolean;
}

export interface UnlockPlan {
  readonly lock: LockReport;
  /** As it was seen. */
  readonly row: HeldLock;
  readonly force: boolean;
}

export interface Unlocked {
  readonly env: string;
  readonly state: "FREE";
  readonly fence: number;
  /** Whose it was. */
  readonly holder: string;
}

/** Looks whom the lock would be taken from. Throws `refused` for a holder that lives, without `force`. */
export async function planUnlock(
  { config, locks }: LookPorts,
  { holder, force }: UnlockWish,
  show: () => Promise<LockReport>,
): Promise<UnlockPlan> {
  const lock = await show();
  const row = await locks.read(config.name);
  if (row?.state !== "HELD")
    throw new GworldError("notFound", `Nobody holds ${config.name}.`, { hint: `gworld status --env ${config.name}` });
  if (row.holder.id !== holder || lock.holder !== holder)
    throw new GworldError("notFound", `${holder} does not hold ${config.name}; ${row.holder.id} does.`, {
      hint: `See who that is: gworld lock show --env ${config.name}`,
    });
  if (lock.alive === true && !force)
    throw new GworldError("refused", `${row.holder.arn} is at work in ${config.name}: \`gworld ${row.command}\`.`, {
      hint: "Wait until it has ended. With --force it stops before its next change; CloudFormation goes on with what it has begun.",
    });
  return { lock, row, force };
}

/** Frees the environment from this holder alone; what it still sends with its fence is refused. The audit chain tells of it. */
export async function applyUnlock(ports: UnlockPorts, { row, force }: UnlockPlan): Promise<Unlocked> {
  const { config, locks } = ports;
  const holderId = row.holder.id;
  for (let beat = row.beat; ;) {
    const { row: now } = await locks.change(config.name, { kind: "break", holderId, beat });
    if (now?.state !== "HELD") {
      // Else it ended by itself. A request repeated after a lost answer finds what it did itself.
      if (now?.last === holderId && now.fence > row.fence) await tellOf(ports, row, force);
      return { env: config.name, state: "FREE", fence: now?.fence ?? 0, holder: holderId };
    }
    if (now.holder.id !== holderId || !force) throw movedOn(config.name, now);
    beat = now.beat;
  }
}

async function tellOf({ identity, tell }: UnlockPorts, { holder, fence }: HeldLock, force: boolean): Promise<void> {
  const { arn } = await identity.caller();
  const what = `unlock --holder ${holder.id}${force ? " --force" : ""}`;
  await tell({ who: arn, what, outcome: `freed from ${holder.arn}`, fence });
}

const movedOn = (environment: string, { holder: { arn } }: HeldLock) =>
  new GworldError("refused", `${arn} has given a sign of life meanwhile. ${environment} stays locked.`, {
    hint: `Look again: gworld lock show --env ${environment}`,
  });
