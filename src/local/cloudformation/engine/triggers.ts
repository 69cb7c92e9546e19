import { list, number, text } from "../../json.ts";
import type { StackRecord } from "../model/stack.ts";
import { phaseOf } from "./decide.ts";
import type { Machine } from "./machine.ts";

/** Milliseconds between two looks at the alarms of an operation. */
const lookEvery = 1_000;

/**
 * Watches the rollback triggers of a stack that is created or updated, and gives the operation up when one is missing or in
 * ALARM (UserGuide/using-cfn-rollback-triggers, API_RollbackTrigger). Rollbacks, deletions and imports are not watched.
 */
export function watchTriggers(
  machine: Machine,
  { stackId, operation }: StackRecord,
  advance: (stackId: string) => void,
) {
  const look = () => {
    const stack = machine.records.stacks.get(stackId);
    if (!stack?.operation || stack.operation.id !== operation?.id || !isWatched(stack)) return;
    const reason = triggered(machine, stack);
    if (reason === undefined || stack.operation.cancelled !== undefined) return machine.later(lookEvery, look);
    machine.records.putStack({ ...stack, operation: { ...stack.operation, cancelled: reason } });
    advance(stackId);
  };
  const now = machine.records.stacks.get(stackId);
  if (now && isWatched(now) && arnsOf(now).length > 0) machine.later(0, look);
}

/** Whether the stack has all its resources and still watches; the monitoring time begins when it is first asked. */
export function isMonitoring(machine: Machine, stack: StackRecord, advance: (stackId: string) => void): boolean {
  const { operation } = stack;
  const minutes = number(stack.rollbackConfiguration, "MonitoringTimeInMinutes") ?? 0;
  if (!operation || minutes === 0 || !isWatched(stack)) return false;
  const now = machine.clock.now();
  // Time that only passes: of no more use than that of a resource.
  const until = operation.monitoredUntil ?? now + minutes * 60_000 * Math.min(1, machine.pace().scale);
  if (operation.monitoredUntil === undefined) {
    machine.records.putStack({ ...stack, operation: { ...operation, monitoredUntil: until } });
    if (until > now) machine.later(until - now, () => advance(stack.stackId));
  }
  return until > now;
}

/** Goes on waiting for the end of a monitoring time that a restart interrupted. */
export function resumeMonitoring(machine: Machine, { stackId, operation }: StackRecord, advance: (id: string) => void) {
  const until = operation?.monitoredUntil;
  if (until !== undefined) machine.later(Math.max(0, until - machine.clock.now()), () => advance(stackId));
}

/** Why the operation cannot go on, in a sentence with its trailing space; CloudFormation's own words are not documented. */
export function triggered(machine: Machine, stack: StackRecord): string | undefined {
  if (!isWatched(stack)) return undefined;
  for (const arn of arnsOf(stack)) {
    const state = machine.alarm(arn);
    if (state === undefined) return `Rollback trigger ${arn} does not exist. `;
    if (state === "ALARM") return `Rollback trigger ${arn} is in ALARM state. `;
  }
  return undefined;
}

const arnsOf = ({ rollbackConfiguration }: StackRecord): readonly string[] =>
  list(rollbackConfiguration, "RollbackTriggers").map((trigger) => text(trigger, "Arn") ?? "");

const isWatched = ({ status, operation }: StackRecord) =>
  phaseOf(status) === "forward" && (operation?.kind === "create" || operation?.kind === "update");
