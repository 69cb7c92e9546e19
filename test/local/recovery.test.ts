import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { PutObjectCommand, GetObjectCommand, S3Client, CreateBucketCommand } from "@aws-sdk/client-s3";
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { controlLocalCloud } from "../../src/local/control.ts";
import { bundle } from "./bundle.ts";

const scratch = mkdtempSync(join(tmpdir(), "gworld-recovery-"));
let entry = "";
beforeAll(async () => {
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(scratch, "node_modules"));
  entry = await bundle("src/local/serve.ts", join(scratch, "dist"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function cloud(name: string) {
  const control = controlLocalCloud({ dir: join(scratch, name), port: 0, entry, node: process.execPath });
  onTestFinished(async () => void (await control.stop()));
  return control;
}

const settings = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
});

test("what a killed cloud had acknowledged is there after the next start", async () => {
  const control = cloud("services");
  const before = await control.start();
  const config = settings(before.endpoint);
  await new SSMClient(config).send(new PutParameterCommand({ Name: "/a", Value: "1", Type: "SecureString" }));
  await new SecretsManagerClient(config).send(new CreateSecretCommand({ Name: "s", SecretString: "open sesame" }));
  const Plaintext = Buffer.from("data");
  const { CiphertextBlob } = await new KMSClient(config).send(new EncryptCommand({ KeyId: "alias/aws/s3", Plaintext }));
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "snapshots" }));
  await s3.send(new PutObjectCommand({ Bucket: "snapshots", Key: "w-1/manifest", Body: "all of it" }));
  process.kill(before.pid, "SIGKILL");

  const { endpoint } = await control.start();
  const again = settings(endpoint);
  const { Parameter } = await new SSMClient(again).send(new GetParameterCommand({ Name: "/a", WithDecryption: true }));
  expect(Parameter?.Value).toBe("1");
  const secret = await new SecretsManagerClient(again).send(new GetSecretValueCommand({ SecretId: "s" }));
  expect(secret.SecretString).toBe("open sesame");
  const opened = await new KMSClient(again).send(new DecryptCommand({ CiphertextBlob }));
  expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe("data");
  const object = await new S3Client({ ...again, forcePathStyle: true }).send(
    new GetObjectCommand({ Bucket: "snapshots", Key: "w-1/manifest" }),
  );
  expect(await object.Body?.transformToString()).toBe("all of it");
});

test("a cloud killed again and again under load keeps every write it acknowledged", async () => {
  const control = cloud("load");
  const acknowledged = new Map<string, string>();
  for (let round = 0; round < 3; round++) {
    const { endpoint, pid } = await control.start();
    const client = new SSMClient(settings(endpoint));
    let written = 0;
    const writer = async (name: string) => {
      for (let count = 0; ; count++) {
        const Value = `${round}.${count}`;
        await client.send(new PutParameterCommand({ Name: name, Value, Type: "String", Overwrite: true }));
        acknowledged.set(name, Value);
        written += 1;
      }
    };
    const writers = ["/a", "/b", "/c"].map((name) => writer(name).catch(() => {}));
    await expect.poll(() => written, { timeout: 20_000 }).toBeGreaterThan(40);
    process.kill(pid, "SIGKILL");
    await Promise.all(writers);
  }
  const { endpoint } = await control.start();
  const client = new SSMClient(settings(endpoint));
  const next = (value: string) => value.replace(/\d+$/, (count) => String(Number(count) + 1));
  for (const [Name, value] of acknowledged) {
    const { Parameter } = await client.send(new GetParameterCommand({ Name }));
    // One more may have been written whose answer was lost.
    expect([value, next(value)]).toContain(Parameter?.Value);
  }
});
