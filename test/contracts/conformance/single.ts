import { DescribeStackResourceDriftsCommand, DetectStackResourceDriftCommand } from "@aws-sdk/client-cloudformation";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { UpdateContinuousBackupsCommand } from "@aws-sdk/client-dynamodb";
import { CreateSecretCommand, DescribeSecretCommand, UpdateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { type Case, sources } from "./case.ts";
import { table, template, topic } from "./templates.ts";
import type { World } from "./world.ts";

const secret = (Name: string, properties: object = {}) => ({
  Type: "AWS::SecretsManager::Secret",
  DeletionPolicy: "Retain",
  Properties: { Name, Description: "said", ...properties },
});

/** A stack that has taken over a secret that was there before. */
async function adopted(on: World) {
  const name = on.fresh();
  const input = { Name: name, SecretString: "hush", Description: "said" };
  const { ARN: Id = "" } = await on.secrets.send(new CreateSecretCommand(input));
  const set = await on.propose(name, template({ S: secret(name) }), {
    ChangeSetType: "IMPORT",
    ResourcesToImport: [
      { ResourceType: "AWS::SecretsManager::Secret", LogicalResourceId: "S", ResourceIdentifier: { Id } },
    ],
  });
  return { name, Id, status: await on.execute(set) };
}

async function drifted(on: World, StackName: string, LogicalResourceId: string) {
  await on.cloudformation.send(new DetectStackResourceDriftCommand({ StackName, LogicalResourceId }));
  const { StackResourceDrifts: found = [] } = await on.cloudformation.send(
    new DescribeStackResourceDriftsCommand({ StackName }),
  );
  return [found[0]?.StackResourceDriftStatus, found[0]?.PropertyDifferences?.map(({ PropertyPath }) => PropertyPath)];
}

const recoverable = (name: string) => {
  const made = table(name, "id");
  const properties = { ...made.Properties, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
  return template({ T: { ...made, Properties: properties } });
};

/** Single resource types: what can be taken over, what is compared, and what is changed in place. */
export const single: readonly Case[] = [
  {
    name: "a secret is imported by its ARN, as it is",
    source: sources.import,
    script: async (on) => {
      const { Id, status } = await adopted(on);
      return [status, (await on.secrets.send(new DescribeSecretCommand({ SecretId: Id }))).Description];
    },
    expected: ["IMPORT_COMPLETE", "said"],
  },
  {
    name: "a secret that was changed by hand has drifted, whatever its value is",
    source: sources.drift,
    script: async (on) => {
      const { name, Id } = await adopted(on);
      await on.secrets.send(new UpdateSecretCommand({ SecretId: Id, SecretString: "other" }));
      const before = await drifted(on, name, "S");
      await on.secrets.send(new UpdateSecretCommand({ SecretId: Id, Description: "by hand" }));
      return [before, await drifted(on, name, "S")];
    },
    expected: [
      ["IN_SYNC", []],
      ["MODIFIED", ["/Description"]],
    ],
  },
  {
    name: "a table whose point-in-time recovery was switched off has drifted",
    source: sources.drift,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, recoverable(name));
      const before = await drifted(on, name, "T");
      const off = { PointInTimeRecoveryEnabled: false };
      await on.dynamodb.send(
        new UpdateContinuousBackupsCommand({ TableName: name, PointInTimeRecoverySpecification: off }),
      );
      return [before, await drifted(on, name, "T")];
    },
    expected: [
      ["IN_SYNC", []],
      ["MODIFIED", ["/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"]],
    ],
  },
  {
    name: "a log group gets another key, and none, without being replaced",
    source: "TemplateReference/aws-resource-logs-loggroup",
    script: async (on) => {
      const name = on.fresh();
      const group = (properties: object = {}) => ({
        G: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: name, ...properties } },
        K: { Type: "AWS::KMS::Key", Properties: { KeyPolicy: policy } },
        T: topic(),
      });
      const policy = {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: { "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root" } },
            Action: "kms:*",
            Resource: "*",
          },
          {
            Effect: "Allow",
            Principal: { Service: { "Fn::Sub": "logs.${AWS::Region}.amazonaws.com" } },
            Action: "kms:*",
            Resource: "*",
          },
        ],
      };
      const key = async () =>
        (await on.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }))).logGroups?.map(
          ({ kmsKeyId, creationTime }) => ({ keyed: kmsKeyId !== undefined, creationTime }),
        );
      await on.create(name, template(group()));
      const plain = await key();
      await on.update(name, template(group({ KmsKeyId: { "Fn::GetAtt": ["K", "Arn"] } })));
      const keyed = await key();
      await on.update(name, template(group()));
      const again = await key();
      const created = plain?.[0]?.creationTime;
      return [plain, keyed, again].map((found) => found?.map((one) => [one.keyed, one.creationTime === created]));
    },
    expected: [[[false, true]], [[true, true]], [[false, true]]],
  },
];
