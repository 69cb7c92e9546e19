import { canonical, isRecord, listOf } from "./json.ts";
import type { TemplateResource } from "./template.ts";

/** One permission: who may do which action on what, and under which condition ("" = always). */
interface Grant {
  readonly document: string;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly condition: string;
}

/** The grants of a resource that the one before did not give, and the denials it no longer makes, in words. */
export function newGrants(before: TemplateResource | undefined, after: TemplateResource): string[] {
  const old = before === undefined ? nothing : policyOf(before);
  const now = policyOf(after);
  const given = now.allow.filter((grant) => !old.allow.some((wider) => covers(wider, grant)));
  const lifted = old.deny.filter((grant) => !now.deny.some((wider) => covers(wider, grant)));
  const managed = now.managed.filter((arn) => !old.managed.includes(arn));
  return [
    ...given.map((grant) => `newly allows ${inWords(grant)}`),
    ...lifted.map((grant) => `no longer denies ${inWords(grant)}`),
    ...managed.map((arn) => `newly has the managed policy ${arn}`),
    ...(old.boundary && !now.boundary ? ["no longer has a permissions boundary"] : []),
  ];
}

interface Policy {
  readonly allow: readonly Grant[];
  readonly deny: readonly Grant[];
  readonly managed: readonly string[];
  readonly boundary: boolean;
}
const nothing: Policy = { allow: [], deny: [], managed: [], boundary: false };

function policyOf({ type, properties }: TemplateResource): Policy {
  const statements = documentsOf(properties).flatMap(([document, policy]) =>
    listOf(isRecord(policy) ? policy["Statement"] : undefined).flatMap((statement) =>
      isRecord(statement) ? [[document, statement] as const] : [],
    ),
  );
  const grants = (effect: string) =>
    statements
      .filter(([, statement]) => statement["Effect"] === effect)
      .flatMap(([document, statement]) => expand(document, statement));
  return {
    allow: grants("Allow"),
    deny: grants("Deny"),
    managed: type.startsWith("AWS::IAM::") ? listOf(properties["ManagedPolicyArns"]).map(word) : [],
    boundary: properties["PermissionsBoundary"] !== undefined,
  };
}

/** Every policy document among the properties, under the name of its property. Inline policies of a role are one list. */
function documentsOf(properties: TemplateResource["properties"]): (readonly [string, unknown])[] {
  const own = Object.entries(properties).filter(([, value]) => isRecord(value) && "Statement" in value);
  const inline = listOf(properties["Policies"]).map(
    (policy) => ["PolicyDocument", isRecord(policy) ? policy["PolicyDocument"] : undefined] as const,
  );
  return [...own, ...inline];
}

function expand(document: string, statement: Readonly<Record<string, unknown>>): Grant[] {
  const condition = statement["Condition"] === undefined ? "" : canonical(statement["Condition"]);
  const lists = (key: string) => {
    const not = statement[`Not${key}`];
    return not === undefined
      ? listOf(statement[key] ?? "").map(word)
      : [`everything but ${listOf(not).map(word).join(", ")}`];
  };
  return principals(statement).flatMap((principal) =>
    lists("Action").flatMap((action) =>
      lists("Resource").map((resource) => ({ document, principal, action, resource, condition })),
    ),
  );
}

function principals(statement: Readonly<Record<string, unknown>>): string[] {
  const principal = statement["Principal"];
  if (statement["NotPrincipal"] !== undefined) return [`everyone but ${word(statement["NotPrincipal"])}`];
  if (!isRecord(principal)) return [word(principal ?? "")];
  return Object.entries(principal).flatMap(([kind, who]) => listOf(who).map((one) => `${kind}:${word(one)}`));
}

/** A reference stands as its JSON. */
const word = (value: unknown) => (typeof value === "string" ? value : canonical(value));

const covers = (wider: Grant, grant: Grant) =>
  wider.document === grant.document &&
  (wider.condition === "" || wider.condition === grant.condition) &&
  (wider.principal === "*" || wider.principal === "AWS:*" || wider.principal === grant.principal) &&
  matches(wider.action.toLowerCase(), grant.action.toLowerCase()) &&
  matches(wider.resource, grant.resource);

/** IAM's wildcards: `*` any text, `?` one character. */
function matches(pattern: string, text: string): boolean {
  if (pattern === text || pattern === "*") return true;
  if (!/[*?]/.test(pattern)) return false;
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
}

function inWords({ principal, action, resource, condition }: Grant): string {
  const who = principal === "" ? "" : ` to ${principal}`;
  const what = resource === "" ? "" : ` on ${resource}`;
  return `${action}${what}${who}${condition === "" ? "" : " (with a condition)"}`;
}
