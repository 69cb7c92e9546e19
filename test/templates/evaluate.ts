import { at, ofType, type Template } from "./synthesized.ts";

/** One request to AWS: context keys as AWS sends them; a key that is absent was not sent. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** A statement of a policy with the texts of its references. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const list = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
const entries = (value: unknown) => (typeof value === "object" && value !== null ? Object.entries(value) : []);

/** IAM's decision over statements: explicit denials first. */
export function decides(statements: readonly Statement[], request: Request): boolean {
  const fitting = statements.filter((statement) => fits(statement, request));
  return fitting.some(({ effect }) => effect === "Allow") && fitting.every(({ effect }) => effect === "Allow");
}

/** The same over a role of one template, with its inline and managed policies. */
export const allows = (template: Template, roleId: string, place: Place, request: Request): boolean =>
  decides(statementsOf(template, roleId, place), request);

export interface Place {
  readonly account: string;
  readonly region: string;
}

function statementsOf(template: Template, roleId: string, place: Place): readonly Statement[] {
  const role = template.Resources[roleId];
  if (role === undefined) throw new Error(`no role ${roleId}`);
  const managed = new Map(ofType(template.Resources, "AWS::IAM::ManagedPolicy"));
  const documents = [
    ...list(role.Properties["Policies"]).map((policy) => at(policy, "PolicyDocument")),
    ...list(role.Properties["ManagedPolicyArns"]).map(
      (reference) => managed.get(String(at(reference, "Ref")))?.Properties["PolicyDocument"],
    ),
  ];
  return documents
    .flatMap((document) => list(at(document, "Statement")))
    .map((statement) => statementOf(statement, (value) => textOf(value, place)));
}

/** A statement as policies write it, with the texts of its references. */
export const statementOf = (statement: unknown, text: (value: unknown) => string): Statement => ({
  effect: String(at(statement, "Effect")),
  actions: list(at(statement, "Action")).map(String),
  resources: list(at(statement, "Resource")).map(text),
  condition: Object.fromEntries(
    entries(at(statement, "Condition")).map(([operator, keys]) => [
      operator,
      Object.fromEntries(entries(keys).map(([key, values]) => [key, list(values).map(text)])),
    ]),
  ),
});

/** References to other resources keep their logical ID: no request here names one. */
function textOf(value: unknown, { account, region }: Place): string {
  const text = typeof value === "string" ? value : (at(value, "Fn::Sub") ?? joined(value, { account, region }));
  return (typeof text === "string" ? text : JSON.stringify(value))
    .replaceAll("${AWS::Partition}", "aws")
    .replaceAll("${AWS::AccountId}", account)
    .replaceAll("${AWS::Region}", region);
}

function joined(value: unknown, place: Place): string | undefined {
  const reference = at(value, "Ref");
  if (typeof reference === "string" && reference.startsWith("AWS::")) return `\${${reference}}`;
  const parts = at(value, "Fn::Join", "1");
  return Array.isArray(parts) ? parts.map((part: unknown) => textOf(part, place)).join("") : undefined;
}

const fits = ({ actions, resources, condition }: Statement, { action, resource, context = {} }: Request) =>
  actions.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
  resources.some((pattern) => like(pattern, resource)) &&
  Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, sent(context, key))),
  );

const sent = (context: NonNullable<Request["context"]>, key: string) => {
  const value = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  return value === undefined ? undefined : list(value).map(String);
};

function holds(operator: string, wanted: readonly string[], values: readonly string[] | undefined): boolean {
  const one = (test: (pattern: string, value: string) => boolean) => (value: string) =>
    wanted.some((pattern) => test(pattern, value));
  const equal = one((pattern, value) => pattern === value);
  switch (operator) {
    case "Bool":
    case "StringEquals":
      return values?.every(equal) ?? false;
    case "StringEqualsIfExists":
      return values?.every(equal) ?? true;
    case "StringNotEquals":
      return values === undefined || !values.some(equal);
    case "StringLike":
    case "ArnLike":
    case "ArnEquals":
      return values?.every(one(like)) ?? false;
    case "ForAnyValue:StringEquals":
      return values?.some(equal) ?? false;
    case "ForAllValues:StringEquals":
      return values?.every(equal) ?? true;
    case "ForAllValues:StringNotEquals":
      return values === undefined || !values.some(equal);
    case "Null":
      return wanted.includes(String(values === undefined));
    default:
      throw new Error(`${operator} is not evaluated`);
  }
}

/** Mutations ask the same thousands of times. */
const patterns = new Map<string, RegExp>();

function like(pattern: string, text: string): boolean {
  const known = patterns.get(pattern);
  if (known !== undefined) return known.test(text);
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  const made = new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
  patterns.set(pattern, made);
  return made.test(text);
}
