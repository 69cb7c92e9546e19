import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decrypt, encrypt, keyOf } from "../../../src/local/kms/cipher.ts";
import { newKey } from "../../../src/local/kms/key.ts";
import { kmsPart } from "../../../src/local/kms/part.ts";
import { caller, fakeGround } from "../fake-ground.ts";
import { doneStep, providerOf, stepRequest } from "../stack-step.ts";

const place = { region: "eu-west-1", account: "000000000000" };
const day = 86_400_000;

test("any bytes under any context come back, and only under the same", () => {
  const key = newKey(place, 0, {});
  const context = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });
  fc.assert(
    fc.property(fc.uint8Array(), context, fc.string(), (plain, context, other) => {
      const blob = encrypt(key, plain, context);
      expect(keyOf(blob)).toBe(key.arn);
      const turned = Object.fromEntries(Object.entries(context).reverse());
      expect(new Uint8Array(decrypt(key, blob, turned))).toEqual(plain);
      expect(() => decrypt(key, blob, { ...context, [`${other}!`]: "x" })).toThrow(
        expect.objectContaining({ code: "InvalidCiphertextException" }),
      );
    }),
  );
});

test("a blob with any bit turned round is refused", () => {
  const key = newKey(place, 0, {});
  const blob = encrypt(key, Buffer.from("data"), {});
  fc.assert(
    fc.property(fc.nat(blob.length * 8 - 1), (bit) => {
      const turned = Buffer.from(blob);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => {
        if (keyOf(turned) === key.arn) decrypt(key, turned, {});
        else throw new Error("another key");
      }).toThrow(/^$|another key/);
    }),
  );
});

test.each([[], [1], [1, 0, 200], [9, 0, 0]])("what is no blob of KMS is refused: %j", (...bytes) => {
  expect(() => keyOf(Buffer.from(bytes))).toThrow(expect.objectContaining({ code: "InvalidCiphertextException" }));
});

