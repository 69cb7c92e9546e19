import type { Existing, ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { stepOf, type Begun } from "./new-step.ts";
import { setResource } from "./history.ts";
import type { Machine } from "./machine.ts";

/** The physical ID of the existing resource that the running operation takes over under this logical ID. */
export const importedId = ({ operation }: StackRecord, logicalId: string): string | undefined =>
  operation?.imports?.[logicalId];

/** Takes over a resource that exists. Its properties stay as they are: only drift detection compares them. */
export function beginImport(
  machine: Machine,
  stack: StackRecord,
  record: ResourceRecord,
  target: Existing & { readonly physicalId: string },
): Begun {
  const step = stepOf(machine, record, { action: "import", purpose: "import", target });
  const { physicalId, type } = target;
  return setResource(
    machine,
    stack,
    { ...record, type, step },
    { status: "IMPORT_IN_PROGRESS", reason: "Resource import started.", physicalId, of: target },
  );
}

/** Lets go of what was imported, which stays as it is. */
export function beginRelease(machine: Machine, stack: StackRecord, record: ResourceRecord, current: Existing): Begun {
  const step = stepOf(machine, record, { action: "release", purpose: "release", target: current });
  return setResource(
    machine,
    stack,
    { ...record, step },
    { status: "IMPORT_ROLLBACK_IN_PROGRESS", physicalId: current.physicalId, of: current },
  );
}

/** The resource is the stack's now; the tags of the stack follow at once. */
export function finishImport(machine: Machine, stack: StackRecord, record: ResourceRecord, imported: Existing): void {
  const told = { physicalId: imported.physicalId, of: imported };
  setResource(
    machine,
    stack,
    { ...record, type: imported.type, current: imported },
    { status: "IMPORT_COMPLETE", reason: "Resource import completed.", ...told },
    {
      status: "UPDATE_IN_PROGRESS",
      reason: "Apply stack-level tags to imported resource if applicable.",
      ...told,
    },
    { status: "UPDATE_COMPLETE", ...told },
  );
}

/** The resource is nobody's again. */
export function finishRelease(machine: Machine, stack: StackRecord, record: ResourceRecord, released: Existing): void {
  setResource(
    machine,
    stack,
    { ...record, current: undefined },
    { status: "IMPORT_ROLLBACK_COMPLETE", physicalId: released.physicalId, of: released },
  );
}
