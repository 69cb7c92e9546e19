import type { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { environmentStack, input, inputList, output } from "./stack.ts";
import { buckets } from "./storage/buckets.ts";
import { redis } from "./storage/redis.ts";
import { worldDataTables } from "./storage/tables.ts";

/** All that holds data: the six tables, the buckets, Redis. Nothing waits for this stack, since Redis is slow. */
export function storageStack(scope: Construct, config: EnvironmentConfig): Stack {
  const stack = environmentStack(scope, config, "storage");
  const dataKey = input(stack, "security", "DataKeyArn");
  const cache = redis(stack, config, {
    subnetIds: inputList(stack, "network", "IsolatedSubnetIds"),
    securityGroup: input(stack, "network", "RedisSecurityGroupId"),
    logsKey: input(stack, "security", "LogsKeyArn"),
    dataKey,
  });
  worldDataTables(stack, config, dataKey);
  buckets(stack, config, dataKey);

  output(stack, "RedisEndpoint", cache.attrPrimaryEndPointAddress, "Primary endpoint of Redis");
  return stack;
}
