import { type Stack, type aws_logs as logs } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { arn } from "../arn.ts";
import { logGroup } from "../log-group.ts";

export interface AccessLog {
  readonly destinationArn: string;
  readonly format: string;
}

/** One JSON line a request. Neither query string nor headers: the WebSocket token travels in the former. */
export function accessLog(
  stack: Stack,
  config: EnvironmentConfig,
  { id, name, key }: { readonly id: string; readonly name: string; readonly key: string },
): AccessLog {
  const group: logs.CfnLogGroup = logGroup(stack, config, name, { id, key });
  // The attribute Arn ends in ":*", which API Gateway refuses.
  return { destinationArn: arn("logs", `log-group:\${${group.logicalId}}`), format: JSON.stringify(fields) };
}

const fields = {
  ts: "$context.requestTimeEpoch",
  requestId: "$context.requestId",
  ip: "$context.identity.sourceIp",
  route: "$context.routeKey",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
  connection: "$context.connectionId",
  traceId: "$context.xrayTraceId",
  error: "$context.error.message",
};
