import { goalOf, type Goal, type Reader } from "../engine/goal.ts";
import { attributeOf, importedValue, type Machine } from "../engine/machine.ts";
import { asItIs, type ActualStates } from "../drift/actual.ts";
import { targetOf } from "../engine/target.ts";
import { isUnknown, knownAfterApply, scalarText } from "../intrinsics/scope.ts";
import type { ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { same } from "../spec/difference.ts";
import { topological } from "../template/graph.ts";
import { evaluate } from "../intrinsics/evaluate.ts";
import { addition, removal } from "./add-remove.ts";
import type { ResourceChange } from "./change.ts";
import { driftAware } from "./drift-aware.ts";
import type { Planned } from "./early-validation.ts";
import { modification } from "./modify.ts";

/** What deploying a goal would change. */
export interface Changes {
  readonly resources: readonly ResourceChange[];
  /** Whether there is anything to do; changed outputs or tags alone are something. */
  readonly any: boolean;
  /** What each resource comes to. */
  readonly planned: ReadonlyMap<string, Planned>;
  /** Logical IDs that the stack does not have yet. */
  readonly added: readonly string[];
}

/** Compares a goal with what the stack has. Nothing is changed by asking. */
export function computeChanges(
  machine: Machine,
  stack: StackRecord,
  goal: Goal,
  { imports = {}, actual }: Given = {},
): Changes {
  const deployed = machine.records.resources(stack.stackId);
  const records = new Map(deployed.map((record) => [record.logicalId, asItIs(record, actual ?? {})] as const));
  const replaced = new Map<string, "True" | "Conditional">();
  const reader = plannedReader(machine, stack, records, replaced);
  const { found, planned, added } = plan({ machine, stack, goal, records, reader, replaced, imports, actual });
  const removed = [...records.values()].flatMap((record) =>
    record.current && !goal.resources.has(record.logicalId) ? [removal(record.logicalId, record.current)] : [],
  );
  // By logical ID, as CloudFormation lists them.
  const resources = [...found, ...removed].sort((one, other) => (one.logicalId < other.logicalId ? -1 : 1));
  const retagged = !same(stack.shown?.tags ?? {}, goal.deployment.tags);
  const any = resources.length > 0 || retagged || outputsChanged(stack, goal, reader);
  return { resources, any, planned, added };
}

/** What is taken over instead of made, and what drifted resources are like where that counts. */
interface Given {
  readonly imports?: Readonly<Record<string, string>> | undefined;
  readonly actual?: ActualStates | undefined;
}

interface Plan {
  readonly machine: Machine;
  readonly stack: StackRecord;
  readonly goal: Goal;
  readonly records: ReadonlyMap<string, ResourceRecord>;
  readonly reader: Reader;
  /** Filled on the way, in the order of dependencies. */
  readonly replaced: Map<string, "True" | "Conditional">;
  readonly imports: Readonly<Record<string, string>>;
  readonly actual: ActualStates | undefined;
}

/** What becomes of each resource of the goal, those it depends on first. */
function plan({ machine, stack, goal, records, reader, replaced, imports, actual }: Plan) {
  const deployed = new Map(machine.records.resources(stack.stackId).map((one) => [one.logicalId, one] as const));
  const before = stack.shown && goalOf(machine.template(stack.shown.template), stack.shown, stack);
  const scope = goal.scope(reader);
  const { specs } = machine;
  const found: ResourceChange[] = [];
  const planned = new Map<string, Planned>();
  const added: string[] = [];
  for (const logicalId of topological(goal.dependencies).order) {
    const { target, problems } = targetOf(goal, logicalId, scope, specs);
    planned.set(logicalId, { target, problems });
    const current = records.get(logicalId)?.current;
    if (!current) added.push(logicalId);
    const plainly = current
      ? modification({
          logicalId,
          current,
          target,
          goal,
          before,
          replaced,
          specs,
          record: records.get(logicalId),
        })
      : addition(logicalId, target, imports[logicalId]);
    const change = actual ? driftAware(plainly, deployed.get(logicalId), actual) : plainly;
    if (!change) continue;
    if (change.replacement === "True" || change.replacement === "Conditional")
      replaced.set(logicalId, change.replacement);
    found.push(change);
  }
  return { found, planned, added };
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
