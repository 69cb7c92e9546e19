import type { Manifest } from "../model/archive/manifest.ts";
import { ended } from "../model/ended.ts";
import { admitSnapshot } from "../model/snapshot/admit.ts";
import { snapshotAnswer, type SnapshotAnswer } from "../model/snapshot/answer.ts";
import { estimateSnapshot, type Estimate } from "../model/snapshot/estimate.ts";
import type { SnapshotRequest } from "../model/snapshot/request.ts";
import { pendingOf, type Pending } from "../model/snapshot/unfinished.ts";
import type { World } from "../model/world/world.ts";
import type { Lease } from "../ports/catalogue.ts";
import type { FindWorld } from "./find-world.ts";
import type { LeaseWish, WithLease } from "./lease.ts";
import type { SnapshotEvent, SnapshotPorts } from "./snapshot-create/job.ts";
import { parentFor } from "./snapshot-create/parent.ts";
import { finishThenTake } from "./snapshot-create/finish.ts";

export type { SnapshotEvent } from "./snapshot-create/job.ts";

/** What taking a snapshot means, as far as is known before it. It is shown and not asked about: nothing is changed, little is spent. */
export interface SnapshotPlan {
  readonly env: string;
  readonly request: SnapshotRequest;
  readonly world: World;
  /** The snapshot whose chunks are used again. */
  readonly parent: Manifest | undefined;
  readonly warnings: readonly string[];
  /** What earlier runs have left, which goes on first, or in place of a new one: then its moment is theirs. */
  readonly pending: readonly Pending[];
  readonly estimate: Estimate;
  readonly createdBy: string;
}

export interface SnapshotOptions {
  readonly withLease: WithLease;
  readonly signal: AbortSignal;
  readonly report: (event: SnapshotEvent) => void;
  readonly maxReadUnits: number | undefined;
  /** Of gworld. */
  readonly version: string;
  /** What to type to go on. */
  readonly command: string;
}

/** Throws `notFound` and `refused` where there is nothing to take a snapshot of. */
export async function planSnapshot(
  ports: SnapshotPorts,
  request: SnapshotRequest,
  findWorld: FindWorld,
): Promise<SnapshotPlan> {
  const { clock, config, data, identity } = ports;
  const world = await findWorld(ports, request.worldId);
  admitSnapshot(world, request.consistency);
  const [found, { arn }, entries] = await Promise.all([
    parentFor(ports, request, world),
    identity.caller(),
    data.catalogue.snapshots(request.worldId),
  ]);
  const { manifest: parent, warning } = found;
  const warnings = warning === undefined ? [] : [warning];
  const estimate = estimateSnapshot(world, parent);
  const pending = pendingOf(entries, request, clock.now());
  return { env: config.name, request, world, parent, warnings, pending, estimate, createdBy: arn };
}

/** Takes the snapshot under the lease on the world's archive. One that was left unfinished is finished first; it is the answer where it is what was asked for. */
export async function applySnapshot(
  ports: SnapshotPorts,
  plan: SnapshotPlan,
  options: SnapshotOptions,
): Promise<SnapshotAnswer> {
  const { clock } = ports;
  const { signal, report } = options;
  const { worldId } = plan.request;
  const waiting = (lease: Lease, milliseconds: number) =>
    report({ kind: "waiting", at: clock.now(), text: waitingText(worldId, lease, milliseconds) });
  const wish: LeaseWish = { worldId, what: "archive", doing: `snapshot create ${worldId}`, signal, waiting };
  for (const text of plan.warnings) report({ kind: "warning", at: clock.now(), text });
  try {
    const entry = await options.withLease(ports, wish, (held, sure) =>
      finishThenTake(ports, plan, { ...options, signal: held, sure }),
    );
    return snapshotAnswer(entry);
  } catch (error) {
    throw ended(error, {
      stopped: signal.aborted,
      interrupted: `Interrupted. ${worldId} goes on, and what was read of it stays.`,
      unfinished: `What was read of ${worldId} stays, but its snapshot could not be finished`,
      hint: `Go on with: ${options.command}`,
    });
  }
}

const waitingText = (worldId: string, { doing, holder }: Lease, milliseconds: number) =>
  `Waiting for \`gworld ${doing}\`, process ${holder.pid} on ${holder.host}: unless it shows itself, ${worldId} is free in ${Math.ceil(milliseconds / 1_000)}s`;
