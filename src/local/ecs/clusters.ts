import { isObject, type JsonObject, list, object, text, texts } from "../json.ts";
import type { Operation } from "../service.ts";
import type { Place } from "../place.ts";
import type { EcsContext } from "./context.ts";
import { arnOf, nameIn } from "./names.ts";
import { refusals } from "./refusals.ts";
import type { ClusterRow } from "./rows.ts";
import { pageOf, tagsOut, tagsIn } from "./shape.ts";

export const clusterOperations = (context: EcsContext): Readonly<Record<string, Operation>> => ({
  CreateCluster: (input, call) => ({ cluster: describeCluster(context, putCluster(context, input, call)) }),
  UpdateCluster: (input, call) => ({ cluster: describeCluster(context, changeCluster(context, input, call)) }),
  UpdateClusterSettings: (input, call) => ({ cluster: describeCluster(context, changeCluster(context, input, call)) }),
  PutClusterCapacityProviders: (input, call) => ({
    cluster: describeCluster(context, changeCluster(context, input, call)),
  }),
  DescribeClusters: (input, call) => describeClusters(context, input, call),
  ListClusters: (input, { region }) => {
    const arns = context.state.clusters
      .values()
      .filter((cluster) => cluster.region === region)
      .map(({ arn }) => arn);
    const { items, nextToken } = pageOf(arns, input);
    return { clusterArns: items, nextToken };
  },
  DeleteCluster: (input, call) => {
    const cluster = clusterOf(context, input, call);
    deleteCluster(context, cluster);
    return { cluster: { ...describeCluster(context, cluster), status: "INACTIVE" } };
  },
});

/** The cluster a request names by ARN or name; `default` when it names none. */
export function clusterOf(context: EcsContext, input: JsonObject, place: Place): ClusterRow {
  const cluster = context.state.clusters.get(clusterArn(text(input, "cluster") ?? "default", place));
  if (!cluster) throw refusals.clusterNotFound();
  return cluster;
}

export const clusterArn = (name: string, { region, account }: Place) =>
  name.startsWith("arn:") ? name : arnOf(region, account, `cluster/${name}`);

/** Makes a cluster, or answers the one of that name: CreateCluster is idempotent. */
export function putCluster({ state }: EcsContext, input: JsonObject, place: Place, token?: string): ClusterRow {
  const name = text(input, "clusterName") ?? "default";
  const arn = clusterArn(name, place);
  const found = state.clusters.get(arn);
  if (found) return found;
  const row: ClusterRow = {
    arn,
    name,
    region: place.region,
    ...clusterSettings(input),
    tags: tagsIn(input),
    ...(token !== undefined && { token }),
  };
  state.clusters.put(arn, row);
  return row;
}

export function changeCluster(context: EcsContext, input: JsonObject, place: Place): ClusterRow {
  const before = clusterOf(context, input, place);
  const given = clusterSettings(input);
  const after = {
    ...before,
    ...(input["capacityProviders"] !== undefined && { capacityProviders: given.capacityProviders }),
    ...(input["defaultCapacityProviderStrategy"] !== undefined && {
      defaultCapacityProviderStrategy: given.defaultCapacityProviderStrategy,
    }),
    ...(input["settings"] !== undefined && { settings: given.settings }),
    ...(given.configuration && { configuration: given.configuration }),
    ...(input["tags"] !== undefined && { tags: tagsIn(input) }),
  };
  context.state.clusters.put(after.arn, after);
  return after;
}

export function deleteCluster({ state }: EcsContext, { arn }: ClusterRow): void {
  const holds = (rows: readonly { readonly clusterArn: string }[]) => rows.some((row) => row.clusterArn === arn);
  if (holds(state.services.values().filter(({ status }) => status !== "INACTIVE")))
    throw refusals.clusterContainsServices();
  if (holds(state.tasks.values().filter(({ lastStatus }) => lastStatus !== "STOPPED")))
    throw refusals.clusterContainsTasks();
  for (const service of state.services.values()) if (service.clusterArn === arn) state.services.delete(service.arn);
  state.clusters.delete(arn);
}

const clusterSettings = (input: JsonObject) => ({
  capacityProviders: texts(input, "capacityProviders"),
  defaultCapacityProviderStrategy: list(input, "defaultCapacityProviderStrategy").filter(isObject),
  settings: list(input, "settings").filter(isObject),
  // What was never given is left out of answers: clients would take an empty one for a difference.
  ...(input["configuration"] !== undefined && { configuration: object(input, "configuration") }),
});

function describeClusters(context: EcsContext, input: JsonObject, place: Place) {
  const named = texts(input, "clusters");
  const wanted = named.length > 0 ? named : ["default"];
  const include = texts(input, "include");
  const found = wanted.map((name) => ({ arn: clusterArn(name, place), name: nameIn(name) }));
  return {
    clusters: found.flatMap(({ arn }) => {
      const cluster = context.state.clusters.get(arn);
      return cluster
        ? [{ ...describeCluster(context, cluster), tags: include.includes("TAGS") ? tagsOut(cluster.tags) : [] }]
        : [];
    }),
    failures: found.flatMap(({ arn }) => (context.state.clusters.get(arn) ? [] : [{ arn, reason: "MISSING" }])),
  };
}

function describeCluster({ state }: EcsContext, cluster: ClusterRow): JsonObject {
  const tasks = state.tasks.values().filter(({ clusterArn }) => clusterArn === cluster.arn);
  const services = state.services
    .values()
    .filter(({ clusterArn, status }) => clusterArn === cluster.arn && status !== "INACTIVE");
  const { arn, name, capacityProviders, defaultCapacityProviderStrategy, settings, configuration } = cluster;
  return {
    clusterArn: arn,
    clusterName: name,
    status: "ACTIVE",
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === "RUNNING").length,
    pendingTasksCount: tasks.filter(({ lastStatus }) => ["PROVISIONING", "PENDING"].includes(lastStatus)).length,
    activeServicesCount: services.length,
    statistics: [],
    tags: [],
    settings,
    ...(configuration && Object.keys(configuration).length > 0 && { configuration }),
    capacityProviders,
    defaultCapacityProviderStrategy,
  };
}
