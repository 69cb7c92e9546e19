import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, onTestFinished, test } from "vitest";
import { serveCloud } from "../../src/local/cloud.ts";
import { ask, folder } from "./serving.ts";

async function cloud() {
  const served = await serveCloud({ dir: folder() });
  onTestFinished(() => served.stop());
  const settings = {
    endpoint: served.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  };
  return { endpoint: served.endpoint, settings };
}

test("every service that gworld and its stacks call is there", async () => {
  const { endpoint } = await cloud();
  const { services }: { services: string[] } = JSON.parse((await ask(`${endpoint}/_gworld/health`)).body);
  expect([...services].sort()).toEqual([
    "application-autoscaling",
    "cloudformation",
    "dynamodb",
    "ecr",
    "ecs",
    "elasticloadbalancing",
    "kms",
    "logs",
    "monitoring",
    "s3",
    "secretsmanager",
    "servicequotas",
    "sns",
    "ssm",
    "sts",
  ]);
});

test("a stack of a template in S3 reads parameters and secrets, and makes one out of both", async () => {
  const { settings, endpoint } = await cloud();
  await new SSMClient(settings).send(new PutParameterCommand({ Name: "/greeting", Value: "hello", Type: "String" }));
  await new SecretsManagerClient(settings).send(
    new CreateSecretCommand({ Name: "who", SecretString: '{"name":"Ada"}' }),
  );
  const Value = "{{resolve:ssm:/greeting}} {{resolve:secretsmanager:who:SecretString:name}}";
  const template = {
    Resources: { Made: { Type: "AWS::SSM::Parameter", Properties: { Name: "/made", Type: "String", Value } } },
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "templates" }));
  await s3.send(new PutObjectCommand({ Bucket: "templates", Key: "a/one.json", Body: JSON.stringify(template) }));

  const cloudformation = new CloudFormationClient(settings);
  const StackName = "made";
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateURL: `${endpoint}/templates/a/one.json` }));
  const status = async () =>
    (await cloudformation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus;
  await expect.poll(status, { timeout: 20_000 }).toBe("CREATE_COMPLETE");
  const { Parameter } = await new SSMClient(settings).send(new GetParameterCommand({ Name: "/made" }));
  expect(Parameter?.Value).toBe("hello Ada");
});

test("a template that is not where it should be is said in CloudFormation's words", async () => {
  const { settings, endpoint } = await cloud();
  const cloudformation = new CloudFormationClient(settings);
  const create = (TemplateURL: string) => cloudformation.send(new CreateStackCommand({ StackName: "s", TemplateURL }));
  await expect(create(`${endpoint}/none/one.json`)).rejects.toMatchObject({
    name: "ValidationError",
    message: expect.stringContaining("S3 error: The specified key does not exist."),
  });
  await expect(create(`${endpoint}/one.json`)).rejects.toMatchObject({
    message: "TemplateURL must be a supported URL.",
  });
});
