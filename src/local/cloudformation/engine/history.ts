import type { NewEvent } from "../model/event.ts";
import type { Existing, ResourceRecord } from "../model/resource.ts";
import { toldOperation } from "../model/operation-id.ts";
import type { StackRecord } from "../model/stack.ts";
import type { Machine } from "./machine.ts";

/** Writes a stack's new status and tells it in its history. */
export function setStackStatus(
  { records }: Pick<Machine, "records">,
  stack: StackRecord,
  status: string,
  reason?: string,
): StackRecord {
  const changed = withOperation({ ...stack, status, reason });
  return records.putStack(changed, [stackEvent(changed, { status, reason })]);
}

/** Ends the operation of a stack and tells the statuses that led there, in one write: the last is where it rests. */
export function restStack(
  { records }: Pick<Machine, "records">,
  stack: StackRecord,
  ...told: readonly { readonly status: string; readonly reason?: string | undefined }[]
): StackRecord {
  const { status, reason } = told.at(-1) ?? stack;
  const begun = withOperation({ ...stack, status: told[0]?.status ?? stack.status });
  return records.putStack(
    { ...begun, status, reason, operation: undefined },
    told.map((one) => stackEvent({ ...stack, status: one.status }, one)),
  );
}

/** Operations that a stack is asked for, or that a failure sets off, are remembered: as many as DescribeStacks tells. */
function withOperation(stack: StackRecord): StackRecord {
  const now = toldOperation(stack);
  const before = stack.lastOperations ?? [];
  return now && now.id !== before[0]?.id ? { ...stack, lastOperations: [now, ...before].slice(0, 2) } : stack;
}

const stackEvent = (
  stack: StackRecord,
  { status, reason }: { readonly status: string; readonly reason?: string | undefined },
): NewEvent => ({
  ...originOf(stack),
  logicalId: stack.name,
  physicalId: stack.stackId,
  type: "AWS::CloudFormation::Stack",
  status,
  reason,
});

const originOf = (stack: StackRecord) => ({
  stackId: stack.stackId,
  stackName: stack.name,
  token: stack.operation?.token,
  operation: toldOperation(stack),
});

/** What an event says of a resource. */
interface Told {
  readonly status: string;
  readonly reason?: string | undefined;
  readonly physicalId: string;
  /** Shown with the event; left out for deletions in a cleanup phase, as CloudFormation does. */
  readonly of?: Existing | undefined;
}

/** Writes a resource's record as it is and tells what happens to it, without changing its status. */
export function tell({ records }: Pick<Machine, "records">, stack: StackRecord, record: ResourceRecord, told: Told) {
  records.putResource(record, [resourceEvent(stack, record, told)]);
}

/** Writes a resource's record with the last status told, and tells all of them. */
export function setResource(
  machine: Pick<Machine, "records" | "clock">,
  stack: StackRecord,
  record: ResourceRecord,
  ...told: readonly Told[]
): ResourceRecord {
  const { status, reason } = told.at(-1) ?? record;
  const changed: ResourceRecord = { ...record, status, reason, at: machine.clock.now() };
  machine.records.putResource(
    changed,
    told.map((one) => resourceEvent(stack, record, one)),
  );
  return changed;
}

const resourceEvent = (stack: StackRecord, { logicalId, type }: ResourceRecord, told: Told): NewEvent => ({
  ...originOf(stack),
  logicalId,
  physicalId: told.physicalId,
  type: told.of?.type ?? type,
  status: told.status,
  reason: told.reason,
  properties: told.of?.properties,
});
