import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from "@aws-sdk/client-cloudformation";

const busy = /(?<!REVIEW)_IN_PROGRESS$/;
const spent = ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"];

/** Brings stacks to their templates by change sets, as every deploying tool does; run again it goes on from whatever it finds. */
export function deployer(client: CloudFormationClient) {
  const status = async (StackName: string): Promise<string> => {
    try {
      const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
      return Stacks[0]?.StackStatus ?? "";
    } catch (error) {
      if (error instanceof Error && error.message.includes("does not exist")) return "";
      throw error;
    }
  };
  const settled = async (name: string): Promise<string> => {
    for (;;) {
      const found = await status(name);
      if (!busy.test(found)) return found;
      await pause(5);
    }
  };
  const worked = async (ChangeSetName: string, StackName: string) => {
    for (;;) {
      const found = await client.send(new DescribeChangeSetCommand({ ChangeSetName, StackName }));
      if (found.Status === "CREATE_COMPLETE" || found.Status === "FAILED") return found;
      await pause(5);
    }
  };
  return {
    status,
    settled,
    async remove(StackName: string) {
      await client.send(new DeleteStackCommand({ StackName }));
      await settled(StackName);
    },
    async bring(StackName: string, TemplateBody: string): Promise<string> {
      const before = await settled(StackName);
      if (spent.includes(before)) await client.send(new DeleteStackCommand({ StackName }));
      const found = await settled(StackName);
      const isNew = found === "" || found === "REVIEW_IN_PROGRESS";
      const ChangeSetName = `c-${randomUUID()}`;
      const input = { StackName, ChangeSetName, TemplateBody, ChangeSetType: isNew ? "CREATE" : "UPDATE" } as const;
      const { Id = "" } = await client.send(new CreateChangeSetCommand(input));
      const { Status, StatusReason = "" } = await worked(Id, StackName);
      if (Status === "FAILED" && StatusReason.includes("didn't contain changes")) return found;
      if (Status === "FAILED") throw new Error(StatusReason);
      await client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
      return settled(StackName);
    },
  };
}

/** Two stacks of one version: the second reads what the first exports. Each version changes, replaces, adds and removes something. */
export const versionOf = (version: number): ReadonlyMap<string, string> =>
  new Map([
    ["data", JSON.stringify({ Resources: data(version), Outputs: exports(version) })],
    ["app", JSON.stringify({ Resources: app(version) })],
  ]);

const data = (version: number) => ({
  Version: { Type: "AWS::SSM::Parameter", Properties: { Name: "/version", Type: "String", Value: String(version) } },
  Group: {
    Type: "AWS::Logs::LogGroup",
    Properties: { LogGroupName: "/app", RetentionInDays: version % 2 === 0 ? 7 : 14 },
  },
  Bucket: { Type: "AWS::S3::Bucket", DependsOn: "Group" },
  Table: {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TableName: `table-${version}`,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    },
  },
});

const exports = (version: number) => ({
  Bucket: { Value: { Ref: "Bucket" }, Export: { Name: "bucket" } },
  Table: { Value: { Ref: "Table" } },
  Version: { Value: String(version) },
});

const app = (version: number) => ({
  Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "app", DisplayName: `version ${version}` } },
  Reads: { Type: "AWS::SSM::Parameter", Properties: { Type: "String", Value: { "Fn::ImportValue": "bucket" } } },
  [`Only${version}`]: { Type: "AWS::SNS::Topic", DependsOn: "Topic" },
});
