import { findWorld } from "../../src/operations/find-world.ts";
import { withLease } from "../../src/operations/lease.ts";
import {
  applySnapshot,
  planSnapshot,
  type SnapshotEvent,
  type SnapshotOptions,
} from "../../src/operations/snapshot-create.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import type { SnapshotRequest } from "../../src/model/snapshot/request.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { devConfig } from "../fakes/context.ts";

export const snapshotPorts = (data: WorldData, clock: Clock = systemClock) => ({
  config: devConfig,
  clock,
  identity: {
    caller: async () => ({
      account: "000000000000",
      arn: "arn:aws:iam::000000000000:user/ada",
      region: "eu-central-1",
      source: "test",
    }),
  },
  data,
});

/** Takes a snapshot as the command does, and remembers what was told. */
export async function takeSnapshot(
  data: WorldData,
  wish: Partial<SnapshotRequest> & { worldId: string },
  options: Partial<SnapshotOptions> = {},
  clock?: Clock,
) {
  const request: SnapshotRequest = { labels: {}, consistency: "tick", full: false, ...wish };
  const ports = snapshotPorts(data, clock);
  const events: SnapshotEvent[] = [];
  const plan = await planSnapshot(ports, request, findWorld);
  const snapshot = await applySnapshot(ports, plan, {
    withLease,
    signal: new AbortController().signal,
    maxReadUnits: undefined,
    version: "0.0.0-test",
    command: `gworld snapshot create ${request.worldId} -e dev`,
    ...options,
    report: (event) => {
      events.push(event);
      options.report?.(event);
    },
  });
  return { snapshot, events, plan };
}
