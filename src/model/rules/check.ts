import { logBuckets, privateBuckets } from "./buckets.ts";
import { autoscaling, capacityProviders, pinnedImages, taskSizes } from "./capacity.ts";
import { dataKept, narrowIndexes, redisFailover, regionSingletons } from "./data.ts";
import { edgeResources } from "./edge.ts";
import { namedReplacement, oneIndexAtATime, sameBytes } from "./evolution.ts";
import { boundRoles, narrowPolicies } from "./iam.ts";
import { alarmKey, keyLifetime, logsKey } from "./keys.ts";
import { nameLengths, stackLimits } from "./limits.ts";
import { declaredLogs } from "./logs.ts";
import { noApiEndpoint, noPublicAddress, securityGroups } from "./network.ts";
import type { Finding, Rule } from "./rule.ts";
import { noSecrets } from "./secrets.ts";
import { stackGraph, tagged } from "./stacks.ts";
import type { TemplateSet } from "./template-set.ts";

/** GW-L01 to GW-L28: what synthesis lets pass, and a deployment or a night on call finds out. */
export const rules: readonly Rule[] = [
  capacityProviders,
  logsKey,
  alarmKey,
  edgeResources,
  logBuckets,
  oneIndexAtATime,
  namedReplacement,
  redisFailover,
  regionSingletons,
  dataKept,
  keyLifetime,
  autoscaling,
  pinnedImages,
  taskSizes,
  securityGroups,
  noPublicAddress,
  declaredLogs,
  noSecrets,
  narrowPolicies,
  boundRoles,
  tagged,
  stackLimits,
  nameLengths,
  privateBuckets,
  noApiEndpoint,
  narrowIndexes,
  stackGraph,
  sameBytes,
];

/** All findings of all rules over the templates of an environment. */
export const checkTemplates = (set: TemplateSet): readonly Finding[] =>
  rules.flatMap(({ id, title, check }) => check(set).map((breach) => ({ rule: id, title, ...breach })));
