import { computeChanges } from "../changes/compute.ts";
import { importable } from "../changes/existing.ts";
import { validationFailure, validations } from "../changes/early-validation.ts";
import { actualStates } from "../drift/actual.ts";
import { goalOf } from "../engine/goal.ts";
import type { Machine } from "../engine/machine.ts";
import type { ChangeSetRecord } from "../model/change-set.ts";
import type { StackRecord } from "../model/stack.ts";

const nothingToDo =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

type Outcome = Pick<ChangeSetRecord, "status" | "executionStatus"> & Partial<ChangeSetRecord>;

const failed = (reason: string): Outcome => ({ status: "FAILED", executionStatus: "UNAVAILABLE", reason });

/** Works out what a pending change set comes to; also called for those a restart found pending. */
export async function workOut(machine: Machine, changeSetId: string): Promise<void> {
  const changeSet = machine.records.changeSets.get(changeSetId);
  const stack = changeSet && machine.records.stacks.get(changeSet.stackId);
  if (!changeSet || !stack || !/^CREATE_(?:PENDING|IN_PROGRESS)$/.test(changeSet.status)) return;
  const outcome = await outcomeOf(machine, stack, changeSet).catch((error: unknown) =>
    failed(error instanceof Error ? error.message : String(error)),
  );
  // It may have been deleted meanwhile, or the process stopped.
  if (machine.stopped() || !machine.records.changeSets.get(changeSetId)) return;
  machine.records.changeSets.put(changeSetId, { ...changeSet, ...outcome });
}

async function outcomeOf(machine: Machine, stack: StackRecord, changeSet: ChangeSetRecord): Promise<Outcome> {
  const goal = goalOf(machine.template(changeSet.deployment.template), changeSet.deployment, stack);
  const actual = changeSet.revertsDrift === true ? await actualStates(machine, stack) : undefined;
  const first = computeChanges(machine, stack, goal, { imports: changeSet.imports, actual });
  const added = first.added.flatMap((id) => {
    const target = first.planned.get(id)?.target;
    return target ? [[id, target] as const] : [];
  });
  const imports = changeSet.importExistingResources
    ? await importable(machine, stack, added)
    : (changeSet.imports ?? {});
  const { resources, any, planned } = computeChanges(machine, stack, goal, { imports, actual });
  const made = first.added.filter((id) => imports[id] === undefined);
  const asked = changeSet.validates !== false;
  const problems = asked ? await validations(machine, stack, goal, { planned, added: made }) : [];
  if (problems.length > 0) return { ...failed(validationFailure(problems)), validations: problems };
  if (changeSet.type === "UPDATE" && !any) return failed(nothingToDo);
  const now = machine.records.stacks.get(stack.stackId);
  return {
    status: "CREATE_COMPLETE",
    // What was worked out against a stack that is already on its way elsewhere cannot be executed.
    executionStatus: now?.operation ? "OBSOLETE" : "AVAILABLE",
    changes: resources.map(({ plain, valued }) => ({ plain, valued })),
    imports,
    actual,
  };
}
