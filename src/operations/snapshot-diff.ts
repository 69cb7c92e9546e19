import { requireCodecs } from "../model/archive/open-chunk.ts";
import type { Consistency, Manifest } from "../model/archive/manifest.ts";
import { atOnce } from "../model/at-once.ts";
import type { CarryEvent } from "../model/carry-event.ts";
import { secondsBetween } from "../model/duration.ts";
import { GworldError } from "../model/error.ts";
import { nearest } from "../model/nearest.ts";
import type { SnapshotItems } from "../model/snapshot/answer.ts";
import { totalOf } from "../model/snapshot/changes.ts";
import { pairsOf, type Pair } from "../model/snapshot/pairs.ts";
import type { Connection } from "../ports/connection.ts";
import type { Open, OpenSnapshot } from "./open-snapshot.ts";
import type { MemoryNotes } from "./snapshot-diff/memories.ts";
import { mergePair } from "./snapshot-diff/merge.ts";
import { chunkReader } from "./snapshot-diff/read-side.ts";
import { tally, type Tally } from "./snapshot-diff/tally.ts";

export type { AgentDiff, DiffPart } from "./snapshot-diff/tally.ts";
export type { MemoryNote } from "./snapshot-diff/memories.ts";

type DiffPorts = Pick<Connection, "config" | "clock" | "data">;

/** One of the two that are compared. */
export interface DiffSide {
  readonly snapshotId: string;
  readonly worldId: string;
  readonly name: string | null;
  readonly tick: number;
  readonly createdAt: string;
  readonly consistency: Consistency;
  readonly contentHash: string;
  readonly items: SnapshotItems;
}

/** What has to be done to the rows of `a` to make them those of `b`. */
export interface SnapshotDiff extends Tally {
  readonly a: DiffSide;
  readonly b: DiffSide;
  readonly same: boolean;
  /** Memories of the agent that was asked for; null where none was. */
  readonly agent: (MemoryNotes & { readonly agentId: string }) | null;
  readonly seconds: number;
}

export interface DiffRequest {
  readonly a: string;
  readonly b: string;
  /** The agent whose memories are told one by one. */
  readonly agentId: string | undefined;
}

export interface DiffOptions {
  readonly open: Open;
  readonly signal: AbortSignal;
  readonly report: (event: CarryEvent) => void;
}

/** Partitions that are compared at once; each takes memory for a chunk of both sides. */
const partitionsAtOnce = 2;

/**
 * Compares two snapshots row by row. Chunks that both have are not read; of each other one nothing is believed that was not
 * checked. Throws what `open` throws, `unverified` for a damaged chunk, and `notFound` for an agent that neither knows.
 */
export async function diffSnapshots(
  ports: DiffPorts,
  request: DiffRequest,
  { open, signal, report }: DiffOptions,
): Promise<SnapshotDiff> {
  const { clock, data } = ports;
  const begun = clock.now();
  const [a, b] = await Promise.all([open(ports, request.a, "compared"), open(ports, request.b, "compared")]);
  const { agentId } = request;
  if (agentId !== undefined) knownAgent(agentId, [a.manifest, b.manifest]);
  const pairs = pairsOf(a.manifest.chunks, b.manifest.chunks);
  requireCodecs(data.codec, pairs.flatMap(chunksOf));
  const found = tally(agentId);
  const ofBytes = pairs.flatMap(chunksOf).reduce((sum, { bytes }) => sum + bytes, 0);
  let bytes = 0;
  await atOnce(pairs, { most: partitionsAtOnce, signal }, (pair, running) => {
    const read = { a: chunkReader(a, data.codec, running), b: chunkReader(b, data.codec, running) };
    const done = (chunk: { readonly bytes: number }) => {
      bytes += chunk.bytes;
      report({ kind: "compared", at: clock.now(), bytes, ofBytes });
    };
    return mergePair(pair, { read, done }, found.watch(pair));
  });
  const result = found.result();
  return {
    a: sideOf(a),
    b: sideOf(b),
    same: isNothing(result),
    ...result,
    agent: agentId === undefined ? null : { agentId, ...found.notes() },
    seconds: secondsBetween(begun, clock.now()),
  };
}

const chunksOf = ({ a, b }: Pair) => [...a, ...b];

const isNothing = ({ parts, world }: Tally) =>
  world.fields.length === 0 && Object.values(parts).every((changes) => totalOf(changes) === 0);

function sideOf({ entry, manifest }: OpenSnapshot): DiffSide {
  const { snapshotId, tick, createdAt, consistency, contentHash, parts } = manifest;
  return {
    snapshotId,
    worldId: entry.worldId,
    name: manifest.name ?? null,
    tick,
    createdAt,
    consistency,
    contentHash,
    items: {
      agents: parts.agents.items,
      memories: parts.memories.items,
      objects: parts.objects.items,
      events: parts.events.items,
    },
  };
}

function knownAgent(agentId: string, manifests: readonly Manifest[]): void {
  const known = [...new Set(manifests.flatMap(({ memories }) => Object.keys(memories)))];
  if (known.includes(agentId)) return;
  const meant = nearest(agentId, known);
  throw new GworldError("notFound", `Neither snapshot has an agent ${agentId}.`, {
    hint: meant === undefined ? "Without --agent, those that differ are listed." : `Did you mean ${meant}?`,
  });
}
