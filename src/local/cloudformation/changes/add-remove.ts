import type { Existing } from "../model/resource.ts";
import { context, policyName, resourceChange, type ResourceChange } from "./change.ts";

/** A resource that the stack does not have yet: made, or taken over when there is a physical ID. */
export function addition(logicalId: string, target: Existing, importedId?: string): ResourceChange {
  const plain = {
    Action: importedId === undefined ? "Add" : "Import",
    Details: [],
    LogicalResourceId: logicalId,
    ...(importedId === undefined ? {} : { PhysicalResourceId: importedId }),
    ResourceType: target.type,
    Scope: [],
  };
  return {
    logicalId,
    // Others that refer to it cannot know its ID yet, but nothing of theirs is replaced for that.
    replacement: undefined,
    plain: resourceChange(plain),
    valued: resourceChange({ ...plain, AfterContext: context(target.properties) }),
  };
}

/** A resource that left the template; `PolicyAction` says whether it is deleted or let go. */
export function removal(logicalId: string, current: Existing): ResourceChange {
  const plain = {
    Action: "Remove",
    Details: [],
    LogicalResourceId: logicalId,
    PhysicalResourceId: current.physicalId,
    PolicyAction: policyName(current.deletionPolicy),
    ResourceType: current.type,
    Scope: [],
  };
  return {
    logicalId,
    replacement: undefined,
    plain: resourceChange(plain),
    valued: resourceChange({ ...plain, BeforeContext: context(current.properties) }),
  };
}
