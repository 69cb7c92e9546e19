// A small app as somebody would write it for AWS. Context: `key` names the table's key, `broken` adds what cannot be made.
import { App, CfnOutput, RemovalPolicy, Stack } from "aws-cdk-lib";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import * as s3 from "aws-cdk-lib/aws-s3";
import * as sns from "aws-cdk-lib/aws-sns";

// oxlint-disable no-new -- the CDK makes things by their constructors
const app = new App();
const context = (name) => app.node.tryGetContext(name);
const stack = new Stack(app, "Small");
const removalPolicy = RemovalPolicy.DESTROY;

const table = new dynamodb.Table(stack, "Table", {
  partitionKey: { name: context("key") ?? "id", type: dynamodb.AttributeType.STRING },
  billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  removalPolicy,
});
const bucket = new s3.Bucket(stack, "Bucket", { removalPolicy });
const logGroup = new logs.LogGroup(stack, "Group", { removalPolicy });
const taskRole = new iam.Role(stack, "Role", { assumedBy: new iam.ServicePrincipal("ecs-tasks.amazonaws.com") });
table.grantReadWriteData(taskRole);
bucket.grantRead(taskRole);

const vpc = new ec2.Vpc(stack, "Vpc", { maxAzs: 1, natGateways: 0 });
const cluster = new ecs.Cluster(stack, "Cluster", { vpc });
const taskDefinition = new ecs.FargateTaskDefinition(stack, "Task", { taskRole });
taskDefinition.addContainer("app", {
  image: ecs.ContainerImage.fromRegistry("public.ecr.aws/docker/library/node:22"),
  command: ["node", "-e", "setInterval(() => {}, 1000)"],
  logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: "app" }),
});
new ecs.FargateService(stack, "Service", {
  cluster,
  taskDefinition,
  desiredCount: 1,
  minHealthyPercent: 0,
  circuitBreaker: { rollback: true },
  assignPublicIp: true,
  vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
});
new CfnOutput(stack, "TableName", { value: table.tableName });
if (context("broken"))
  new sns.CfnSubscription(stack, "Broken", {
    protocol: "sqs",
    endpoint: "arn:aws:sqs:us-east-1:111122223333:x",
    topicArn: "arn:aws:sns:us-east-1:111122223333:none",
  });
