import { lockTimes, type LockAnswer, type LockChange, type LockProof, type LockRow } from "../../src/model/lock.ts";
import { AwsError } from "../../src/model/aws-error.ts";
import { withEnvironmentLock, type Held, type LockPorts } from "../../src/operations/lock.ts";
import { devConfig } from "../fakes/context.ts";
import { changedLock } from "../fakes/locks.ts";

export interface Simulated {
  readonly steps: number;
  readonly acquired: number;
  readonly takenOver: number;
  /** Calls that a holder had asked for whether they may be made. */
  readonly calls: number;
  /** Writes that carried their proof. */
  readonly writes: number;
  /** Writes accepted from somebody who did not have the lock with the newest fence. */
  readonly stale: number;
  /** Times that somebody was told to be sure and was not. */
  readonly unsure: number;
  /** Holders that lost the lock although they had not slept, stopped or died for its lease. */
  readonly robbed: number;
  /** How long somebody awake has waited for a lock without a sign of life, at most, in milliseconds. */
  readonly longestWait: number;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly steps: number;
  /** How far the rates of clocks are from the right one, at most. */
  readonly skew?: number;
}

/** A machine on which one client at a time runs. */
interface Machine {
  readonly rate: number;
  readonly offset: number;
  /** Until then it does nothing. */
  asleep: number;
  /** How long its own time has stood still. */
  stood: number;
  dead: boolean;
  lastTrouble: number;
  /** Since when it wants the lock, and the ID it has it by. */
  waitingSince: number;
  holding: string | undefined;
}

/**
 * Several real clients of the lock and one table, in simulated time: requests and answers get lost or late, clocks run apart
 * by a tenth, machines stop or sleep longer than a lease, processes die. A step is one event.
 */
