import { ServiceError } from "../../service.ts";
import type { Template } from "./template.ts";

/** Types that grant permissions, and the property that names one ("acknowledging IAM resources in templates"). */
const iamNames: Readonly<Record<string, string | undefined>> = {
  "AWS::IAM::AccessKey": undefined,
  "AWS::IAM::Group": "GroupName",
  "AWS::IAM::InstanceProfile": "InstanceProfileName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::Policy": undefined,
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::User": "UserName",
  "AWS::IAM::UserToGroupAddition": undefined,
};

/** What a caller must acknowledge before this template may be deployed. */
export function capabilitiesOf(
  template: Template,
): { readonly capability: string; readonly reason: string } | undefined {
  const iam = [...template.resources.values()].filter(({ type }) => Object.hasOwn(iamNames, type));
  if (iam.length === 0) return undefined;
  const named = iam.some(({ type, properties }) => {
    const property = iamNames[type];
    return property !== undefined && properties[property] !== undefined;
  });
  return {
    capability: named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM",
    reason: `The following resource(s) require capabilities: [${[...new Set(iam.map(({ type }) => type))].join(", ")}]`,
  };
}

/** CAPABILITY_NAMED_IAM covers CAPABILITY_IAM, not the other way round. */
export function checkCapabilities(template: Template, given: readonly string[]): void {
  if (template.extended && !given.includes("CAPABILITY_AUTO_EXPAND"))
    throw new ServiceError("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_AUTO_EXPAND]");
  const needed = capabilitiesOf(template)?.capability;
  if (needed === undefined || given.includes("CAPABILITY_NAMED_IAM") || given.includes(needed)) return;
  throw new ServiceError("InsufficientCapabilitiesException", `Requires capabilities : [${needed}]`);
}
