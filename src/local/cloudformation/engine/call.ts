import { text } from "../../json.ts";
import type { ExistingRequest, ResourceProvider, Step as Answer } from "../../resource.ts";
import { doneStep, missingStep } from "../../step.ts";
import { ownedElsewhere } from "../changes/owner.ts";
import { resolveDynamic } from "../intrinsics/dynamic.ts";
import { generatedName } from "../model/names.ts";
import type { ResourceRecord, Step } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import type { Machine } from "./machine.ts";

/** Asks a provider to take a step; whatever it throws is a failure with that message. */
export async function callProvider(
  machine: Machine,
  stack: StackRecord,
  record: ResourceRecord,
  step: Step,
): Promise<Answer> {
  try {
    // Before the provider is asked: a fault leaves nothing behind.
    const fault = machine.faults.take({ logicalId: record.logicalId, type: step.target.type, action: step.action });
    if (fault !== undefined) return { state: "failed", reason: fault };
    return await take(machine, await requestOf(machine, stack, record, step), step, record);
  } catch (error) {
    return { state: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

async function take(machine: Machine, request: ExistingRequest, step: Step, record: ResourceRecord): Promise<Answer> {
  const provider = machine.provider(step.target.type);
  if (step.action === "import") return takeOver(machine, provider, request);
  if (step.action === "release") return doneStep(request.physicalId);
  if (step.action === "create") return provider.create(request);
  if (step.action === "delete") return provider.delete(request);
  // Going back after a failed update starts wherever that update was heading.
  const before = (step.purpose === "revert" ? record.attempted : undefined) ?? record.current ?? step.target;
  return provider.update({
    ...request,
    previous: await resolveDynamic(before.properties, machine.sources, request.region),
  });
}

/** What is imported must be there, of a type that can be looked at, and nobody else's. */
async function takeOver(machine: Machine, provider: ResourceProvider, request: ExistingRequest): Promise<Answer> {
  if (!provider.read)
    return { state: "failed", reason: `ResourceTypes [${request.type}] are not supported for Import` };
  const live = await provider.read(request);
  const owned = ownedElsewhere(machine.records, request, request);
  if (owned !== undefined) return { state: "failed", reason: owned };
  return live ? doneStep(request.physicalId, live.attributes) : missingStep(request);
}

/** Asks how a pending step is getting on. A provider that cannot say is asked to take the step again, which is idempotent. */
export async function checkProvider(
  machine: Machine,
  stack: StackRecord,
  record: ResourceRecord,
  step: Step,
): Promise<Answer> {
  try {
    const request = await requestOf(machine, stack, record, step);
    const provider: ResourceProvider = machine.provider(step.target.type);
    const { action } = step;
    return provider.check && action !== "import" && action !== "release"
      ? await provider.check(request, action)
      : await take(machine, request, step, record);
  } catch (error) {
    return { state: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

async function requestOf(
  machine: Machine,
  stack: StackRecord,
  { logicalId }: ResourceRecord,
  { target, token, action }: Step,
): Promise<ExistingRequest> {
  // What was deployed from a secret can be deleted when the secret is gone.
  const properties =
    action === "delete" ? target.properties : await resolveDynamic(target.properties, machine.sources, stack.region);
  return {
    account: stack.account,
    region: stack.region,
    stackId: stack.stackId,
    stackName: stack.name,
    logicalId,
    type: target.type,
    properties,
    tags: target.tags,
    token,
    physicalId: target.physicalId,
    generatedName: (maxLength) =>
      target.type === "AWS::SSM::Parameter" && text(properties, "Name") === undefined
        ? generatedName("CFN", logicalId, target.seed, maxLength)
        : generatedName(stack.name, logicalId, target.seed, maxLength),
  };
}
