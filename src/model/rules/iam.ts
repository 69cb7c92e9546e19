import { isRecord, listOf, recordAt } from "../json.ts";
import { confusedDeputies } from "./deputies.ts";
import { at, type Rule } from "./rule.ts";
import { conditionValues, type PolicyStatement, services, statementsIn } from "./statements.ts";
import { ofType, type Placed, type TemplateSet, textOf } from "./template-set.ts";

/** Actions for which IAM knows no resource, or none that has a name before it is there. Data is not among them. */
const unnameable = [
  /^[\w-]+:(?:Describe|List)[\w*]*$/,
  /^(?:ce|cloudwatch|servicequotas|tag|xray):(?:BatchGet|Get)[\w*]*$/,
  /^xray:Put[\w*]+$/,
  /^cloudwatch:PutMetricData$/,
  /^cloudformation:GetTemplateSummary$/,
  /^ecr:GetAuthorizationToken$/,
  /^kms:CreateKey$/,
  /^logs:(?:GetQueryResults|StopQuery)$/,
  /^ssmmessages:[\w*]*Channel$/,
];

const identityTypes = ["AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"];

/** Statements of what identities may do; what trusts them is another thing. */
const allowances = (set: TemplateSet) =>
  ofType(set, ...identityTypes).flatMap((owner) => {
    const { AssumeRolePolicyDocument: _, ...properties } = owner.properties;
    return statementsIn(properties)
      .filter(({ effect }) => effect === "Allow")
      .map((statement) => ({ owner, statement }));
  });

/** CloudFormation's own work: services that name what they make are bound to the account or to its requests. */
const forCloudFormation = (statement: PolicyStatement) =>
  conditionValues(statement, "ForAnyValue:StringEquals", "aws:CalledVia").includes("cloudformation.amazonaws.com") ||
  conditionValues(statement, "StringEquals", "aws:PrincipalAccount").length > 0;

const onlyUnnameable = ({ actions }: PolicyStatement) =>
  actions.every((action) => unnameable.some((pattern) => pattern.test(action)));

export const narrowPolicies: Rule = {
  id: "GW-L19",
  title: "no policy allows every action, everything, or passing any role to anybody",
  check: (set) => [
    ...allowances(set)
      .filter(({ statement }) => statement.actions.some((action) => action === "*" || action === "*:*"))
      .map(({ owner }) => at(owner, "allows every action")),
    ...allowances(set)
      .filter(
        ({ statement }) =>
          statement.resources.includes("*") && !onlyUnnameable(statement) && !forCloudFormation(statement),
      )
      .map(({ owner, statement }) => at(owner, `allows ${statement.actions.join(", ")} on everything`)),
    ...allowances(set)
      .filter(({ statement }) => statement.actions.includes("iam:PassRole"))
      .filter(({ statement }) => conditionValues(statement, "StringEquals", "iam:PassedToService").length === 0)
      .map(({ owner }) => at(owner, "passes roles to any service")),
    ...allowances(set)
      .filter(({ statement }) => statement.actions.includes("cloudwatch:PutMetricData") && !owned(statement))
      .map(({ owner }) => at(owner, "writes metrics of any namespace")),
  ],
};

/** Metrics have no resource, but a namespace. The boundary leaves it to the policies below it. */
const owned = (statement: PolicyStatement) =>
  statement.actions.length > 1 || conditionValues(statement, "StringEquals", "cloudwatch:namespace").length > 0;

/** CloudFormation makes what no boundary of workloads fits, and AWS Backup holds AWS's own policies only. */
const unbounded = ["cloudformation.amazonaws.com", "backup.amazonaws.com"];

const trust = ({ properties }: Placed) => statementsIn({ trust: properties["AssumeRolePolicyDocument"] });
const trusted = (role: Placed) => trust(role).flatMap(services);

export const boundRoles: Rule = {
  id: "GW-L20",
  title:
    "roles have the environment's path, those of workloads its boundary, and no service uses a role or resource for another account",
  check(set) {
    const roles = ofType(set, "AWS::IAM::Role");
    const own = roles.filter(({ stack }) => stack.part !== "bootstrap");
    return [
      ...roles
        .filter(
          ({ stack, properties }) =>
            properties["Path"] !== (stack.part === "bootstrap" ? "/gworld/" : `/gworld/${set.config.name}/`),
        )
        .map((role) => at(role, "is outside the environment's path")),
      ...own
        .filter((role) => trusted(role).some((service) => !unbounded.includes(service)))
        .filter(({ properties }) => properties["PermissionsBoundary"] === undefined)
        .map((role) => at(role, "runs workloads without the boundary")),
      ...confusedDeputies(set),
      ...roles.filter((role) => trust(role).some(stranger)).map((role) => at(role, "trusts more than its own account")),
    ];
  },
};

/** An AWS principal other than the account itself, or a federated one without an exact subject. */
function stranger(statement: PolicyStatement): boolean {
  const { principal } = statement;
  if (!isRecord(principal)) return true;
  const accounts = listOf(principal["AWS"]).map(textOf);
  const subjects = Object.entries(recordAt(statement.condition, "StringEquals")).filter(([key]) =>
    key.endsWith(":sub"),
  );
  return (
    accounts.some((arn) => arn !== "arn:${AWS::Partition}:iam::${AWS::AccountId}:root") ||
    (principal["Federated"] !== undefined &&
      !subjects.some(([, subject]) => typeof subject === "string" && !/[*?]/.test(subject)))
  );
}
