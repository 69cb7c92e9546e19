import { expect, test } from "vitest";
import { text } from "../../src/local/json.ts";
import { kmsPart } from "../../src/local/kms/part.ts";
import { containerSecret } from "../../src/local/secret-source.ts";
import { secretsManagerPart } from "../../src/local/secrets-manager/part.ts";
import { ssmPart } from "../../src/local/ssm/part.ts";
import { caller, fakeGround } from "./fake-ground.ts";

test("a container gets secrets, members of them, and parameters, however they are named", async () => {
  const ground = fakeGround();
  const kms = kmsPart(ground);
  const [secrets, ssm] = [secretsManagerPart(ground, kms), ssmPart(ground, kms)];
  const arn = text(await caller(secrets)("CreateSecret", { Name: "s", SecretString: '{"token":"t"}' }), "ARN") ?? "";
  await caller(ssm)("PutParameter", { Name: "/p", Value: "v", Type: "SecureString" });
  const read = (valueFrom: string) => containerSecret(secrets, ssm, "eu-west-1", valueFrom);
  expect(read(arn)).toBe('{"token":"t"}');
  expect(read(`${arn}:token::`)).toBe("t");
  expect(read(`${arn}:none::`)).toBeUndefined();
  expect(read("/p")).toBe("v");
  expect(read("arn:aws:ssm:eu-west-1:000000000000:parameter/p")).toBe("v");
  expect(read("/none")).toBeUndefined();
});

test("one whose key cannot be used is as if it were not there", async () => {
  const ground = fakeGround();
  const kms = kmsPart(ground);
  const [secrets, ssm] = [secretsManagerPart(ground, kms), ssmPart(ground, kms)];
  const { KeyId } = Object((await caller(kms)("CreateKey"))["KeyMetadata"]);
  const made = await caller(secrets)("CreateSecret", { Name: "s", SecretString: "x", KmsKeyId: KeyId });
  await caller(kms)("DisableKey", { KeyId });
  expect(containerSecret(secrets, ssm, "eu-west-1", text(made, "ARN") ?? "")).toBeUndefined();
});
