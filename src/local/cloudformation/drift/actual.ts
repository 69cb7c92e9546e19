import type { JsonObject } from "../../json.ts";
import type { Machine } from "../engine/machine.ts";
import type { ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { detectDrift } from "./detect.ts";

/** Properties of drifted resources as they are, by logical ID; null where the resource is gone. */
export type ActualStates = Readonly<Record<string, JsonObject | null>>;

/** What AWS itself changes all the time is no drift to revert (UserGuide/drift-aware-change-sets). */
const managed = ["AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy"];

/** Looks at every resource of a stack that can be looked at; those that are in sync are left out. */
export async function actualStates(machine: Machine, stack: StackRecord): Promise<ActualStates> {
  const found: Record<string, JsonObject | null> = {};
  for (const record of machine.records.resources(stack.stackId)) {
    const drift = managed.includes(record.type) ? undefined : await detectDrift(machine, stack, record);
    if (!drift || drift.status === "IN_SYNC") continue;
    found[record.logicalId] = drift.status === "DELETED" ? null : { ...record.current?.properties, ...drift.actual };
  }
  return found;
}

/** A resource as it is, in place of how it was deployed: a deployment starts there, and its rollback returns there. */
export function asItIs(record: ResourceRecord, { [record.logicalId]: actual }: ActualStates): ResourceRecord {
  if (actual === undefined || !record.current) return record;
  if (actual === null) return { ...record, current: undefined, stable: undefined };
  const current = { ...record.current, properties: actual };
  return { ...record, current, stable: current };
}
