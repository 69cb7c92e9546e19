import { isRecord, listOf } from "../json.ts";
import { at, type Breach } from "./rule.ts";
import { type PolicyStatement, services, statementsIn } from "./statements.ts";
import { ofType, type Placed, resourcesOf, type TemplateSet, textOf } from "./template-set.ts";

/**
 * Services that do not say for whom they take a role: a condition on it would shut them out. A role of these can only be
 * given to them by somebody of the account (`iam:PassRole`).
 */
const silentTakers = [
  "apigateway.amazonaws.com",
  "backup.amazonaws.com",
  "cloudformation.amazonaws.com",
  "lambda.amazonaws.com",
];

/** AWS documents no condition that EventBridge's messages to a topic fulfil, nor their use of the topic's key. */
const silentCallers = ["events.amazonaws.com"];

/** Conditions that hold a service to one account. Who takes a role always knows the account. */
const ofTakers = /^aws:SourceAccount$/i;
/** Who calls knows one of them; CloudWatch Logs names the log group to the key instead. */
const ofCallers = /^(?:aws:SourceAccount|aws:SourceArn|kms:EncryptionContext:aws:logs:arn)$/i;
const exact = /^(?:String(?:Equals|Like)|Arn(?:Equals|Like))$/;

/**
 * Whom a service could serve with what is ours: roles that it takes, and resources that it reaches, without a condition
 * that it acts for this account. Everybody can have a topic, a trail or a distribution that calls on behalf of theirs.
 */
export const confusedDeputies = (set: TemplateSet): readonly Breach[] => [
  ...set.stacks.flatMap(resourcesOf).flatMap((resource) => {
    const { AssumeRolePolicyDocument: trust, ...others } = resource.properties;
    return [
      ...(statementsIn({ trust }).some((one) => serves(one, silentTakers, ofTakers))
        ? [at(resource, "can be used by the service for another account")]
        : []),
      ...(statementsIn(others).some((one) => serves(one, silentCallers, ofCallers))
        ? [at(resource, "is open to a service that acts for another account")]
        : []),
    ];
  }),
  ...ofType(set, "AWS::Lambda::Permission")
    .filter((permission) => !isPermissionBound(permission))
    .map((permission) => at(permission, "lets a service call the function for another account")),
];

const serves = (statement: PolicyStatement, silent: readonly string[], binding: RegExp) =>
  statement.effect === "Allow" &&
  services(statement).some((service) => !silent.includes(service)) &&
  !isBound(statement, binding);

const isBound = ({ condition }: PolicyStatement, binding: RegExp) =>
  Object.entries(condition).some(
    ([operator, keys]) =>
      exact.test(operator) &&
      isRecord(keys) &&
      Object.entries(keys).some(([key, values]) => binding.test(key) && listOf(values).every(isOwn)),
  );

const isPermissionBound = ({ properties }: Placed) =>
  [properties["SourceAccount"], properties["SourceArn"]].some((value) => value !== undefined && isOwn(value));

const isOwn = (value: unknown) => textOf(value).includes("${AWS::AccountId}");
