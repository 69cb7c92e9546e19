import { collectGeneration } from "../../src/operations/collect.ts";
import { countRows } from "../../src/operations/count-rows.ts";
import { dropSnapshots } from "../../src/operations/drop-snapshots.ts";
import { findWorld } from "../../src/operations/find-world.ts";
import { withLease } from "../../src/operations/lease.ts";
import { takeWorld } from "../../src/operations/world-engine.ts";
import { createWorld, type CreateOptions, type CreateWish } from "../../src/operations/worlds-create.ts";
import { deleteWorld, planDelete } from "../../src/operations/worlds-delete.ts";
import { showWorld } from "../../src/operations/worlds-show.ts";
import { planSwitch, switchWorld } from "../../src/operations/worlds-switch.ts";
import { simulate, type SimulateOptions, type SimulateWish } from "../../src/operations/worlds-simulate.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Caller } from "../../src/ports/identity.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { snapshotPorts } from "./taking.ts";

const never = new AbortController().signal;
export const small = { agents: 5, memories: 6, dims: 8, seed: undefined };

/** Makes a world as the command does; a demo of 5 agents where nothing else is said. */
export const makeWorld = (
  data: WorldData,
  worldId: string,
  wish: Partial<CreateWish> = {},
  options: Partial<CreateOptions> = {},
  { caller, clock }: { caller?: Caller; clock?: Clock } = {},
) =>
  createWorld(
    { ...snapshotPorts(data, clock), ...(caller !== undefined && { identity: { caller: async () => caller } }) },
    { worldId, name: undefined, demo: small, paused: false, ...wish },
    {
      withLease,
      signal: never,
      command: `gworld worlds create ${worldId} -e dev`,
      report: () => undefined,
      waiting: () => undefined,
      ...options,
    },
  );

export const runWorld = (
  data: WorldData,
  wish: Partial<SimulateWish> & { worldId: string },
  options: Partial<SimulateOptions> = {},
) =>
  simulate(
    snapshotPorts(data),
    { rate: 50, ...wish },
    { takeWorld, signal: never, report: () => undefined, ...options },
  );

export const seeWorld = async (data: WorldData, worldId: string) => {
  const ports = snapshotPorts(data);
  return showWorld(ports, await findWorld(ports, worldId), countRows);
};

/** Pauses or resumes a world as the command does. */
export async function turnWorld(
  data: WorldData,
  worldId: string,
  to: "active" | "paused",
  { asked }: Pick<Removing, "asked"> = {},
) {
  const ports = snapshotPorts(data);
  const plan = planSwitch(ports, await findWorld(ports, worldId), to);
  await asked?.();
  return switchWorld(ports, plan);
}

interface Removing {
  readonly withSnapshots?: boolean;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** What happens while the plan is asked about. */
  readonly asked?: () => Promise<unknown>;
}

export async function removeWorld(
  data: WorldData,
  worldId: string,
  { withSnapshots = false, signal = never, clock, asked }: Removing = {},
) {
  const ports = snapshotPorts(data, clock);
  const plan = await planDelete(ports, await findWorld(ports, worldId), { withSnapshots, count: countRows });
  await asked?.();
  return deleteWorld(ports, plan, {
    withLease,
    collect: collectGeneration,
    drop: dropSnapshots,
    signal,
    waiting: () => undefined,
  });
}
