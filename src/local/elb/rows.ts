import type { JsonObject } from "../json.ts";
import { rowWith } from "../row.ts";

/** Anything of Elastic Load Balancing v2: its ARN, what the template said, and whose it is. */
export interface ElbRow {
  readonly arn: string;
  readonly kind: "loadbalancer" | "targetgroup" | "listener" | "listener-rule";
  readonly region: string;
  readonly name: string;
  /** The ARN of the load balancer of a listener, of the listener of a rule. */
  readonly parent?: string;
  /** In the API's spelling, which for this service is the template's. */
  readonly properties: JsonObject;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly token: string;
}

/** A target that is registered; a restart of the local cloud takes its health checks up again. */
export interface TargetRow {
  readonly targetGroupArn: string;
  readonly id: string;
  readonly port: number;
}

export const isElbRow = rowWith<ElbRow>("arn", "kind", "region", "name", "properties", "tags", "token");
export const isTargetRow = rowWith<TargetRow>("targetGroupArn", "id", "port");
