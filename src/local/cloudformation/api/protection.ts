import { bool } from "../../json.ts";
import { isDeleted } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { present } from "./paging.ts";
import { policyBody, requiredStack } from "./request.ts";
import type { Handler } from "./service.ts";

export const updateTerminationProtection: Handler = (api, input, call) => {
  const stack = requiredStack(api, input, call);
  if (isDeleted(stack)) throw invalid(`Stack [${stack.stackId}] does not exist`);
  const terminationProtection = bool(input, "EnableTerminationProtection") ?? false;
  api.machine.records.stacks.put(stack.stackId, { ...stack, terminationProtection });
  return { StackId: stack.stackId };
};

export const setStackPolicy: Handler = async (api, input, call) => {
  const policy = await policyBody(api, input);
  const stack = requiredStack(api, input, call);
  api.machine.records.stacks.put(stack.stackId, { ...stack, policy });
  return {};
};

export const getStackPolicy: Handler = (api, input, call) =>
  present({ StackPolicyBody: requiredStack(api, input, call).policy });
