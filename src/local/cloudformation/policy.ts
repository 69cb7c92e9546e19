import { isObject, list, object, text, texts, type Json, type JsonObject } from "../json.ts";
import type { Work } from "./engine/classify.ts";
import type { Existing } from "./model/resource.ts";
import type { StackRecord } from "./model/stack.ts";
import { invalid } from "./refusal.ts";

const actions: Readonly<Record<Work, string>> = {
  none: "Update:Modify",
  create: "Update:Modify",
  describe: "Update:Modify",
  update: "Update:Modify",
  replace: "Update:Replace",
};

/** Refuses what is not a stack policy. */
export function checkPolicy(body: string): void {
  const statements = statementsOf(body);
  const sound = statements?.every(
    (statement) =>
      ["Allow", "Deny"].includes(text(statement, "Effect") ?? "") &&
      (statement["Action"] !== undefined || statement["NotAction"] !== undefined) &&
      text(statement, "Principal") === "*" &&
      conditionsSupported(statement),
  );
  if (sound !== true) throw invalid("Error validating stack policy: Invalid stack policy");
}

/** The policy that governs what a stack is doing. */
export const policyOf = ({ policy, operation }: StackRecord): string | undefined => operation?.policy ?? policy;

/** Why a stack policy forbids a step, in CloudFormation's words. A stack without a policy allows everything. */
export function deniedByPolicy(
  policy: string | undefined,
  target: Existing,
  logicalId: string,
  work: Work | "remove",
): string | undefined {
  const statements = policy === undefined || work === "create" ? undefined : statementsOf(policy);
  if (!statements) return undefined;
  const action = work === "remove" ? "Update:Delete" : actions[work];
  const matching = statements
    .map((statement, index) => ({ statement, index }))
    .filter(({ statement }) => applies(statement, action, logicalId, target.type));
  // A denial wins over any number of permissions.
  const denied = matching.find(({ statement }) => text(statement, "Effect") === "Deny");
  if (denied)
    return `Action denied by stack policy: Statement [#${denied.index + 1}] does not allow [${action}] for resource [${logicalId}]`;
  return matching.length > 0
    ? undefined
    : `Action denied by stack policy: no statement allows [${action}] for resource [${logicalId}]`;
}

function statementsOf(body: string): readonly JsonObject[] | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (!isObject(parsed)) return undefined;
    const statements = parsed["Statement"];
    const items: readonly Json[] = Array.isArray(statements) ? statements : [statements];
    return items.every((item) => isObject(item)) ? items.filter((item) => isObject(item)) : undefined;
  } catch {
    return undefined;
  }
}

function applies(statement: JsonObject, action: string, logicalId: string, type: string): boolean {
  const resource = `LogicalResourceId/${logicalId}`;
  return (
    listed(statement, "Action", action, true) &&
    listed(statement, "Resource", resource, true) &&
    // A statement with neither Resource nor NotResource matches nothing.
    (statement["Resource"] !== undefined || statement["NotResource"] !== undefined) &&
    !listed(statement, "NotAction", action, false) &&
    !listed(statement, "NotResource", resource, false) &&
    typeAllowed(statement, type)
  );
}

/** The two operators and the one key that the page on stack policies has. */
function conditionsSupported(statement: JsonObject): boolean {
  const given = statement["Condition"];
  if (given === undefined) return true;
  return (
    isObject(given) &&
    Object.entries(given).every(
      ([operator, keys]) =>
        ["StringEquals", "StringLike"].includes(operator) &&
        isObject(keys) &&
        Object.keys(keys).every((key) => key === "ResourceType"),
    )
  );
}

function typeAllowed(statement: JsonObject, type: string): boolean {
  const conditions = object(statement, "Condition");
  const equal = textsOf(object(conditions, "StringEquals"), "ResourceType");
  const like = object(conditions, "StringLike");
  return (equal.length === 0 || equal.includes(type)) && listed(like, "ResourceType", type, true);
}

/** A member that may be a text or a list. */
const textsOf = (holder: JsonObject, member: string): readonly string[] =>
  list(holder, member).length > 0 ? texts(holder, member) : [text(holder, member) ?? []].flat();

/** Whether a member names the value, with `*` for anything; the default counts when it is absent. */
function listed(holder: JsonObject, member: string, value: string, absent: boolean): boolean {
  const patterns = textsOf(holder, member);
  if (patterns.length === 0) return absent;
  return patterns.some((pattern) =>
    new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "i").test(value),
  );
}
