import { goalOf, type Goal, type Reader } from "../engine/goal.ts";
import { attributeOf, importedValue, type Machine } from "../engine/machine.ts";
import { targetOf } from "../engine/target.ts";
import { isUnknown, knownAfterApply, scalarText } from "../intrinsics/scope.ts";
import type { ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { same } from "../spec/difference.ts";
import { topological } from "../template/graph.ts";
import { evaluate } from "../intrinsics/evaluate.ts";
import { addition, removal } from "./add-remove.ts";
import type { ResourceChange } from "./change.ts";
import { modification } from "./modify.ts";

/** What deploying a goal would change. */
export interface Changes {
  readonly resources: readonly ResourceChange[];
  /** Whether there is anything to do; changed outputs or tags alone are something. */
  readonly any: boolean;
}

/** Compares a goal with what the stack has. Nothing is changed by asking. */
export function computeChanges(machine: Machine, stack: StackRecord, goal: Goal): Changes {
  const records = new Map(
    machine.records.resources(stack.stackId).map((record) => [record.logicalId, record] as const),
  );
  const before = stack.shown && goalOf(machine.template(stack.shown.template), stack.shown, stack);
  const replaced = new Map<string, "True" | "Conditional">();
  const reader = plannedReader(machine, stack, records, replaced);
  const scope = goal.scope(reader);
  const found: ResourceChange[] = [];
  for (const logicalId of topological(goal.dependencies).order) {
    const { target } = targetOf(goal, logicalId, scope, machine.specs);
    const current = records.get(logicalId)?.current;
    const change = current
      ? modification({
          logicalId,
          current,
          target,
          goal,
          before,
          replaced,
          specs: machine.specs,
          record: records.get(logicalId),
        })
      : addition(logicalId, target);
    if (!change) continue;
    if (change.replacement === "True" || change.replacement === "Conditional")
      replaced.set(logicalId, change.replacement);
    found.push(change);
  }
  const removed = [...records.values()].flatMap((record) =>
    record.current && !goal.resources.has(record.logicalId) ? [removal(record.logicalId, record.current)] : [],
  );
  // By logical ID, as CloudFormation lists them.
  const resources = [...found, ...removed].sort((one, other) => (one.logicalId < other.logicalId ? -1 : 1));
  const retagged = !same(stack.shown?.tags ?? {}, goal.deployment.tags);
  return { resources, any: resources.length > 0 || retagged || outputsChanged(stack, goal, reader) };
}

/** Other resources as they will be: unknown where they are new or replaced for certain. */
function plannedReader(
  machine: Machine,
  stack: StackRecord,
  records: ReadonlyMap<string, ResourceRecord>,
  replaced: ReadonlyMap<string, "True" | "Conditional">,
): Reader {
  const open = (logicalId: string) => replaced.get(logicalId) === "True" || !records.get(logicalId)?.current;
  return {
    physicalId: (id) => (open(id) ? knownAfterApply : records.get(id)?.current?.physicalId),
    attribute(id, attribute) {
      if (open(id)) return knownAfterApply;
      try {
        return attributeOf(records.get(id), id, attribute);
      } catch {
        return knownAfterApply;
      }
    },
    imported: (name) => importedValue(machine.records, stack.region, name),
  };
}

function outputsChanged(stack: StackRecord, goal: Goal, reader: Reader): boolean {
  if (stack.outputs.length !== goal.outputs.length) return true;
  const scope = goal.scope(reader);
  const known = new Map(stack.outputs.map((output) => [output.key, output] as const));
  return goal.outputs.some(({ key, value, description, exportName }) => {
    const before = known.get(key);
    const after = evaluate(value, scope);
    const name = exportName === undefined ? undefined : scalarText(evaluate(exportName, scope));
    if (!before || isUnknown(after) || before.description !== description || before.exportName !== name) return true;
    return scalarText(after) !== before.value;
  });
}
