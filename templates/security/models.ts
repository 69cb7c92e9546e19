import { Fn } from "aws-cdk-lib";
import { arn } from "../arn.ts";

/**
 * The Bedrock models services may invoke. An inference profile routes to other Regions, and IAM checks the model there
 * as well, so foundation models are allowed in every Region.
 */
export const modelArns = (): readonly string[] => [
  ...["anthropic.claude-*", "amazon.nova-*", "amazon.titan-embed-text-v2:0"].map((model) =>
    Fn.sub(`arn:\${AWS::Partition}:bedrock:*::foundation-model/${model}`),
  ),
  arn("bedrock", "inference-profile/*anthropic.claude-*"),
  arn("bedrock", "inference-profile/*amazon.nova-*"),
  arn("bedrock", "guardrail/*"),
];
