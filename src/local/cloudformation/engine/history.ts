import type { Existing, ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import type { Machine } from "./machine.ts";

/** Writes a stack's new status and tells it in its history. */
export function setStackStatus(
  { records }: Pick<Machine, "records">,
  stack: StackRecord,
  status: string,
  reason?: string,
): StackRecord {
  const changed: StackRecord = { ...stack, status, reason };
  records.stacks.put(stack.stackId, changed);
  records.addEvent(changed, {
    logicalId: stack.name,
    physicalId: stack.stackId,
    type: "AWS::CloudFormation::Stack",
    status,
    reason,
  });
  return changed;
}

/** What an event says of a resource. */
export interface Told {
  readonly status: string;
  readonly reason?: string | undefined;
  readonly physicalId: string;
  /** Shown with the event; left out for deletions in a cleanup phase, as CloudFormation does. */
  readonly of?: Existing | undefined;
}

/** Tells what happens to a resource, without changing its record. */
export function tell({ records }: Pick<Machine, "records">, stack: StackRecord, record: ResourceRecord, told: Told) {
  records.addEvent(stack, {
    logicalId: record.logicalId,
    physicalId: told.physicalId,
    type: told.of?.type ?? record.type,
    status: told.status,
    reason: told.reason,
    properties: told.of?.properties,
  });
}

/** Writes a resource's record with the status told, then tells it. */
export function setResource(
  machine: Pick<Machine, "records" | "clock">,
  stack: StackRecord,
  record: ResourceRecord,
  told: Told,
): ResourceRecord {
  const changed: ResourceRecord = { ...record, status: told.status, reason: told.reason, at: machine.clock.now() };
  machine.records.putResource(changed);
  tell(machine, stack, changed, told);
  return changed;
}
