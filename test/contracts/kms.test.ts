import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import { expect, test } from "vitest";
import { contract } from "./endpoints.ts";

contract("KMS", ({ account, name: side }, config) => {
  const client = () => new KMSClient(config());
  const key = async (more: object = {}) => (await client().send(new CreateKeyCommand(more))).KeyMetadata?.KeyId ?? "";
  const Plaintext = Buffer.from("open sesame ÄÖ");
  const encrypt = async (KeyId: string, EncryptionContext?: Record<string, string>) =>
    (await client().send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }))).CiphertextBlob;
  const decrypt = async (CiphertextBlob: Uint8Array | undefined, EncryptionContext?: Record<string, string>) =>
    client().send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));

  test("a key is described as it was made", async () => {
    const KeyId = await key({ Description: "data", Tags: [{ TagKey: "env", TagValue: "dev" }] });
    const { KeyMetadata } = await client().send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({
      KeyId,
      Arn: `arn:aws:kms:eu-central-1:${account}:key/${KeyId}`,
      Description: "data",
      Enabled: true,
      KeyState: "Enabled",
      KeyManager: "CUSTOMER",
    });
    const { Tags } = await client().send(new ListResourceTagsCommand({ KeyId }));
    expect(Tags).toEqual([{ TagKey: "env", TagValue: "dev" }]);
    expect((await client().send(new ListKeysCommand({}))).Keys?.map((found) => found.KeyId)).toContain(KeyId);
  });

  test.skipIf(side === "moto")("a key is symmetric when nothing else is said (moto: says nothing)", async () => {
    const { KeyMetadata } = await client().send(new CreateKeyCommand({}));
    expect(KeyMetadata).toMatchObject({ KeyUsage: "ENCRYPT_DECRYPT", KeySpec: "SYMMETRIC_DEFAULT" });
  });

  test("what was encrypted is decrypted without naming the key, and is not to be seen in between", async () => {
    const KeyId = await key();
    const blob = await encrypt(KeyId);
    expect(Buffer.from(blob ?? []).includes(Plaintext)).toBe(false);
    const opened = await decrypt(blob);
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
    expect(opened.KeyId).toBe(`arn:aws:kms:eu-central-1:${account}:key/${KeyId}`);
  });

  test("the encryption context must be the same", async () => {
    const blob = await encrypt(await key(), { world: "w-1" });
    expect(Buffer.from((await decrypt(blob, { world: "w-1" })).Plaintext ?? [])).toEqual(Plaintext);
    await expect(decrypt(blob, { world: "w-2" })).rejects.toMatchObject({ name: "InvalidCiphertextException" });
    await expect(decrypt(blob)).rejects.toMatchObject({ name: "InvalidCiphertextException" });
  });

  test("a data key comes in clear and sealed, as long as was asked", async () => {
    const made = await client().send(new GenerateDataKeyCommand({ KeyId: await key(), KeySpec: "AES_256" }));
    expect(made.Plaintext).toHaveLength(32);
    expect((await decrypt(made.CiphertextBlob)).Plaintext).toEqual(made.Plaintext);
  });

  test("a blob moves from key to key", async () => {
    const [from, to] = [await key(), await key()];
    const CiphertextBlob = await encrypt(from);
    const moved = await client().send(new ReEncryptCommand({ CiphertextBlob, DestinationKeyId: to }));
    const opened = await decrypt(moved.CiphertextBlob);
    expect(opened.KeyId).toContain(to);
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
  });

  test("an alias stands for its key and can be pointed elsewhere", async () => {
    const [one, two] = [await key(), await key()];
    const AliasName = "alias/contract/data";
    await client().send(new CreateAliasCommand({ AliasName, TargetKeyId: one }));
    expect((await client().send(new DescribeKeyCommand({ KeyId: AliasName }))).KeyMetadata?.KeyId).toBe(one);
    await expect(client().send(new CreateAliasCommand({ AliasName, TargetKeyId: two }))).rejects.toMatchObject({
      name: "AlreadyExistsException",
    });
    await client().send(new UpdateAliasCommand({ AliasName, TargetKeyId: two }));
    expect((await decrypt(await encrypt(AliasName))).KeyId).toContain(two);
    const { Aliases } = await client().send(new ListAliasesCommand({ KeyId: two }));
    expect(Aliases?.map((alias) => alias.AliasName)).toEqual([AliasName]);
    await client().send(new DeleteAliasCommand({ AliasName }));
    await expect(encrypt(AliasName)).rejects.toMatchObject({ name: "NotFoundException" });
  });

  test.skipIf(side === "moto")(
    "a disabled key does nothing until it is enabled (moto: it encrypts all the same)",
    async () => {
      const KeyId = await key();
      const blob = await encrypt(KeyId);
      await client().send(new DisableKeyCommand({ KeyId }));
      await expect(encrypt(KeyId)).rejects.toMatchObject({ name: "DisabledException" });
      await client().send(new EnableKeyCommand({ KeyId }));
      expect(Buffer.from((await decrypt(blob)).Plaintext ?? [])).toEqual(Plaintext);
    },
  );

  test.skipIf(side === "moto")(
    "a key that is to be deleted is of no use; taken back it is disabled (moto: it encrypts all the same)",
    async () => {
      const KeyId = await key();
      const scheduled = await client().send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
      expect(Math.round(((scheduled.DeletionDate?.getTime() ?? 0) - Date.now()) / 86_400_000)).toBe(7);
      await expect(encrypt(KeyId)).rejects.toMatchObject({ name: "KMSInvalidStateException" });
      await client().send(new CancelKeyDeletionCommand({ KeyId }));
      const { KeyMetadata } = await client().send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata).toMatchObject({ KeyState: "Disabled", Enabled: false });
    },
  );

  test("rotation is as it was switched", async () => {
    const KeyId = await key();
    const status = () => client().send(new GetKeyRotationStatusCommand({ KeyId }));
    expect((await status()).KeyRotationEnabled).toBe(false);
    await client().send(new EnableKeyRotationCommand({ KeyId }));
    expect((await status()).KeyRotationEnabled).toBe(true);
  });

  test("a policy is kept; a new key's lets IAM decide", async () => {
    const KeyId = await key();
    const policy = async () =>
      JSON.parse((await client().send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }))).Policy ?? "");
    expect((await policy()).Statement).toMatchObject([{ Action: "kms:*" }]);
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await client().send(new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy }));
    expect(await policy()).toEqual(JSON.parse(Policy));
  });

  test("a key that is not there is not found", async () => {
    await expect(encrypt("11111111-2222-3333-4444-555555555555")).rejects.toMatchObject({
      name: "NotFoundException",
    });
  });
});