test("after the waiting time the key is gone with its aliases", async () => {
  const ground = fakeGround();
  const call = caller(kmsPart(ground));
  const { KeyMetadata } = await call("CreateKey");
  const KeyId = String(Object(KeyMetadata).KeyId);
  await call("CreateAlias", { AliasName: "alias/data", TargetKeyId: KeyId });
  await call("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  await ground.clock.advance(7 * day - 1);
  expect(await call("DescribeKey", { KeyId: "alias/data" })).toMatchObject({
    KeyMetadata: { KeyState: "PendingDeletion" },
  });
  await ground.clock.advance(1);
  await expect(call("DescribeKey", { KeyId })).rejects.toMatchObject({ code: "NotFoundException" });
  expect(await call("ListAliases")).toMatchObject({ Aliases: [] });
  expect(await call("ListKeys")).toMatchObject({ Keys: [] });
});

test("an alias of AWS's own is there when it is used, once", async () => {
  const call = caller(kmsPart(fakeGround()));
  const first = await call("DescribeKey", { KeyId: "alias/aws/dynamodb" });
  expect(first).toMatchObject({ KeyMetadata: { KeyManager: "AWS", Enabled: true } });
  expect(await call("DescribeKey", { KeyId: "alias/aws/dynamodb" })).toEqual(first);
  const { KeyId } = Object(first["KeyMetadata"]);
  await expect(call("DisableKey", { KeyId })).rejects.toMatchObject({ code: "AccessDeniedException" });
});

test("what an earlier material encrypted stays readable after a rotation", async () => {
  const call = caller(kmsPart(fakeGround()));
  const { KeyId } = Object((await call("CreateKey"))["KeyMetadata"]);
  const Plaintext = Buffer.from("data").toString("base64");
  const before = await call("Encrypt", { KeyId, Plaintext });
  await call("RotateKeyOnDemand", { KeyId });
  const after = await call("Encrypt", { KeyId, Plaintext });
  for (const { CiphertextBlob = "" } of [before, after])
    expect(await call("Decrypt", { CiphertextBlob })).toMatchObject({ Plaintext });
});

test("keys of one Region are not those of another", async () => {
  const part = kmsPart(fakeGround());
  const { KeyId } = Object((await caller(part, "eu-west-1")("CreateKey"))["KeyMetadata"]);
  await expect(caller(part, "us-east-1")("DescribeKey", { KeyId })).rejects.toMatchObject({
    code: "NotFoundException",
  });
});

test.each([
  ["CreateAlias", { AliasName: "data", TargetKeyId: "x" }, "InvalidAliasNameException"],
  ["CreateAlias", { AliasName: "alias/aws/mine", TargetKeyId: "x" }, "NotAuthorizedException"],
  ["CreateAlias", { AliasName: "alias/data", TargetKeyId: "x" }, "NotFoundException"],
  ["CreateKey", { KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" }, "UnsupportedOperationException"],
  ["CreateKey", { Policy: "{}" }, "MalformedPolicyDocumentException"],
  ["Encrypt", { KeyId: "alias/aws/s3" }, "ValidationException"],
  ["Encrypt", { KeyId: "alias/aws/s3", Plaintext: Buffer.alloc(4097).toString("base64") }, "ValidationException"],
  ["GenerateDataKey", { KeyId: "alias/aws/s3", KeySpec: "AES_512" }, "ValidationException"],
  ["GenerateRandom", { NumberOfBytes: 1025 }, "ValidationException"],
  ["Decrypt", { CiphertextBlob: "AAAA" }, "InvalidCiphertextException"],
])("%s with %j is refused", async (operation, input, code) => {
  await expect(caller(kmsPart(fakeGround()))(operation, input)).rejects.toMatchObject({ code });
});

test("a stack's key is made once, changed in place, and deleted after its window", async () => {
  const ground = fakeGround();
  const part = kmsPart(ground);
  const call = caller(part);
  const provider = providerOf([part], "AWS::KMS::Key");
  const properties = {
    Description: "data",
    EnableKeyRotation: true,
    PendingWindowInDays: 7,
    KeyPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow" }] },
    Tags: [{ Key: "use", Value: "data" }],
  };
  const request = stepRequest("AWS::KMS::Key", properties);
  const made = doneStep(await provider.create(request));
  expect(doneStep(await provider.create(request))).toEqual(made);
  const KeyId = made.physicalId;
  expect(made.attributes).toEqual({ Arn: `arn:aws:kms:eu-west-1:000000000000:key/${KeyId}`, KeyId });
  expect(await call("GetKeyRotationStatus", { KeyId })).toMatchObject({ KeyRotationEnabled: true });
  expect(await call("ListResourceTags", { KeyId })).toMatchObject({
    Tags: [
      { TagKey: "gworld:env", TagValue: "dev" },
      { TagKey: "use", TagValue: "data" },
    ],
  });

  const changed = { ...properties, Description: "all data", EnableKeyRotation: false };
  const update = { ...request, properties: changed, previous: properties, physicalId: KeyId, token: "token-2" };
  doneStep(await provider.update(update));
  expect(await call("DescribeKey", { KeyId })).toMatchObject({ KeyMetadata: { Description: "all data" } });
  expect(await call("GetKeyRotationStatus", { KeyId })).toMatchObject({ KeyRotationEnabled: false });

  for (let retry = 0; retry < 2; retry++) doneStep(await provider.delete({ ...request, physicalId: KeyId }));
  const { DeletionDate } = Object((await call("DescribeKey", { KeyId }))["KeyMetadata"]);
  expect(DeletionDate * 1000 - ground.clock.now()).toBe(7 * day);
});

test("a stack's alias points to its key and gives way", async () => {
  const part = kmsPart(fakeGround());
  const call = caller(part);
  const [one, two] = [await call("CreateKey"), await call("CreateKey")].map(
    ({ KeyMetadata }) => Object(KeyMetadata).KeyId,
  );
  const provider = providerOf([part], "AWS::KMS::Alias");
  const properties = { AliasName: "alias/gworld/dev/data", TargetKeyId: one };
  const request = stepRequest("AWS::KMS::Alias", properties);
  for (let retry = 0; retry < 2; retry++)
    expect(doneStep(await provider.create(request)).physicalId).toBe("alias/gworld/dev/data");
  expect(await provider.create({ ...request, token: "another" })).toMatchObject({
    state: "failed",
    reason: expect.stringMatching(
      /^Resource handler returned message: "An alias .* already exists" \(.*AlreadyExists\)$/,
    ),
  });
  const physicalId = "alias/gworld/dev/data";
  const moved = { ...properties, TargetKeyId: two };
  doneStep(await provider.update({ ...request, properties: moved, previous: properties, physicalId }));
  expect(await call("DescribeKey", { KeyId: physicalId })).toMatchObject({ KeyMetadata: { KeyId: two } });
  for (let retry = 0; retry < 2; retry++) doneStep(await provider.delete({ ...request, physicalId }));
  await expect(call("DescribeKey", { KeyId: physicalId })).rejects.toMatchObject({ code: "NotFoundException" });
});
