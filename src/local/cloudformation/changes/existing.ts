import { text } from "../../json.ts";
import type { ExistingRequest } from "../../resource.ts";
import type { Machine } from "../engine/machine.ts";
import { isUnknown } from "../intrinsics/scope.ts";
import type { Existing } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { ownedElsewhere } from "./owner.ts";

/** The identifier of a resource that a template names and that exists already, whoever made it. */
export async function existingId(
  machine: Machine,
  stack: StackRecord,
  logicalId: string,
  target: Existing,
): Promise<string | undefined> {
  const names = machine.specs.resource(target.type)?.primaryIdentifier ?? [];
  const values = names.map((name) => text(target.properties, name));
  if (names.length === 0 || values.some((value) => value === undefined || isUnknown(value))) return undefined;
  const physicalId = values.join("|");
  const live = await machine.provider(target.type).read?.(lookingAt(stack, logicalId, { ...target, physicalId }));
  return live ? physicalId : undefined;
}

/** The request that only looks at a resource. */
export const lookingAt = (stack: StackRecord, logicalId: string, target: Existing): ExistingRequest => ({
  account: stack.account,
  region: stack.region,
  stackId: stack.stackId,
  stackName: stack.name,
  logicalId,
  type: target.type,
  properties: target.properties,
  tags: target.tags,
  token: "",
  physicalId: target.physicalId,
  generatedName: () => target.physicalId,
});

/** With ImportExistingResources what a template names and what exists is taken over, as long as nobody would delete it. */
export async function importable(
  machine: Machine,
  stack: StackRecord,
  added: readonly (readonly [string, Existing])[],
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const unkept: string[] = [];
  for (const [logicalId, target] of added) {
    const physicalId = await existingId(machine, stack, logicalId, target);
    if (physicalId === undefined) continue;
    const owned = ownedElsewhere(machine.records, { type: target.type, physicalId }, { ...stack, logicalId });
    if (owned !== undefined) throw invalid(owned);
    found[logicalId] = physicalId;
    const names = machine.specs.resource(target.type)?.primaryIdentifier ?? [];
    if (!target.deletionPolicy.startsWith("Retain"))
      unkept.push(`${logicalId} ({${names.map((name) => `${name}=${text(target.properties, name)}`).join(", ")}})`);
  }
  if (unkept.length > 0)
    throw invalid(
      `CloudFormation is attempting to import some resources because they already exist in your account. The resources must have the DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate' in the template for successful import. The affected resources are ${unkept.join(", ")}`,
    );
  return found;
}
