import { wordsOf } from "../model/error.ts";
import { logClusters, type LogCluster } from "../model/log-clusters.ts";
import { logHistogram, type HistogramBucket } from "../model/log-histogram.ts";
import type { Connection } from "../ports/connection.ts";
import type { LogReading } from "./logs.ts";

type Reading = Pick<LogReading, "from" | "lines">;

/** When and how the environment was last deployed, as far as it is known. */
export type LastDeploy =
  | { readonly kind: "at"; readonly at: number; readonly revision: number; readonly failed: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * The beginning of the last deploy: from then on there may be tasks of the new release. That it cannot be told is no reason
 * to show no errors.
 */
export async function lastDeployOf({ config, state }: Pick<Connection, "config" | "state">): Promise<LastDeploy> {
  try {
    const latest = await state.latest(config.name);
    if (latest === undefined || latest.result === "destroyed") return { kind: "none" };
    const ended = Date.parse(latest.at);
    if (Number.isNaN(ended)) return { kind: "unknown", reason: "its time cannot be read" };
    const { revision, seconds, result } = latest;
    return { kind: "at", at: ended - seconds * 1_000, revision, failed: result === "failed" };
  } catch (error) {
    return { kind: "unknown", reason: wordsOf(error) };
  }
}

/** Errors by what they have in common. Times are milliseconds. */
export interface ErrorReport {
  readonly from: number;
  readonly to: number;
  readonly deployedAt?: number;
  /** Those of the last deploy first, then the most frequent. */
  readonly clusters: readonly LogCluster[];
  /** What was too rare to be kept apart. */
  readonly rest: { readonly clusters: number; readonly lines: number };
}

/** Reads to the end and keeps what lines have in common. */
export async function readErrors({ from, lines }: Reading, to: number, deploy: LastDeploy): Promise<ErrorReport> {
  const deployedAt = deploy.kind === "at" ? deploy.at : undefined;
  const found = logClusters({ from, deployedAt });
  for await (const batch of lines) for (const line of batch) found.add(line);
  const clusters = found.list();
  return {
    from,
    to,
    ...(deployedAt !== undefined && { deployedAt }),
    clusters: [...clusters.filter(isNew), ...clusters.filter((cluster) => !isNew(cluster))],
    rest: found.rest(),
  };
}

const isNew = (cluster: LogCluster) => cluster.isNew === true;

/** How many lines there were when, by level. */
export interface VolumeReport {
  readonly stepMs: number;
  readonly buckets: readonly { readonly at: number; readonly levels: HistogramBucket["levels"] }[];
}

/** As many steps as one looks at without scrolling. */
const mostSteps = 30;

export async function readVolume({ from, lines }: Reading, to: number): Promise<VolumeReport> {
  const volume = logHistogram(mostSteps, { from, to: Math.max(from, to) });
  for await (const batch of lines) for (const line of batch) volume.add(line);
  return { stepMs: volume.step(), buckets: volume.buckets().map(({ from: at, levels }) => ({ at, levels })) };
}
