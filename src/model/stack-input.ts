import type { StackPlan } from "./plan.ts";

/** What CloudFormation is told to make of a planned stack. The token makes a repeated request the same operation. */
export const stackInput = <T>(
  {
    name,
    part,
    tags,
    template: { capabilities, terminationProtection, stackPolicy },
  }: Pick<StackPlan, "name" | "part" | "tags" | "template">,
  parameters: StackPlan["parameters"],
  template: T,
  planId: string,
) => ({
  name,
  template,
  parameters,
  tags,
  capabilities,
  terminationProtection,
  stackPolicy,
  token: `gw-${planId}-${part}`,
});
