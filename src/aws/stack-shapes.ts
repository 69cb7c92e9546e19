import type { Capability, Stack as SdkStack } from "@aws-sdk/client-cloudformation";
import type { Stack, StackInput } from "../ports/stacks.ts";

/** CloudFormation's description of a stack in gworld's words. */
export function stackOf(stack: SdkStack): Stack {
  return {
    id: stack.StackId ?? stack.StackName ?? "",
    name: stack.StackName ?? "",
    status: stack.StackStatus ?? "",
    statusReason: stack.StackStatusReason,
    description: stack.Description,
    outputs: pairs(stack.Outputs, ({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    parameters: pairs(stack.Parameters, ({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
    tags: pairs(stack.Tags, ({ Key, Value }) => [Key, Value]),
    terminationProtection: stack.EnableTerminationProtection ?? false,
    updatedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.getTime(),
  };
}

function pairs<T>(
  items: readonly T[] | undefined,
  pair: (item: T) => [key: string | undefined, value: string | undefined],
): Record<string, string> {
  return Object.fromEntries(
    (items ?? []).map(pair).flatMap(([key, value]) => (key === undefined ? [] : [[key, value ?? ""]])),
  );
}

/** What CreateStack and CreateChangeSet have in common. */
export const inputOf = ({ name, template, parameters, tags, capabilities }: StackInput) => ({
  StackName: name,
  ...("body" in template ? { TemplateBody: template.body } : { TemplateURL: template.url }),
  Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  Capabilities: capabilities.filter((capability): capability is Capability => capability.startsWith("CAPABILITY_")),
});
