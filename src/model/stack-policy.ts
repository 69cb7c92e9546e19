import { canonical, isRecord, listOf } from "./json.ts";

/** True where both say the same. A stack without a policy has none of ours. */
export function samePolicy(deployed: string | undefined, wanted: string): boolean {
  try {
    return deployed !== undefined && canonical(JSON.parse(deployed)) === canonical(JSON.parse(wanted));
  } catch {
    return false;
  }
}

/** The policy with these resources, and no others, taken out of what it denies: CloudFormation lets a denial win over any permission. */
export function openedFor(policy: string, logicalIds: readonly string[]): string {
  const document: unknown = JSON.parse(policy);
  const resources = logicalIds.map((logicalId) => `LogicalResourceId/${logicalId}`);
  const statements = listOf(isRecord(document) ? document["Statement"] : undefined);
  return JSON.stringify({ Statement: statements.flatMap((statement) => spare(statement, resources)) });
}

function spare(statement: unknown, resources: readonly string[]): unknown[] {
  if (!isRecord(statement) || statement["Effect"] !== "Deny") return [statement];
  const { Resource: denied, NotResource: spared, ...rest } = statement;
  if (denied === undefined || listOf(denied).includes("*"))
    return [{ ...rest, NotResource: [...listOf(spared), ...resources] }];
  const left = listOf(denied).filter((one) => typeof one !== "string" || !resources.includes(one));
  return left.length === 0 ? [] : [{ ...rest, Resource: left }];
}
