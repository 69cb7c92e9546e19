import { isRecord, listOf } from "../json.ts";
import { members, type Placed, textOf } from "./template-set.ts";

/** One statement of a policy, with lists made of single values and texts of references. */
export interface PolicyStatement {
  readonly effect: "Allow" | "Deny" | undefined;
  readonly principal: unknown;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: Readonly<Record<string, unknown>>;
}

/** The statements of every policy document in a value, however deep. */
export const statementsIn = (value: unknown): readonly PolicyStatement[] =>
  members(value)
    .filter(([key]) => key === "Statement")
    .flatMap(([, found]) => listOf(found))
    .flatMap((statement) => (isRecord(statement) ? [normal(statement)] : []));

export const statementsOf = ({ properties }: Placed) => statementsIn(properties);

function normal(statement: Readonly<Record<string, unknown>>): PolicyStatement {
  const { Effect: effect, Condition: condition } = statement;
  return {
    effect: effect === "Allow" || effect === "Deny" ? effect : undefined,
    principal: statement["Principal"],
    actions: listOf(statement["Action"]).map(textOf),
    resources: listOf(statement["Resource"]).map(textOf),
    condition: isRecord(condition) ? condition : {},
  };
}

/** The values of a condition key under an operator, as texts. */
export function conditionValues({ condition }: PolicyStatement, operator: string, key: string): readonly string[] {
  const keys = condition[operator];
  return isRecord(keys) ? listOf(keys[key]).map(textOf) : [];
}

/** The services that a statement is about, as principals. */
export const services = ({ principal }: PolicyStatement): readonly string[] =>
  isRecord(principal) ? listOf(principal["Service"]).map(textOf) : [];

/** Whether actions of a statement take in one, wildcards included. */
export const includes = ({ actions }: PolicyStatement, action: string) =>
  actions.some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "i").test(action));
