import { CfnDeletionPolicy, Fn, type Stack, aws_elasticache as elasticache } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { replicationGroupId, secretName } from "../../src/model/names.ts";
import { logGroup } from "../log-group.ts";
import { redisPort } from "../network/security-groups.ts";
import { publish } from "../stack.ts";

export interface RedisPlace {
  readonly subnetIds: readonly string[];
  readonly securityGroup: string;
  readonly dataKey: string;
  readonly logsKey: string;
}

/**
 * Redis with TLS and AUTH. The token is resolved by CloudFormation when the group is made and stands nowhere else.
 * NumCacheClusters scales in place, where ReplicasPerNodeGroup would replace the group.
 */
export function redis(stack: Stack, config: EnvironmentConfig, place: RedisPlace): elasticache.CfnReplicationGroup {
  const { nodes, nodeType, multiAz, engineVersion, snapshotDays } = config.redis;
  const id = replicationGroupId(config.name);
  const major = engineVersion.charAt(0);
  const subnets = new elasticache.CfnSubnetGroup(stack, "RedisSubnetGroup", {
    cacheSubnetGroupName: id,
    description: "Isolated subnets",
    subnetIds: [...place.subnetIds],
  });
  const parameters = new elasticache.CfnParameterGroup(stack, "RedisParameterGroup", {
    cacheParameterGroupFamily: families.get(major) ?? `redis${major}`,
    description: `gworld ${config.name}: a cache that forgets what is used least`,
    properties: { "maxmemory-policy": "allkeys-lru" },
  });
  const group = new elasticache.CfnReplicationGroup(stack, "Redis", {
    replicationGroupId: id,
    replicationGroupDescription: `gworld ${config.name}: connections, caches, rate limits`,
    engine: "redis",
    engineVersion,
    cacheNodeType: nodeType,
    numCacheClusters: nodes,
    automaticFailoverEnabled: nodes > 1,
    multiAzEnabled: multiAz && nodes > 1,
    port: redisPort,
    cacheSubnetGroupName: subnets.ref,
    cacheParameterGroupName: parameters.ref,
    securityGroupIds: [place.securityGroup],
    atRestEncryptionEnabled: true,
    kmsKeyId: place.dataKey,
    transitEncryptionEnabled: true,
    // Redis knows modes since version 7; before, TLS is always required.
    transitEncryptionMode: major === "7" ? "required" : undefined,
    authToken: `{{resolve:secretsmanager:${secretName(config.name, "redis")}:SecretString}}`,
    snapshotRetentionLimit: snapshotDays,
    autoMinorVersionUpgrade: true,
    logDeliveryConfigurations: major === "5" ? undefined : [slowLog(stack, config, place.logsKey)],
  });
  const fate = config.retainData ? CfnDeletionPolicy.SNAPSHOT : CfnDeletionPolicy.DELETE;
  group.cfnOptions.deletionPolicy = fate;
  group.cfnOptions.updateReplacePolicy = fate;
  publish(stack, config, "redis/endpoint", {
    value: Fn.join(":", [group.attrPrimaryEndPointAddress, String(redisPort)]),
    description: "Primary endpoint of Redis, over TLS",
  });
  return group;
}

/** ElastiCache's parameter group families whose names do not simply end in the major version. */
const families: ReadonlyMap<string, string> = new Map([
  ["5", "redis5.0"],
  ["6", "redis6.x"],
]);

/** Since Redis 6. */
const slowLog = (stack: Stack, config: EnvironmentConfig, key: string) => ({
  logType: "slow-log",
  logFormat: "json",
  destinationType: "cloudwatch-logs",
  destinationDetails: {
    cloudWatchLogsDetails: { logGroup: logGroup(stack, config, "redis", { id: "RedisLogGroup", key }).ref },
  },
});
