import type { CloudFormation, PropertyDifference, StackResourceDrift } from "@aws-sdk/client-cloudformation";
import type { PropertyDrift } from "../model/drift.ts";
import type { Drifts, ResourceDrift } from "../ports/drifts.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** Drift detection in the clients' Region. */
export function cloudFormationDrifts(clients: AwsClients): Drifts {
  const call = <T>(action: string, run: (client: CloudFormation) => Promise<T>) =>
    explain(clients, `cloudformation:${action}`, async () => run(await clients.cloudFormation()));
  return {
    detect: (stackId) =>
      call(`DetectStackDrift ${stackId}`, async (client) => {
        const { StackDriftDetectionId: id = "" } = await client.detectStackDrift({ StackName: stackId });
        return id;
      }),
    detection: (id) =>
      call(`DescribeStackDriftDetectionStatus ${id}`, async (client) => {
        const { DetectionStatus: status, DetectionStatusReason: reason } =
          await client.describeStackDriftDetectionStatus({ StackDriftDetectionId: id });
        if (status === "DETECTION_COMPLETE") return { state: "complete", reason };
        return { state: status === "DETECTION_FAILED" ? "failed" : "going", reason };
      }),
    found: (stackId) => call(`DescribeStackResourceDrifts ${stackId}`, (client) => allFound(client, stackId)),
  };
}

async function allFound(client: CloudFormation, stackId: string): Promise<readonly ResourceDrift[]> {
  const found: ResourceDrift[] = [];
  let next: string | undefined;
  do {
    const page = await client.describeStackResourceDrifts({
      StackName: stackId,
      ...(next !== undefined && { NextToken: next }),
    });
    found.push(...(page.StackResourceDrifts ?? []).map(driftOf));
    next = page.NextToken;
  } while (next !== undefined && next !== "");
  return found;
}

const driftOf = (drift: StackResourceDrift): ResourceDrift => ({
  logicalId: drift.LogicalResourceId ?? "",
  physicalId: drift.PhysicalResourceId ?? "",
  type: drift.ResourceType ?? "",
  status: drift.StackResourceDriftStatus ?? "",
  differences: (drift.PropertyDifferences ?? []).map(propertyOf),
});

/** On the side where there is nothing CloudFormation writes "null". */
function propertyOf(difference: PropertyDifference): PropertyDrift {
  const { PropertyPath: property = "", ExpectedValue, ActualValue, DifferenceType: kind } = difference;
  return {
    property,
    ...(kind !== "ADD" && { declared: ExpectedValue }),
    ...(kind !== "REMOVE" && { live: ActualValue }),
    difference: kind === "ADD" || kind === "REMOVE" ? kind : "NOT_EQUAL",
  };
}
