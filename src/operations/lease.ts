import { durationText } from "../model/duration.ts";
import { GworldError } from "../model/error.ts";
import { keepAlive } from "../model/keep-alive.ts";
import type { Catalogue, Holder, Lease } from "../ports/catalogue.ts";
import type { Clock } from "../ports/clock.ts";

/** A lease ends so long after its last renewal, in milliseconds, and is renewed so often. */
const leaseFor = 20_000;
const renewEvery = 5_000;

export interface LeasePorts {
  readonly clock: Clock;
  readonly data: {
    readonly catalogue: Pick<Catalogue, "take" | "renew" | "drop">;
    readonly holder: Holder;
    isDead(holder: Holder): boolean;
  };
}

export interface LeaseWish {
  readonly worldId: string;
  readonly what: "archive" | "restore";
  /** In words, for whoever finds it held: `snapshot create`. */
  readonly doing: string;
  readonly signal: AbortSignal;
  /** Told once when somebody who may be dead is waited for, and for how many milliseconds at most. */
  readonly waiting: (lease: Lease, milliseconds: number) => void;
}

/** Resolves while the work may go on; throws when it was stopped, or when the lease is ours no more. */
export type Sure = () => Promise<void>;

/**
 * Does work under a lease on a world. Throws `locked` when somebody alive has it; a dead holder of this machine loses it
 * at once, one elsewhere by time. The work's signal ends with the caller's and when the lease is lost, which is `locked` too.
 * A machine that slept learns of that late: before what others could not bear, the work asks whether it is `sure`.
 */
export async function withLease<T>(
  ports: LeasePorts,
  wish: LeaseWish,
  work: (signal: AbortSignal, sure: Sure) => Promise<T>,
): Promise<T> {
  const hold = await take(ports, wish);
  const { catalogue, holder } = ports.data;
  const lost = new AbortController();
  const over = new AbortController();
  const keeping = keepAlive(
    {
      wait: (milliseconds, ending) => ports.clock.wait(milliseconds, ending),
      every: renewEvery,
      left: () => hold.until - ports.clock.now(),
      renew: () => renewed(ports, wish, hold),
      lose: () => lost.abort(),
    },
    over.signal,
  );
  const signal = AbortSignal.any([wish.signal, lost.signal]);
  const ours: Sure = async () => {
    if (hold.until - ports.clock.now() > renewEvery || (await renewed(ports, wish, hold))) return;
    lost.abort();
    throw new Error("The lease is another's.");
  };
  try {
    const done = await work(signal, async () => {
      signal.throwIfAborted();
      await ours();
    });
    await ours();
    return done;
  } catch (error) {
    throw lost.signal.aborted ? lostLease(wish, error) : error;
  } finally {
    over.abort();
    await keeping;
    // Whoever comes next would only wait for its end.
    await catalogue.drop(wish.worldId, wish.what, holder.id).catch(() => undefined);
  }
}
export type WithLease = typeof withLease;

/** A lease that is ours until then, if it is not renewed. */
interface Hold {
  readonly since: number;
  until: number;
}

const lease = ({ clock, data }: LeasePorts, { doing }: LeaseWish, since: number): Lease => ({
  holder: data.holder,
  until: clock.now() + leaseFor,
  doing,
  since,
});

async function take(ports: LeasePorts, wish: LeaseWish): Promise<Hold> {
  const { clock, data } = ports;
  const since = clock.now();
  let first: Lease | undefined;
  let dead: Holder | undefined;
  for (;;) {
    const mine = lease(ports, wish, since);
    const standing = await data.catalogue.take(wish.worldId, wish.what, mine, { now: clock.now(), dead });
    if (standing === undefined) return { since, until: mine.until };
    if (wish.signal.aborted) throw stopped(wish);
    if (data.isDead(standing.holder)) dead = standing.holder;
    else if (isAlive(standing, first, data.holder)) throw held(wish, standing, clock.now());
    else {
      const left = Math.max(0, standing.until - clock.now());
      if (first === undefined) wish.waiting(standing, left);
      first ??= standing;
      // A living holder shows itself by its next renewal.
      await clock.wait(Math.min(left, renewEvery) + 200, wish.signal);
    }
  }
}

/** What is not dead lives where it can be asked, in our own space of processes; whoever is elsewhere lives if it renews. */
const isAlive = (standing: Lease, first: Lease | undefined, own: Holder) =>
  (standing.holder.mark !== undefined && standing.holder.mark === own.mark) ||
  (first !== undefined && (standing.holder.id !== first.holder.id || standing.until > first.until));

/** Prolongs the lease; false when it is another's. */
async function renewed(ports: LeasePorts, wish: LeaseWish, hold: Hold): Promise<boolean> {
  const next = lease(ports, wish, hold.since);
  const ours = await ports.data.catalogue.renew(wish.worldId, wish.what, next);
  if (ours) hold.until = Math.max(hold.until, next.until);
  return ours;
}

const held = ({ worldId }: LeaseWish, { holder, doing, since }: Lease, now: number) =>
  new GworldError(
    "locked",
    `${worldId} is in use by \`gworld ${doing}\`, process ${holder.pid} on ${holder.host}${since === undefined ? "" : `, for ${durationText(now - since)}`}.`,
    { hint: "Wait until it has ended, then run the same command again." },
  );

const lostLease = ({ worldId, doing }: LeaseWish, cause: unknown) =>
  new GworldError(
    "locked",
    `The lease on ${worldId} was lost while \`gworld ${doing}\` was at work, which stopped at once.`,
    {
      hint: "Run the same command again: it goes on where this one stopped.",
      cause,
    },
  );

const stopped = ({ worldId }: LeaseWish) =>
  new GworldError("interrupted", `Interrupted while waiting for ${worldId}. Nothing was changed.`, {
    hint: "Run the same command again.",
  });
