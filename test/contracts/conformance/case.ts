import type { World } from "./world.ts";

/** What an endpoint may lack: faults on demand are the local cloud's own. */
type Need = "faults";

/** One statement about AWS: a script of its clients, and what AWS's documentation or a recording says comes of it. */
export interface Case {
  readonly name: string;
  /** The documentation page or the recording that the expectation was taken from. */
  readonly source: string;
  readonly script: (world: World) => Promise<unknown>;
  /** Compared as `toEqual`, with matchers inside. */
  readonly expected: unknown;
  readonly needs?: Need;
  /** moto does as AWS here, so that it is asked too. */
  readonly moto?: true;
}

/** Pages of docs.aws.amazon.com by a short name, and what else expectations are taken from. */
export const sources = {
  createStack: "API_CreateStack",
  updateStack: "API_UpdateStack",
  deleteStack: "API_DeleteStack",
  describeStacks: "API_DescribeStacks",
  describeStackEvents: "API_DescribeStackEvents",
  statusCodes: "UserGuide/view-stack-events (stack status codes)",
  rollbackFailures: "UserGuide/stack-failure-options",
  continueRollback: "UserGuide/using-cfn-updating-stacks-continueupdaterollback",
  troubleshooting: "UserGuide/troubleshooting",
  deletionPolicy: "UserGuide/aws-attribute-deletionpolicy",
  updateReplacePolicy: "UserGuide/aws-attribute-updatereplacepolicy",
  stackPolicy: "UserGuide/protect-stack-resources",
  protection: "UserGuide/using-cfn-protect-stacks",
  changeSets: "UserGuide/using-cfn-updating-stacks-changesets",
  describeChangeSet: "API_DescribeChangeSet",
  createChangeSet: "API_CreateChangeSet",
  executeChangeSet: "API_ExecuteChangeSet",
  import: "UserGuide/import-resources",
  drift: "UserGuide/using-cfn-stack-drift",
  nested: "UserGuide/using-cfn-nested-stacks",
  exports: "UserGuide/using-cfn-stack-exports",
  parameters: "UserGuide/parameters-section-structure",
  rules: "UserGuide/rules-section-structure",
  conditions: "UserGuide/conditions-section-structure",
  intrinsics: "TemplateReference/intrinsic-function-reference",
  languageExtensions: "TemplateReference/transform-aws-languageextensions",
  dynamicReferences: "UserGuide/dynamic-references",
  limits: "UserGuide/cloudformation-limits",
  rollbackTriggers: "UserGuide/using-cfn-rollback-triggers",
  earlyValidation: "UserGuide/validate-stack-deployments",
  describeEvents: "API_DescribeEvents",
  capabilities: "API_CreateStack (Capabilities)",
  /** Answers of AWS kept by the open-source projects that replay them, and in issues of AWS's own tools. */
  recorded: "recorded on AWS",
} as const;
