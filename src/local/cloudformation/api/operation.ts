import { randomUUID } from "node:crypto";
import type { Deployment, Operation } from "../model/stack.ts";

/** A new operation with everything that is not asked for left at CloudFormation's default. */
export const newOperation = (
  kind: Operation["kind"],
  target: Deployment,
  given: Partial<Omit<Operation, "id" | "kind" | "target">> = {},
): Operation => ({
  id: randomUUID(),
  kind,
  target,
  onFailure: "ROLLBACK",
  retain: [],
  force: false,
  ...given,
});

/** The target of operations on a stack that was never deployed. */
export const nothingDeployed: Deployment = {
  template: "",
  parameters: {},
  tags: {},
  capabilities: [],
  notificationArns: [],
};
