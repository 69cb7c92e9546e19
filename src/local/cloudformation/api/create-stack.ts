import { bool, number, text, type JsonObject } from "../../json.ts";
import { ServiceError, type Call } from "../../service.ts";
import { newStackId } from "../model/names.ts";
import type { StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { newOperation } from "./operation.ts";
import { rollbackConfiguration } from "./rollback-configuration.ts";
import { newStackName, policyBody, tokenOf } from "./request.ts";
import type { Api, Handler } from "./service.ts";
import { readSubmission } from "./submission.ts";
import { byUser } from "../engine/transition.ts";

/** Answers when the stack is on its way; a stack in review of that name is created under its own ID. */
export const createStack: Handler = async (api, input, call) => {
  const name = newStackName(input);
  const repeated = existing(api, name, input, call);
  if (repeated && repeated.status !== "REVIEW_IN_PROGRESS") return answerOf(api, repeated, input);
  const asked = newStack(api, input, call, repeated);
  const onFailure = failurePolicy(input);
  const policy = await policyBody(api, input);
  const { deployment } = await readSubmission(api, input, asked);
  // Another request may have been faster while this one read its template.
  const raced = existing(api, name, input, call);
  if (raced && raced.status !== "REVIEW_IN_PROGRESS") return answerOf(api, raced, input);
  const fresh = raced ? newStack(api, input, call, raced) : asked;
  const timeout = number(input, "TimeoutInMinutes");
  const operation = newOperation("create", deployment, {
    token: tokenOf(input),
    onFailure,
    retainExceptOnCreate: bool(input, "RetainExceptOnCreate"),
    deadline: timeout === undefined ? undefined : api.machine.clock.now() + timeout * 60_000,
  });
  const stack: StackRecord = { ...fresh, shown: deployment, policy, disableRollback: onFailure === "DO_NOTHING" };
  const begun = api.engine.begin(withToken(stack, "CreateStack", input), "CREATE_IN_PROGRESS", operation, byUser);
  return answerOf(api, begun, input);
};

/** What a request that begins an operation answers; repeated with its token it gets the same answer. */
export function answerOf({ machine }: Api, { stackId, lastOperations }: StackRecord, input: JsonObject) {
  const token = tokenOf(input);
  const begun = machine.records.events(stackId).find((event) => token !== undefined && event.token === token);
  return { StackId: stackId, OperationId: begun?.operation?.id ?? lastOperations?.[0]?.id };
}

/** The stack of that name: one in review, or the one this very request already began. */
function existing({ machine }: Api, name: string, input: JsonObject, { region }: Call): StackRecord | undefined {
  const stack = machine.records.findStack(name, region);
  const token = tokenOf(input);
  if (!stack || stack.status === "REVIEW_IN_PROGRESS") return stack;
  if (begunBy(stack, token) === "CreateStack") return stack;
  throw new ServiceError("AlreadyExistsException", `Stack [${name}] already exists`);
}

/** A stack record that does not exist yet, or the one in review that is going to be created. */
export function newStack(api: Api, input: JsonObject, { region, account }: Call, reviewed?: StackRecord): StackRecord {
  const name = reviewed?.name ?? newStackName(input);
  const fresh = { stackId: newStackId(region, account, name), createdAt: api.machine.clock.now(), tokens: {} };
  const { stackId, createdAt, tokens } = reviewed ?? fresh;
  return {
    stackId,
    name,
    region,
    account,
    createdAt,
    tokens,
    status: "",
    outputs: [],
    imports: [],
    disableRollback: bool(input, "DisableRollback") === true,
    terminationProtection: bool(input, "EnableTerminationProtection") === true,
    roleArn: text(input, "RoleARN") ?? reviewed?.roleArn,
    timeoutInMinutes: number(input, "TimeoutInMinutes"),
    rollbackConfiguration: rollbackConfiguration(input),
  };
}

function failurePolicy(input: JsonObject): "ROLLBACK" | "DELETE" | "DO_NOTHING" {
  const onFailure = text(input, "OnFailure");
  if (onFailure !== undefined && input["DisableRollback"] !== undefined)
    throw invalid("You can specify either DisableRollback or OnFailure, but not both.");
  if (bool(input, "DisableRollback") === true || onFailure === "DO_NOTHING") return "DO_NOTHING";
  return onFailure === "DELETE" ? "DELETE" : "ROLLBACK";
}

/** Client request tokens remembered of one stack; AWS forgets them in time, too. */
const mostTokens = 50;

/** Remembers which operation a client request token began, so that a repeated request is the same one. */
export function withToken(stack: StackRecord, operation: string, input: JsonObject): StackRecord {
  const token = tokenOf(input);
  if (token === undefined) return stack;
  const others = Object.entries(stack.tokens).filter(([other]) => other !== token);
  return { ...stack, tokens: Object.fromEntries([...others.slice(1 - mostTokens), [token, operation]]) };
}

const begunBy = ({ tokens }: StackRecord, token: string | undefined) =>
  token !== undefined && Object.hasOwn(tokens, token) ? tokens[token] : undefined;

/** Whether this request was already heard; the same token on another operation is refused. */
export function isRepeated(stack: StackRecord, operation: string, input: JsonObject): boolean {
  const token = tokenOf(input);
  const began = begunBy(stack, token);
  if (began !== undefined && began !== operation)
    throw new ServiceError("TokenAlreadyExistsException", `Token [${token ?? ""}] was already used by ${began}`);
  return began !== undefined;
}