export async function simulate({ seed, steps, skew = 0.1 }: SimulationOptions): Promise<Simulated> {
  const times = { ...lockTimes, lookMs: 5_000 };
  const chance = chances(seed);
  const seen = { acquired: 0, takenOver: 0, calls: 0, writes: 0, stale: 0, unsure: 0, robbed: 0, longestWait: 0 };
  let row: LockRow | undefined;
  let beatAt = 0;
  let highest = 0;
  let clients = 0;
  const owners = new Map<string, Machine>();
  const machineOf = (holderId: string): Machine => {
    const machine = owners.get(holderId.split(".")[0] ?? "");
    if (machine === undefined) throw new Error(`Nobody is ${holderId}.`);
    return machine;
  };
  const line = timeline();
  const now = () => line.now();
  const at = (after: number, run: () => void) => line.at(after, run);

  const isOwn = (proof: LockProof | undefined) =>
    row?.state === "HELD" && row.holder.id === proof?.holderId && row.fence === proof.fence;

  /** What the table does with a request that has arrived. */
  function arrive(change: LockChange): LockAnswer {
    const next = changedLock(row, change);
    if (next === undefined) return { met: false, row };
    if (change.kind === "take") {
      seen.acquired += 1;
      if (row?.state === "HELD") noteTakeover(row.holder.id, change.holder.id);
      if (next.fence <= highest) seen.stale += 1;
      highest = next.fence;
    }
    if (change.kind === "take" || change.kind === "beat") beatAt = now();
    row = next;
    return { met: true, row };
  }

  function noteTakeover(victim: string, by: string) {
    seen.takenOver += 1;
    const loser = machineOf(victim);
    if (loser.holding === victim && !loser.dead && now() - loser.lastTrouble > 2 * times.leaseMs) seen.robbed += 1;
    const { lastTrouble, waitingSince } = machineOf(by);
    seen.longestWait = Math.max(seen.longestWait, now() - Math.max(beatAt, lastTrouble, waitingSince));
  }

  /** Resumes on the machine when it is awake; a dead one never does. */
  function resume(machine: Machine, after: number, run: () => void) {
    at(after, () => {
      if (machine.dead) return;
      if (now() < machine.asleep) resume(machine, machine.asleep - now(), run);
      else run();
    });
  }

  function trouble(machine: Machine) {
    if (chance.of(120)) {
      const pause = 30_000 + chance.up(370_000);
      machine.asleep = now() + pause;
      // Of a machine that slept, only the wall clock tells; a process that was stopped sees both go on.
      if (chance.of(2)) machine.stood += pause;
      machine.lastTrouble = machine.asleep;
    }
    if (chance.of(500)) {
      machine.dead = true;
      machine.lastTrouble = now();
      at(chance.up(5_000), start);
    }
  }

  /** A request that may be lost or late on its way there or back; who hears nothing gives up after a while. */
  const send = <T>(machine: Machine, arrived: () => T) =>
    new Promise<T>((resolve, reject) => {
      const late = chance.of(200) ? chance.up(120_000) : 0;
      const giveUp = () => resume(machine, 5_000, () => reject(noAnswer()));
      if (chance.of(50)) return giveUp();
      at(5 + chance.up(80) + late, () => {
        const answer = arrived();
        if (late > 5_000 || chance.of(33)) resume(machine, 0, () => reject(noAnswer()));
        else resume(machine, 5 + chance.up(80), () => resolve(answer));
      });
      if (late > 5_000) giveUp();
    });

  function portsOf(machine: Machine, id: string): LockPorts {
    const wall = () => machine.offset + now() * machine.rate;
    return {
      config: devConfig,
      identity: { caller: async () => ({ account: "1", arn: "arn", region: "r", source: "s" }) },
      data: { holder: { id, host: id, pid: 1 }, isDead: () => false },
      clock: {
        now: wall,
        wait: (milliseconds, signal) =>
          new Promise((resolve) => {
            if (signal?.aborted) return resolve();
            trouble(machine);
            const done = () => {
              signal?.removeEventListener("abort", done);
              resolve();
            };
            signal?.addEventListener("abort", done);
            resume(machine, milliseconds / machine.rate, done);
          }),
      },
      locks: {
        times,
        elapsed: () => (now() - machine.stood) * machine.rate,
        read: () => send(machine, () => row),
        change: (_, change) => send(machine, () => arrive(change)),
      },
    };
  }

  function start() {
    clients += 1;
    const id = `client-${clients}`;
    const rate = 1 - skew + (chance.up(1_000) / 500) * skew;
    const awake = { asleep: 0, stood: 0, dead: false, lastTrouble: -1e9, waitingSince: 0, holding: undefined };
    const machine: Machine = { rate, offset: chance.up(1e9), ...awake };
    owners.set(id, machine);
    void live(machine, id);
  }

  async function live(machine: Machine, id: string) {
    const ports = portsOf(machine, id);
    const wish = { command: "deploy", wait: true, signal: new AbortController().signal, waiting() {}, without() {} };
    for (;;) {
      machine.waitingSince = now();
      await withEnvironmentLock(ports, wish, undefined, (held) => work(ports, machine, held)).catch(expected);
      machine.holding = undefined;
      await ports.clock.wait(chance.up(20_000));
    }
  }

  async function work({ clock }: LockPorts, machine: Machine, { signal, sure, proof }: Held) {
    machine.holding = proof?.holderId;
    for (let left = 1 + chance.up(8); left > 0 && !signal.aborted; left -= 1) {
      await clock.wait(chance.up(25_000), signal);
      await sure();
      seen.calls += 1;
      if (!isOwn(proof)) seen.unsure += 1;
      const accepted = await send(machine, () => isOwn(proof) && { newest: highest === proof?.fence });
      if (accepted === false) continue;
      seen.writes += 1;
      if (!accepted.newest) seen.stale += 1;
    }
  }

  for (let client = 0; client < 4; client += 1) start();
  await line.run(steps);
  return { steps, ...seen };
}

function expected(error: unknown): void {
  const known = error instanceof Error && (error.name === "GworldError" || error.name === "AbortError");
  if (!known) throw error;
}

const noAnswer = () =>
  new AwsError("failed", "no answer", { hint: "", failure: "unreachable", awsCode: "", awsMessage: "", action: "" });

/** Chance that is the same for the same seed (mulberry32). */
function chances(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { of: (many: number) => next() * many < 1, up: (limit: number) => Math.floor(next() * limit) };
}

/** Events in the order of their moments; between two of them everything that waits for a promise goes on. */
function timeline() {
  let time = 0;
  const events: { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => time,
    at(after: number, run: () => void) {
      const event = { at: time + after, run };
      let [low, high] = [0, events.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((events[middle]?.at ?? 0) > event.at) low = middle + 1;
        else high = middle;
      }
      events.splice(low, 0, event);
    },
    async run(steps: number) {
      await new Promise(setImmediate);
      for (let step = 0; step < steps; step += 1) {
        const event = events.pop();
        if (event === undefined) throw new Error("Nothing goes on any more.");
        time = event.at;
        event.run();
        await new Promise(setImmediate);
      }
    },
  };
}
