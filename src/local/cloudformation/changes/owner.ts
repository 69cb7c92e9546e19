import type { Existing, ResourceRecord } from "../model/resource.ts";
import { isDeleted, type StackRecord } from "../model/stack.ts";
import type { Records } from "../records.ts";

/**
 * Why a resource that exists cannot be taken over: it belongs to a stack of the same Region, and belongs to one at a time
 * (UserGuide/import-resources-manually, validation; the words are recorded on AWS). Undefined where it belongs to none.
 */
export function ownedElsewhere(
  { stacks, resources }: Pick<Records, "stacks" | "resources">,
  { type, physicalId }: Pick<Existing, "type" | "physicalId">,
  own: Pick<StackRecord, "region" | "stackId"> & { readonly logicalId: string },
): string | undefined {
  const owns = (record: ResourceRecord) =>
    !(record.stackId === own.stackId && record.logicalId === own.logicalId) &&
    had(record).some((each) => each.type === type && each.physicalId === physicalId);
  const owner = stacks
    .values()
    .find((stack) => stack.region === own.region && !isDeleted(stack) && resources(stack.stackId).some(owns));
  return owner && `${physicalId} already exists in stack ${owner.stackId}`;
}

/** What the stack has, is making or is about to delete. What it is only taking over is not its own yet. */
const had = ({ current, garbage, step }: ResourceRecord): readonly Existing[] => [
  ...(current ? [current] : []),
  ...garbage,
  ...(step?.action === "create" ? [step.target] : []),
];
