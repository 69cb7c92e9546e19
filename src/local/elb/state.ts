import { randomBytes } from "node:crypto";
import type { Ground } from "../resource.ts";
import { ServiceError } from "../service.ts";
import type { Table } from "../store.ts";
import { type ElbRow, isElbRow, isTargetRow, type TargetRow } from "./rows.ts";

export interface ElbState {
  readonly ground: Ground;
  readonly rows: Table<ElbRow>;
  readonly targets: Table<TargetRow>;
}

export const elbState = (ground: Ground): ElbState => ({
  ground,
  rows: ground.store.table("elb", isElbRow),
  targets: ground.store.table("elb-targets", isTargetRow),
});

export const rowsOf = ({ rows }: ElbState, kind: ElbRow["kind"], region: string): readonly ElbRow[] =>
  rows.values().filter((row) => row.kind === kind && row.region === region);

export const targetKey = ({ targetGroupArn, id, port }: TargetRow) => `${targetGroupArn} ${id}:${port}`;

export const newId = () => randomBytes(8).toString("hex");

/** The part of an ARN that metrics name it by: `app/<name>/<id>`, `targetgroup/<name>/<id>`. */
export const fullName = (arn: string) => arn.slice(arn.lastIndexOf(":") + 1).replace(/^loadbalancer\//, "");

export const loadBalancerNotFound = (arn: string) =>
  new ServiceError("LoadBalancerNotFound", `Load balancers '[${arn}]' not found`);
export const targetGroupNotFound = () => new ServiceError("TargetGroupNotFound", "One or more target groups not found");
