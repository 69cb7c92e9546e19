import { text } from "../../json.ts";
import type { ExistingRequest, ResourceProvider, Step } from "../../resource.ts";
import { ServiceError, type Call } from "../../service.ts";
import { doneStep } from "../../step.ts";
import { createStack } from "../api/create-stack.ts";
import { deleteStack } from "../api/delete-stack.ts";
import { cancelUpdateStack } from "../api/rollback-stack.ts";
import type { Api } from "../api/service.ts";
import { updateStack } from "../api/update-stack.ts";
import { isBusy, isDeleted, type StackRecord } from "../model/stack.ts";
import { childInput } from "./child-input.ts";

/** Stacks that are resources of another stack: each lives like any other, and its parent waits for it. */
export function nestedProvider(api: () => Promise<Api>): ResourceProvider {
  const change = async (request: ExistingRequest): Promise<Step> => {
    const at = await api();
    const child = childOf(at, request.physicalId);
    if (!child || isDeleted(child)) return failed(request, "updated", `Stack [${request.physicalId}] does not exist`);
    if (isBusy(child)) return waitFor(at, child, request);
    try {
      await updateStack(
        at,
        { ...childInput(at, request), StackName: child.stackId, ...withoutRollback(child) },
        callOf(request),
      );
      return pending(request);
    } catch (error) {
      if (error instanceof ServiceError && error.message === "No updates are to be performed.") return done(child);
      throw error;
    }
  };
  return {
    types: ["AWS::CloudFormation::Stack"],
    async create(request) {
      const at = await api();
      // A child that failed stays as it is until its parent has decided what becomes of all.
      const input = { ...childInput(at, request), StackName: request.generatedName(128), OnFailure: "DO_NOTHING" };
      const physicalId = text(await createStack(at, input, callOf(request)), "StackId") ?? "";
      adopt(at, physicalId, request.stackId);
      return { state: "pending", physicalId };
    },
    update: change,
    async delete(request) {
      const at = await api();
      const child = childOf(at, request.physicalId);
      if (!child || isDeleted(child)) return doneStep(request.physicalId);
      await deleteStack(at, { StackName: child.stackId, ClientRequestToken: request.token }, callOf(request));
      return pending(request);
    },
    async check(request, action) {
      const at = await api();
      const child = childOf(at, request.physicalId);
      if (!child) return doneStep(request.physicalId);
      if (isBusy(child)) return pending(request);
      if (action === "delete") return afterDeletion(request, child);
      // The child was still at something else when it was asked to change.
      if (action === "update" && !Object.hasOwn(child.tokens, request.token)) return change(request);
      return /^(?:CREATE|UPDATE)_COMPLETE$/.test(child.status) ? done(child) : afterFailure(at, request, child, action);
    },
  };
}

const childOf = ({ machine }: Api, stackId: string) => machine.records.stacks.get(stackId);
const callOf = ({ region, account, token }: ExistingRequest | Parameters<ResourceProvider["create"]>[0]): Call => ({
  region,
  account,
  requestId: token,
});
const pending = ({ physicalId }: ExistingRequest): Step => ({ state: "pending", physicalId });
const withoutRollback = ({ status }: StackRecord) => (status.endsWith("_FAILED") ? { DisableRollback: true } : {});

const done = ({ stackId, outputs }: StackRecord): Step =>
  doneStep(stackId, Object.fromEntries(outputs.map(({ key, value }) => [`Outputs.${key}`, value])));

/** A child knows its parent and the stack at the root of them all. */
function adopt({ machine }: Api, stackId: string, parentId: string) {
  const child = machine.records.stacks.get(stackId);
  const parent = machine.records.stacks.get(parentId);
  if (child && child.parentId === undefined)
    machine.records.putStack({ ...child, parentId, rootId: parent?.rootId ?? parentId });
}

/** An update that its parent gave up is called off; whatever else the child does is waited for. */
async function waitFor(api: Api, child: StackRecord, request: ExistingRequest): Promise<Step> {
  if (child.status === "UPDATE_IN_PROGRESS" && !Object.hasOwn(child.tokens, request.token))
    await cancelUpdateStack(api, { StackName: child.stackId }, callOf(request));
  return pending(request);
}

const afterDeletion = (request: ExistingRequest, child: StackRecord): Step =>
  isDeleted(child) ? doneStep(child.stackId) : failed(request, "deleted", child.reason ?? "");

function afterFailure({ machine }: Api, request: ExistingRequest, child: StackRecord, action: string): Step {
  if (action === "create") return failed(request, "created", child.reason ?? "");
  const told = machine.records
    .events(child.stackId)
    .filter(({ physicalId, status }) => physicalId === child.stackId && status === "UPDATE_ROLLBACK_IN_PROGRESS");
  const reason = told.at(-1)?.reason ?? child.reason ?? "";
  return {
    state: "failed",
    physicalId: child.stackId,
    reason: `Embedded stack ${child.stackId} was not successfully updated. Currently in ${told.length > 0 ? "UPDATE_ROLLBACK_IN_PROGRESS" : child.status} with reason: ${reason}`,
  };
}

const failed = ({ physicalId }: ExistingRequest, what: string, reason: string): Step => ({
  state: "failed",
  physicalId,
  reason: `Embedded stack ${physicalId} was not successfully ${what}: ${reason}`,
});
