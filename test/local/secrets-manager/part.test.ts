import * as fc from "fast-check";
import { expect, test } from "vitest";
import { text } from "../../../src/local/json.ts";
import { kmsPart } from "../../../src/local/kms/part.ts";
import { secretsManagerPart } from "../../../src/local/secrets-manager/part.ts";
import { randomPassword } from "../../../src/local/secrets-manager/random-password.ts";
import { caller, fakeGround, memoryStore } from "../fake-ground.ts";
import { doneStep, providerOf, stepRequest } from "../stack-step.ts";

function opened() {
  const ground = fakeGround();
  const kms = kmsPart(ground);
  const part = secretsManagerPart(ground, kms);
  return { ground, kms, part, call: caller(part), callKms: caller(kms) };
}

const type = "AWS::SecretsManager::Secret";
const classes = {
  ExcludeLowercase: /[a-z]/,
  ExcludeUppercase: /[A-Z]/,
  ExcludeNumbers: /\d/,
  ExcludePunctuation: /[!-/:-@[-`{-~]/,
} as const;

test("a password has what is wanted, not what is excluded, and is as long as was asked", () => {
  const wanted = fc.record({
    PasswordLength: fc.integer({ min: 5, max: 200 }),
    ExcludeLowercase: fc.boolean(),
    ExcludeUppercase: fc.boolean(),
    ExcludeNumbers: fc.boolean(),
    IncludeSpace: fc.boolean(),
    ExcludeCharacters: fc.constantFrom("", '"@/\\', "aeiou0"),
  });
  fc.assert(
    fc.property(wanted, (input) => {
      const password = randomPassword({ ...input, ExcludePunctuation: false });
      expect(password).toHaveLength(input.PasswordLength);
      for (const character of input.ExcludeCharacters) expect(password).not.toContain(character);
      for (const [flag, shape] of Object.entries(classes))
        expect(shape.test(password)).toBe(
          !Object.entries(input).some(([key, value]) => key === flag && value === true),
        );
      expect(password.includes(" ")).toBe(input.IncludeSpace);
    }),
  );
});

test.each([
  { PasswordLength: 3 },
  { PasswordLength: 5000 },
  { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true },
])("a password that cannot be is refused: %j", (input) => {
  expect(() => randomPassword(input)).toThrow(expect.objectContaining({ code: "InvalidParameterException" }));
});

test("the store never holds a secret in clear", async () => {
  const written: string[] = [];
  const inner = memoryStore();
  const ground = fakeGround({
    store: {
      table: (name, guard) => {
        const table = inner.table(name, guard);
        const put = (key: string, value: Parameters<typeof table.put>[1]) => {
          written.push(JSON.stringify(value));
          table.put(key, value);
        };
        return { ...table, put };
      },
    },
  });
  const part = secretsManagerPart(ground, kmsPart(ground));
  await caller(part)("CreateSecret", { Name: "s", SecretString: "open sesame" });
  expect(part.readSecret("s")).toBe("open sesame");
  expect(written.join()).not.toContain("open sesame");
});

test("a secret under a disabled key cannot be read or written", async () => {
  const { call, callKms } = opened();
  const { KeyId } = Object((await callKms("CreateKey"))["KeyMetadata"]);
  await call("CreateSecret", { Name: "s", SecretString: "x", KmsKeyId: KeyId });
  await callKms("DisableKey", { KeyId });
  await expect(call("GetSecretValue", { SecretId: "s" })).rejects.toMatchObject({ code: "DecryptionFailure" });
  const put = call("PutSecretValue", { SecretId: "s", SecretString: "y" });
  await expect(put).rejects.toMatchObject({ code: "EncryptionFailure" });
  const create = call("CreateSecret", { Name: "t", SecretString: "x", KmsKeyId: "alias/none" });
  await expect(create).rejects.toMatchObject({ code: "EncryptionFailure" });
  await expect(call("DescribeSecret", { SecretId: "t" })).rejects.toMatchObject({ code: "ResourceNotFoundException" });
});

test("a deleted secret is gone when its window is over, and its name is free", async () => {
  const { call, ground } = opened();
  await call("CreateSecret", { Name: "s", SecretString: "x" });
  await call("DeleteSecret", { SecretId: "s", RecoveryWindowInDays: 7 });
  expect(await call("ListSecrets", {})).toMatchObject({ SecretList: [] });
  expect(await call("ListSecrets", { IncludePlannedDeletion: true })).toMatchObject({ SecretList: [{ Name: "s" }] });
  await ground.clock.advance(7 * 86_400_000);
  await expect(call("DescribeSecret", { SecretId: "s" })).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  await call("CreateSecret", { Name: "s", SecretString: "y" });
});

test.each([
  ["DeleteSecret", { SecretId: "s", RecoveryWindowInDays: 3 }, "InvalidParameterException"],
  [
    "DeleteSecret",
    { SecretId: "s", RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true },
    "InvalidParameterException",
  ],
  ["CreateSecret", { Name: "a b" }, "ValidationException"],
  ["CreateSecret", { SecretString: "x" }, "InvalidParameterException"],
  ["CreateSecret", { Name: "b", SecretString: "x", SecretBinary: "eA==" }, "InvalidParameterException"],
  ["CreateSecret", { Name: "b", SecretString: "x".repeat(65_537) }, "InvalidParameterException"],
  ["PutSecretValue", { SecretId: "s" }, "InvalidRequestException"],
  ["GetSecretValue", { SecretId: "none" }, "ResourceNotFoundException"],
])("%s with %j is refused", async (operation, input, code) => {
  const { call } = opened();
  await call("CreateSecret", { Name: "s", SecretString: "x" });
  await expect(call(operation, input)).rejects.toMatchObject({ code });
});

test("other services read text, members of JSON, and nothing where nothing is", async () => {
  const { call, part } = opened();
  const made = await call("CreateSecret", { Name: "s", SecretString: '{"user":"ada","port":5432}' });
  expect(part.readSecret("s")).toBe('{"user":"ada","port":5432}');
  expect(part.readSecret(text(made, "ARN") ?? "", "user")).toBe("ada");
  expect(part.readSecret("s", "port")).toBe("5432");
  expect(part.readSecret("s", "none")).toBeUndefined();
  expect(part.readSecret("none")).toBeUndefined();
  expect(part.readSecret("s", undefined, "us-east-1")).toBeUndefined();
});

test("a stack's secret is generated once and kept while nothing asks for another", async () => {
  const { part, call } = opened();
  const provider = providerOf([part], type);
  const properties = {
    Name: "gworld/dev/redis",
    GenerateSecretString: {
      PasswordLength: 64,
      ExcludePunctuation: true,
      SecretStringTemplate: '{"user":"default"}',
      GenerateStringKey: "token",
    },
  };
  const request = stepRequest(type, properties);
  const { physicalId, attributes } = doneStep(await provider.create(request));
  expect(attributes).toEqual({ Id: physicalId });
  const value = part.readSecret("gworld/dev/redis");
  expect(JSON.parse(value ?? "")).toEqual({ user: "default", token: expect.stringMatching(/^[A-Za-z0-9]{64}$/) });
  expect(doneStep(await provider.create(request)).physicalId).toBe(physicalId);
  expect(await provider.create({ ...request, token: "other" })).toMatchObject({ state: "failed" });

  const described = { ...properties, Description: "AUTH token" };
  const update = { ...request, previous: properties, physicalId, token: "token-2" };
  doneStep(await provider.update({ ...update, properties: described }));
  expect(part.readSecret(physicalId)).toBe(value);
  expect(await call("DescribeSecret", { SecretId: physicalId })).toMatchObject({ Description: "AUTH token" });

  const longer = { Name: "gworld/dev/redis", GenerateSecretString: { PasswordLength: 70 } };
  for (let retry = 0; retry < 2; retry++) doneStep(await provider.update({ ...update, properties: longer }));
  expect(part.readSecret(physicalId)).toHaveLength(70);
  expect(Object.values(Object((await call("DescribeSecret", { SecretId: physicalId }))["VersionIdsToStages"]))).toEqual(
    [["AWSPREVIOUS"], ["AWSCURRENT"]],
  );

  for (let retry = 0; retry < 2; retry++) doneStep(await provider.delete({ ...request, physicalId }));
  doneStep(await provider.create({ ...request, token: "again" }));
});

test("a template that is no JSON fails the resource", async () => {
  const GenerateSecretString = { SecretStringTemplate: "no", GenerateStringKey: "k" };
  const step = await providerOf([opened().part], type).create(stepRequest(type, { GenerateSecretString }));
  expect(step).toMatchObject({ state: "failed", reason: expect.stringContaining("SecretStringTemplate") });
});
