import { clusterWhere } from "./log-cluster-filter.ts";
import type { LogLine } from "./log-line.ts";
import { detached, logSample, type LogSample } from "./log-sample.ts";
import { logTemplate } from "./log-template.ts";

/** Lines of one cause. */
export interface LogCluster {
  readonly template: string;
  /** Where it happened, when a stack trace says. */
  readonly frame: string | undefined;
  readonly count: number;
  /** When it was first and last logged, milliseconds. */
  readonly first: number;
  readonly last: number;
  /** Lines by service, most first. */
  readonly services: readonly { readonly service: string; readonly count: number }[];
  /** In how many tasks; 100 stands for as many or more. */
  readonly tasks: number;
  /** The newest of its lines. */
  readonly sample: LogSample;
  /** What `--where` finds its lines by; undefined where nothing in their words does. */
  readonly where: string | undefined;
  /** It came only after the moment that was given; undefined where none was, or the time before it was not read. */
  readonly isNew: boolean | undefined;
}

export interface LogClusters {
  add(line: LogLine): void;
  /** Most frequent first. */
  list(): readonly LogCluster[];
  /** What had to be given up, because there were too many different ones: always the rarest. */
  rest(): { readonly clusters: number; readonly lines: number };
}

export interface ClusterPlan {
  /** Clusters that are kept at once. */
  readonly most?: number;
  /** Of the last deploy: what was logged before is not new. */
  readonly deployedAt?: number | undefined;
  /** From when on lines are read. */
  readonly from: number;
}

interface Cluster {
  readonly template: string;
  readonly frame: string | undefined;
  readonly services: Map<string, number>;
  readonly tasks: Set<string>;
  count: number;
  first: number;
  last: number;
  sample: LogSample;
}

const mostTasks = 100;

/** Groups lines by what they have in common. Lines may come in any order. */
export function logClusters({ most = 500, deployedAt, from }: ClusterPlan): LogClusters {
  const clusters = new Map<string, Cluster>();
  const rest = { clusters: 0, lines: 0 };
  const isNew = ({ first }: Cluster) =>
    deployedAt === undefined || from >= deployedAt ? undefined : first >= deployedAt;
  return {
    add(line) {
      const { text, frame } = logTemplate(line);
      const key = `${text}\n${frame ?? ""}`;
      const known = clusters.get(key);
      if (known !== undefined) return extend(known, line);
      if (clusters.size >= most) giveUp(clusters, rest);
      const cluster = newCluster(text, frame, line);
      clusters.set(key, cluster);
      extend(cluster, line);
    },
    list: () =>
      [...clusters.values()]
        .sort((a, b) => b.count - a.count || b.last - a.last)
        .map((cluster) => ({
          ...cluster,
          services: [...cluster.services]
            .map(([service, count]) => ({ service, count }))
            .sort((a, b) => b.count - a.count || (a.service < b.service ? -1 : 1)),
          tasks: cluster.tasks.size,
          where: clusterWhere(cluster.template, cluster.sample),
          isNew: isNew(cluster),
        })),
    rest: () => ({ ...rest }),
  };
}

const newCluster = (template: string, frame: string | undefined, line: LogLine): Cluster => ({
  template: detached(template),
  frame: frame && detached(frame),
  services: new Map(),
  tasks: new Set(),
  count: 0,
  first: line.timestamp,
  last: line.timestamp,
  sample: logSample(line),
});

function extend(cluster: Cluster, line: LogLine): void {
  const { timestamp, service, stream } = line;
  cluster.count += 1;
  if (timestamp >= cluster.last) cluster.sample = logSample(line);
  cluster.first = Math.min(cluster.first, timestamp);
  cluster.last = Math.max(cluster.last, timestamp);
  cluster.services.set(service, (cluster.services.get(service) ?? 0) + 1);
  if (cluster.tasks.size < mostTasks) cluster.tasks.add(`${service} ${stream}`);
}

/** A tenth of them at once, so that looking for the rarest is not done for every line: of equally rare ones those silent longest. */
function giveUp(clusters: Map<string, Cluster>, rest: { clusters: number; lines: number }): void {
  const rarest = [...clusters].sort(([, a], [, b]) => a.count - b.count || a.last - b.last);
  for (const [key, { count }] of rarest.slice(0, Math.max(1, Math.floor(clusters.size / 10)))) {
    clusters.delete(key);
    rest.clusters += 1;
    rest.lines += count;
  }
}
