import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { isRecord, listOf, recordAt, textAt } from "../../src/model/json.ts";
import {
  type CheckedStack,
  ofType,
  type Placed,
  target,
  type TemplateSet,
} from "../../src/model/rules/template-set.ts";
import { checkedSet } from "./checked.ts";
import { statementOf, type Statement } from "./evaluate.ts";

export const place = { account: "111122223333", region: "eu-central-1" };

/** Statements of each role of an environment by logical ID without `Role`, and of the boundary, and who is bound by it. */
export function policiesOf(config: EnvironmentConfig): Policies {
  const set = checkedSet(config);
  const managed = new Map(ofType(set, "AWS::IAM::ManagedPolicy").map((policy) => [policy.id, documents(set, policy)]));
  const roles = ofType(set, "AWS::IAM::Role").map(({ id, properties, ...role }) => {
    const attached = listOf(properties["ManagedPolicyArns"]).map((arn) => managed.get(textAt(arn, "Ref") ?? ""));
    const added = ofType(set, "AWS::IAM::RolePolicy").filter(
      (policy) => policy.properties["RoleName"] === properties["RoleName"],
    );
    const own = [{ ...role, id, properties }, ...added].flatMap((one) => documents(set, one));
    const statements = [...attached.flatMap((found) => found ?? []), ...own];
    return { name: id.replace(/Role$/, ""), statements, bounded: properties["PermissionsBoundary"] !== undefined };
  });
  // AWS Backup's role has AWS's own policies only.
  const known = roles.filter(({ statements }) => statements.length > 0);
  const boundary = ["Boundary", managed.get("WorkloadBoundary") ?? []] as const;
  return {
    statements: new Map([...known.map(({ name, statements }) => [name, statements] as const), boundary]),
    bounded: known.flatMap(({ name, bounded }) => (bounded ? [name] : [])),
  };
}

export interface Policies {
  readonly statements: ReadonlyMap<string, readonly Statement[]>;
  readonly bounded: readonly string[];
}

/** The statements of a role's own policies, of a policy added to a role, or of a managed policy. */
function documents(set: TemplateSet, { properties, stack }: Placed): readonly Statement[] {
  const inline = listOf(properties["Policies"]).map((policy) => recordAt(policy, "PolicyDocument"));
  return [...inline, recordAt(properties, "PolicyDocument")]
    .flatMap((document) => listOf(document["Statement"]))
    .map((statement) => statementOf(statement, (value) => text(set, stack, value)));
}

/** A value as AWS gets it: what the templates make has an ARN of its name, or else of its logical ID. */
function text(set: TemplateSet, stack: CheckedStack, value: unknown): string {
  const direct = typeof value === "string" ? value : textAt(value, "Fn::Sub");
  if (direct !== undefined) return inPlace(direct);
  const reference = textAt(value, "Ref");
  if (reference?.startsWith("AWS::") === true) return inPlace(`\${${reference}}`);
  const [, parts] = isRecord(value) ? listOf(value["Fn::Join"]) : [];
  if (parts !== undefined)
    return listOf(parts)
      .map((part) => text(set, stack, part))
      .join("");
  const made = target(set, stack, value);
  if (made === undefined) throw new Error(`${JSON.stringify(value)} leads nowhere`);
  return inPlace(arnOf(made));
}

function arnOf({ id, type, properties }: Placed): string {
  const name = (property: string) => textAt(properties, property) ?? id;
  const arns: Readonly<Record<string, string>> = {
    "AWS::KMS::Key": `kms:*:key/${id}`,
    "AWS::Logs::LogGroup": `logs:*:log-group:${name("LogGroupName")}:*`,
    "AWS::SQS::Queue": `sqs:*:${name("QueueName")}`,
    "AWS::SecretsManager::Secret": `secretsmanager:*:secret:${name("Name")}-AbCdEf`,
  };
  const found = arns[type];
  if (found === undefined) throw new Error(`no ARN is known for ${type}`);
  return `arn:aws:${found.replace("*", `${place.region}:${place.account}`)}`;
}

const inPlace = (value: string) =>
  value
    .replaceAll("${AWS::Partition}", "aws")
    .replaceAll("${AWS::AccountId}", place.account)
    .replaceAll("${AWS::Region}", place.region)
    .replaceAll(/\$\{(\w+)\}/g, "$1");
