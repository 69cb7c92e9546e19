import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { kmsPart } from "../../src/local/kms/part.ts";
import { secretsManagerPart } from "../../src/local/secrets-manager/part.ts";
import { snsPart } from "../../src/local/sns/part.ts";
import { ssmPart } from "../../src/local/ssm/part.ts";
import { stsPart } from "../../src/local/sts/part.ts";
import { onPath } from "../e2e/on-path.ts";
import { serving } from "./serving.ts";

/** The AWS CLI as a second opinion on both message protocols; its XML reader is stricter than the SDK's. */
async function cli() {
  const { endpoint } = await serving((ground) => {
    const kms = kmsPart(ground);
    return [kms, stsPart(ground), snsPart(ground), ssmPart(ground, kms), secretsManagerPart(ground, kms)];
  });
  const env = {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_PAGER: "",
  };
  return async (...args: string[]) => {
    const { stdout } = await promisify(execFile)("aws", [...args, "--output", "json"], { env });
    return stdout === "" ? undefined : JSON.parse(stdout);
  };
}

test.skipIf(!onPath("aws"))(
  "the AWS CLI reads and writes every shape of both protocols",
  async () => {
    const aws = await cli();
    const topic = { TopicArn: "arn:aws:sns:us-east-1:000000000000:alarms" };
    const tags = ["--tags", "Key=env,Value=dev"];
    expect(await aws("sts", "get-caller-identity")).toMatchObject({ Account: "000000000000" });
    expect(
      await aws("sns", "create-topic", "--name", "alarms", "--attributes", "DisplayName=Alarms <1>", ...tags),
    ).toEqual(topic);
    expect(await aws("sns", "list-topics")).toEqual({ Topics: [topic] });
    const attributes = await aws("sns", "get-topic-attributes", "--topic-arn", topic.TopicArn);
    expect(attributes.Attributes).toMatchObject({ DisplayName: "Alarms <1>", TopicArn: topic.TopicArn });
    expect(await aws("sns", "delete-topic", "--topic-arn", topic.TopicArn)).toBeUndefined();
    await aws("ssm", "put-parameter", "--name", "/p", "--value", "v", "--type", "SecureString");
    const read = await aws("ssm", "get-parameter", "--name", "/p", "--with-decryption");
    expect(read.Parameter).toMatchObject({ Value: "v", LastModifiedDate: expect.anything() });
    await expect(aws("sts", "get-session-token")).rejects.toMatchObject({
      stderr: expect.stringContaining("(UnsupportedOperation)"),
    });
    await expect(aws("secretsmanager", "get-secret-value", "--secret-id", "none")).rejects.toMatchObject({
      stderr: expect.stringContaining("(ResourceNotFoundException)"),
    });
    await expect(aws("sns", "publish", "--topic-arn", topic.TopicArn, "--message", "x")).rejects.toMatchObject({
      stderr: expect.stringContaining("(NotFound) when calling the Publish operation: Topic does not exist"),
    });
  },
  120_000,
);
