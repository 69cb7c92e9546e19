import { newGrants } from "./iam-grants.ts";
import { newIngress } from "./ingress.ts";
import { recordAt } from "./json.ts";
import type { Template, TemplateResource } from "./template.ts";

/**
 * What a template permits that the one before did not, by logical ID: IAM and resource policies, and who may connect.
 * Works on the templates alone, so a reference counts as equal only to the same reference.
 */
export function broadenings(before: Template, after: Template): ReadonlyMap<string, readonly string[]> {
  const found = [...after.resources].map(([logicalId, resource]) => {
    const old = before.resources.get(logicalId);
    return [logicalId, [...newGrants(old, resource), ...newIngress(old, resource), ...opened(old, resource)]] as const;
  });
  return new Map(found.filter(([, what]) => what.length > 0));
}

/** A public-access block that gives way. */
function opened(before: TemplateResource | undefined, { type, properties }: TemplateResource): string[] {
  if (type !== "AWS::S3::Bucket" || before === undefined) return [];
  const key = "PublicAccessBlockConfiguration";
  const now = recordAt(properties, key);
  return Object.entries(recordAt(before.properties, key))
    .filter(([name, on]) => on === true && now[name] !== true)
    .map(([name]) => `${name} is switched off`);
}
