import type { CloudFormation, DescribeChangeSetCommandOutput } from "@aws-sdk/client-cloudformation";
import { GworldError } from "../model/error.ts";
import { adoption } from "../model/stack-failure.ts";

type Failed = Pick<DescribeChangeSetCommandOutput, "ChangeSetId" | "Status" | "StatusReason">;

/**
 * Why there is no change set to execute. What CloudFormation finds before it begins (a property that is wrong, a name that is
 * taken) only DescribeEvents tells: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html
 */
export async function changeSetFailure(client: CloudFormation, name: string, failed: Failed): Promise<GworldError> {
  const found = await validations(client, failed).catch(() => []);
  const reason = failed.StatusReason ?? `change set ${failed.Status ?? "lost"}`;
  const why = found.length === 0 ? reason : found.map((text) => `\n  ${text}`).join("");
  const hint = "The text is CloudFormation's; correct the configuration it names and run the command again.";
  return new GworldError("failed", `CloudFormation cannot work out the changes of ${name}: ${why}`, {
    hint: [hint, ...adoption(why)].join("\n"),
  });
}

async function validations(client: CloudFormation, { ChangeSetId, StatusReason = "" }: Failed): Promise<string[]> {
  if (!StatusReason.includes("DescribeEvents")) return [];
  const { OperationEvents: events = [] } = await client.describeEvents({
    ChangeSetName: ChangeSetId,
    Filters: { FailedEvents: true },
  });
  return events.map(
    ({ LogicalResourceId, ResourceType, ValidationStatusReason, ValidationPath, ResourceStatusReason }) =>
      `${LogicalResourceId} (${ResourceType}): ${ValidationStatusReason ?? ResourceStatusReason ?? "no reason given"}${ValidationPath === undefined ? "" : ` at ${ValidationPath}`}`,
  );
}
