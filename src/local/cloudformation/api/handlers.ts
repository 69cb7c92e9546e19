import { cancelUpdateStack, continueUpdateRollback, rollbackStack } from "./rollback-stack.ts";
import { createChangeSet } from "./create-change-set.ts";
import { deleteChangeSet, describeChangeSet, executeChangeSet, listChangeSets } from "./change-sets.ts";
import { createStack } from "./create-stack.ts";
import { deleteStack } from "./delete-stack.ts";
import {
  describeStackResource,
  describeStackResources,
  describeStacks,
  listStackResources,
  listStacks,
} from "./describe.ts";
import { describeEvents } from "./describe-events.ts";
import {
  describeStackDriftDetectionStatus,
  describeStackResourceDrifts,
  detectStackDrift,
  detectStackResourceDrift,
} from "./drift.ts";
import { describeStackEvents } from "./events.ts";
import { listExports, listImports } from "./exports.ts";
import { getStackPolicy, setStackPolicy, updateTerminationProtection } from "./protection.ts";
import { getTemplate, getTemplateSummary, validateTemplate } from "./templates.ts";
import { updateStack } from "./update-stack.ts";
import type { Handler } from "./service.ts";

/** Every operation of CloudFormation, by its name in the API. */
export const handlers: Readonly<Record<string, Handler>> = {
  CancelUpdateStack: cancelUpdateStack,
  ContinueUpdateRollback: continueUpdateRollback,
  CreateChangeSet: createChangeSet,
  CreateStack: createStack,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStack,
  DescribeChangeSet: describeChangeSet,
  DescribeEvents: describeEvents,
  DescribeStackDriftDetectionStatus: describeStackDriftDetectionStatus,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResourceDrifts: describeStackResourceDrifts,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  DetectStackDrift: detectStackDrift,
  DetectStackResourceDrift: detectStackResourceDrift,
  ExecuteChangeSet: executeChangeSet,
  GetStackPolicy: getStackPolicy,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSets,
  ListExports: listExports,
  ListImports: listImports,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
  RollbackStack: rollbackStack,
  SetStackPolicy: setStackPolicy,
  UpdateStack: updateStack,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
};
