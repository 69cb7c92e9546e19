import type { Existing, ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { deniedByPolicy, policyOf } from "../policy.ts";
import { nameKept, workFor, type Work } from "./classify.ts";
import { phaseKey } from "./decide.ts";
import { setResource, tell } from "./history.ts";
import { beginImport, importedId } from "./import.ts";
import { liveReader, type Machine } from "./machine.ts";
import { stepOf, type Begun } from "./new-step.ts";
import { targetOf } from "./target.ts";

/** The record of a logical ID, which may be new. */
export const recordFor = (machine: Machine, stack: StackRecord, logicalId: string, type: string): ResourceRecord =>
  machine.records.resources(stack.stackId).find((record) => record.logicalId === logicalId) ?? {
    stackId: stack.stackId,
    logicalId,
    type,
    status: "",
    at: 0,
    garbage: [],
  };

/** Takes the next step of a resource towards the target of its stack. */
export function beginForward(machine: Machine, stack: StackRecord, logicalId: string): Begun {
  const goal = machine.goal(stack);
  const definition = goal.resources.get(logicalId);
  const record = recordFor(machine, stack, logicalId, definition?.type ?? "");
  const [leftover] = record.garbage;
  if (!record.current && leftover) return beginDeletion(machine, stack, record, leftover);
  const fail = (reason: string) => failToBegin(machine, stack, record, reason);
  try {
    const scope = goal.scope(liveReader(machine.records, stack));
    const { target, problem } = targetOf(goal, logicalId, scope, machine.specs);
    if (problem !== undefined) return fail(problem);
    const work = workFor(record, target, machine.specs);
    const denied =
      stack.stable && work !== "none" ? deniedByPolicy(policyOf(stack), target, logicalId, work) : undefined;
    return denied === undefined ? beginWork(machine, stack, record, { work, target }) : fail(denied);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function beginWork(
  machine: Machine,
  stack: StackRecord,
  record: ResourceRecord,
  { work, target }: { readonly work: Work; readonly target: Existing },
): Begun {
  const { current } = record;
  const settled = phaseKey(stack);
  const imported = current ? undefined : importedId(stack, record.logicalId);
  if (imported !== undefined) return beginImport(machine, stack, record, { ...target, physicalId: imported });
  if (!current || work === "create") {
    const seeded = { ...target, seed: `${stack.stackId}/${record.logicalId}/${stack.operation?.id ?? ""}` };
    const step = stepOf(machine, record, { action: "create", purpose: "create", target: seeded });
    const type = target.type;
    return setResource(
      machine,
      stack,
      { ...record, type, step },
      { status: "CREATE_IN_PROGRESS", physicalId: "", of: target },
    );
  }
  const kept: Existing = {
    ...target,
    physicalId: current.physicalId,
    attributes: current.attributes,
    seed: current.seed,
  };
  if (work === "none") {
    machine.records.putResource({ ...record, current: kept, settled });
    return undefined;
  }
  if (work === "describe") {
    const told = { physicalId: current.physicalId, of: kept };
    setResource(
      machine,
      stack,
      { ...record, current: kept, settled },
      { status: "UPDATE_IN_PROGRESS", ...told },
      { status: "UPDATE_COMPLETE", ...told },
    );
    return undefined;
  }
  return work === "replace"
    ? beginReplacement(machine, stack, record, target)
    : beginUpdate(machine, stack, record, kept);
}

function beginUpdate(machine: Machine, stack: StackRecord, record: ResourceRecord, target: Existing): Begun {
  const step = stepOf(machine, record, { action: "update", purpose: "update", target });
  return setResource(
    machine,
    stack,
    { ...record, step },
    { status: "UPDATE_IN_PROGRESS", physicalId: target.physicalId, of: target },
  );
}

function beginReplacement(machine: Machine, stack: StackRecord, record: ResourceRecord, target: Existing): Begun {
  const { current } = record;
  const collision = current && nameKept(current, target, machine.specs);
  if (collision !== undefined) return failToBegin(machine, stack, record, collision);
  const seeded = { ...target, seed: `${stack.stackId}/${record.logicalId}/${stack.operation?.id ?? ""}` };
  const step = stepOf(machine, record, { action: "create", purpose: "replace", target: seeded });
  return setResource(
    machine,
    stack,
    { ...record, step },
    {
      status: "UPDATE_IN_PROGRESS",
      reason: "Requested update requires the creation of a new physical resource; hence creating one.",
      physicalId: current?.physicalId ?? "",
      of: target,
    },
  );
}

function failToBegin(machine: Machine, stack: StackRecord, record: ResourceRecord, reason: string): Begun {
  const status = record.current ? "UPDATE_FAILED" : "CREATE_FAILED";
  const physicalId = record.current?.physicalId ?? "";
  setResource(
    machine,
    stack,
    { ...record, failed: phaseKey(stack) },
    { status, reason, physicalId, of: record.current },
  );
  return undefined;
}

/** Deletes one leftover of a resource, keeping its record as it is. */
export function beginDeletion(machine: Machine, stack: StackRecord, record: ResourceRecord, leftover: Existing): Begun {
  const step = stepOf(machine, record, { action: "delete", purpose: "clean", target: leftover });
  const begun: ResourceRecord = { ...record, step };
  tell(machine, stack, begun, { status: "DELETE_IN_PROGRESS", physicalId: leftover.physicalId });
  return begun;
}
