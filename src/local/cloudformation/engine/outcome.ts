import { evaluate } from "../intrinsics/evaluate.ts";
import { scalarText, type Scope } from "../intrinsics/scope.ts";
import type { Output, StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { referencesOf } from "../template/references.ts";
import { exportsIn, liveReader, type Machine } from "./machine.ts";
import type { Goal } from "./goal.ts";

/** Outputs and imports of a stack whose resources reached their target; throws what CloudFormation says against them. */
export function outcomeOf(machine: Machine, stack: StackRecord): Pick<StackRecord, "outputs" | "imports"> {
  const goal = machine.goal(stack);
  const scope = goal.scope(liveReader(machine.records, stack));
  const outputs = goal.outputs.map((output): Output => {
    const value = scalarText(evaluate(output.value, scope));
    if (value === undefined)
      throw invalid("Template format error: The Value field of every Outputs member must evaluate to a String.");
    const exportName = output.exportName === undefined ? undefined : scalarText(evaluate(output.exportName, scope));
    return { key: output.key, value, description: output.description, exportName };
  });
  checkExports(machine, stack, outputs);
  return { outputs, imports: importsOf(goal, scope) };
}

/** Names of exports that the resources and outputs of a goal read. */
function importsOf(goal: Goal, scope: Scope): readonly string[] {
  const expressions = [
    ...[...goal.resources.values()].map(({ properties }) => properties),
    ...goal.outputs.map(({ value }) => value),
  ];
  const names = expressions.flatMap((expression) =>
    referencesOf(expression).flatMap((reference) => {
      const name = reference.kind === "import" ? scalarText(evaluate(reference.name, scope)) : undefined;
      return name === undefined ? [] : [name];
    }),
  );
  return [...new Set(names)];
}

/** Stacks of the Region that read an export. */
export const importersOf = (machine: Pick<Machine, "records">, region: string, name: string) =>
  machine.records.stacks
    .values()
    .filter((stack) => stack.region === region && stack.status !== "DELETE_COMPLETE" && stack.imports.includes(name));

function checkExports(machine: Machine, stack: StackRecord, outputs: readonly Output[]) {
  const others = exportsIn(machine.records, stack.region).filter(({ stackId }) => stackId !== stack.stackId);
  const own = new Map(outputs.map(({ exportName, value }) => [exportName, value] as const));
  for (const name of own.keys()) {
    const owner = others.find((other) => other.name === name);
    if (owner) throw invalid(`Export with name ${owner.name} is already exported by stack ${owner.stackName}`);
  }
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined || own.get(exportName) === value) continue;
    const users = importersOf(machine, stack.region, exportName).filter(({ stackId }) => stackId !== stack.stackId);
    const what = own.has(exportName) ? "updated" : "deleted";
    if (users.length > 0)
      throw invalid(
        `Export ${exportName} cannot be ${what} as it is in use by ${users.map(({ name }) => name).join(", ")}`,
      );
  }
}
