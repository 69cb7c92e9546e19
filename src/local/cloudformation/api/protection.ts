import { bool } from "../../json.ts";
import { isDeleted } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { present } from "./paging.ts";
import { policyBody, requiredStack } from "./request.ts";
import type { Handler } from "./service.ts";

/** May be called in any status: it changes nothing but the flag. */
export const updateTerminationProtection: Handler = (api, input, call) => {
  const stack = requiredStack(api, input, call);
  if (isDeleted(stack)) throw invalid(`Stack [${stack.stackId}] does not exist`);
  const terminationProtection = bool(input, "EnableTerminationProtection") ?? false;
  api.machine.records.putStack({ ...stack, terminationProtection });
  return { StackId: stack.stackId };
};

/** Replaces the policy as a whole; there is no call that takes one away. */
export const setStackPolicy: Handler = async (api, input, call) => {
  const policy = await policyBody(api, input);
  const stack = requiredStack(api, input, call);
  api.machine.records.putStack({ ...stack, policy });
  return {};
};

/** A stack without a policy answers without a body. */
export const getStackPolicy: Handler = (api, input, call) =>
  present({ StackPolicyBody: requiredStack(api, input, call).policy });
