import type { PartContent } from "./small-stacks.ts";
import type { StackPart } from "../../src/model/graph.ts";

const kept = { DeletionPolicy: "RetainExceptOnCreate", UpdateReplacePolicy: "Retain" };
const dataKey = { Ref: "SecurityDataKeyArn" };

/** An environment's own resources that hold data and outlive their stacks, one or two of each type, under their real names. */
export const dataStacks = (environment: string): ReadonlyMap<StackPart, PartContent> =>
  new Map<StackPart, PartContent>([
    [
      "security",
      {
        terminationProtection: true,
        resources: {
          DataKey: {
            Type: "AWS::KMS::Key",
            ...kept,
            Properties: { Description: `gworld ${environment}: data`, EnableKeyRotation: true, KeyPolicy: policy },
          },
          RedisSecret: {
            Type: "AWS::SecretsManager::Secret",
            ...kept,
            Properties: {
              Name: `gworld/${environment}/redis`,
              GenerateSecretString: { PasswordLength: 64 },
              KmsKeyId: { "Fn::GetAtt": ["DataKey", "Arn"] },
            },
          },
        },
        outputs: { DataKeyArn: { Value: { "Fn::GetAtt": ["DataKey", "Arn"] } } },
      },
    ],
    [
      "storage",
      {
        resources: {
          WorldsTable: {
            Type: "AWS::DynamoDB::Table",
            ...kept,
            Properties: {
              TableName: `gworld-${environment}-Worlds`,
              BillingMode: "PAY_PER_REQUEST",
              AttributeDefinitions: [{ AttributeName: "worldId", AttributeType: "S" }],
              KeySchema: [{ AttributeName: "worldId", KeyType: "HASH" }],
              SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: dataKey },
            },
          },
          SnapshotsBucket: {
            Type: "AWS::S3::Bucket",
            ...kept,
            Properties: {
              BucketName: { "Fn::Sub": `gworld-${environment}-snapshots-\${AWS::AccountId}-\${AWS::Region}` },
              VersioningConfiguration: { Status: "Enabled" },
            },
          },
          SnapshotsBucketPolicy: {
            Type: "AWS::S3::BucketPolicy",
            Properties: {
              Bucket: { Ref: "SnapshotsBucket" },
              PolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                  {
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: { "Fn::GetAtt": ["SnapshotsBucket", "Arn"] },
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                  },
                ],
              },
            },
          },
        },
        wired: { SecurityDataKeyArn: { part: "security", output: "DataKeyArn" } },
      },
    ],
    [
      "compute",
      {
        resources: {
          AgentRuntimeRepository: {
            Type: "AWS::ECR::Repository",
            ...kept,
            Properties: {
              RepositoryName: `gworld-${environment}/agent-runtime`,
              ImageTagMutability: "IMMUTABLE",
              EncryptionConfiguration: { EncryptionType: "KMS", KmsKey: dataKey },
            },
          },
          AgentRuntimeLogGroup: {
            Type: "AWS::Logs::LogGroup",
            ...kept,
            Properties: { LogGroupName: `/gworld/${environment}/agent-runtime`, RetentionInDays: 30 },
          },
        },
        wired: { SecurityDataKeyArn: { part: "security", output: "DataKeyArn" } },
      },
    ],
  ]);

const policy = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: { "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root" } },
      Action: "kms:*",
      Resource: "*",
    },
  ],
};
