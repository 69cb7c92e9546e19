import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import { contract } from "./endpoints.ts";

contract("Secrets Manager", ({ account, name: side }, config) => {
  const client = () => new SecretsManagerClient(config());
  const create = (Name: string, SecretString?: string, more: object = {}) =>
    client().send(new CreateSecretCommand({ Name, SecretString, ...more }));
  const read = (SecretId: string, more: object = {}) => client().send(new GetSecretValueCommand({ SecretId, ...more }));

  test("a secret is read by its name and by its ARN", async () => {
    const { ARN = "", VersionId } = await create("app/token", "open sesame ÄÖ");
    expect(ARN).toMatch(new RegExp(`^arn:aws:secretsmanager:eu-central-1:${account}:secret:app/token-\\w{6}$`));
    for (const id of ["app/token", ARN])
      expect(await read(id)).toMatchObject({
        ARN,
        Name: "app/token",
        VersionId,
        SecretString: "open sesame ÄÖ",
        VersionStages: ["AWSCURRENT"],
      });
  });

  test("binary content comes back byte for byte", async () => {
    const SecretBinary = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    await create("app/binary", undefined, { SecretBinary });
    expect((await read("app/binary")).SecretBinary).toEqual(SecretBinary);
  });

  test("a new value is current, the one before it previous", async () => {
    const first = await create("app/rotated", "one");
    const second = await client().send(new PutSecretValueCommand({ SecretId: "app/rotated", SecretString: "two" }));
    expect((await read("app/rotated")).SecretString).toBe("two");
    expect((await read("app/rotated", { VersionStage: "AWSPREVIOUS" })).SecretString).toBe("one");
    expect((await read("app/rotated", { VersionId: first.VersionId })).SecretString).toBe("one");
    const { VersionIdsToStages } = await client().send(new DescribeSecretCommand({ SecretId: "app/rotated" }));
    expect(VersionIdsToStages).toEqual({
      [first.VersionId ?? ""]: ["AWSPREVIOUS"],
      [second.VersionId ?? ""]: ["AWSCURRENT"],
    });
  });

  test.skipIf(side === "moto")("a version without a label is dropped (moto: it keeps all)", async () => {
    const first = await create("app/forgotten", "one");
    for (const SecretString of ["two", "three"])
      await client().send(new PutSecretValueCommand({ SecretId: "app/forgotten", SecretString }));
    await expect(read("app/forgotten", { VersionId: first.VersionId })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("description and value are updated", async () => {
    await create("app/updated", "one", { Tags: [{ Key: "env", Value: "dev" }] });
    await client().send(
      new UpdateSecretCommand({ SecretId: "app/updated", Description: "a token", SecretString: "two" }),
    );
    expect((await read("app/updated")).SecretString).toBe("two");
    expect(await client().send(new DescribeSecretCommand({ SecretId: "app/updated" }))).toMatchObject({
      Description: "a token",
      Tags: [{ Key: "env", Value: "dev" }],
    });
  });

  test("a deleted secret can be restored until its time has come", async () => {
    await create("app/deleted", "x");
    const deletion = await client().send(new DeleteSecretCommand({ SecretId: "app/deleted", RecoveryWindowInDays: 7 }));
    expect(Math.round(((deletion.DeletionDate?.getTime() ?? 0) - Date.now()) / 86_400_000)).toBe(7);
    await expect(read("app/deleted")).rejects.toMatchObject({ name: "InvalidRequestException" });
    await client().send(new RestoreSecretCommand({ SecretId: "app/deleted" }));
    expect((await read("app/deleted")).SecretString).toBe("x");
  });

  test.skipIf(side === "moto")("a deleted secret's name is not free (moto: it has another code)", async () => {
    await create("app/taken", "x");
    await client().send(new DeleteSecretCommand({ SecretId: "app/taken" }));
    await expect(create("app/taken", "y")).rejects.toMatchObject({ name: "InvalidRequestException" });
  });

  test("without recovery the name is free at once", async () => {
    await create("app/forced", "x");
    await client().send(new DeleteSecretCommand({ SecretId: "app/forced", ForceDeleteWithoutRecovery: true }));
    await expect(read("app/forced")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Secrets Manager can't find the specified secret.",
    });
    await create("app/forced", "y");
    expect((await read("app/forced")).SecretString).toBe("y");
  });

  test("lists are filtered by the beginning of the name", async () => {
    await create("listed/a", "x");
    await create("listed/b", "x");
    const { SecretList } = await client().send(
      new ListSecretsCommand({ Filters: [{ Key: "name", Values: ["listed/"] }] }),
    );
    expect(SecretList?.map(({ Name }) => Name).sort()).toEqual(["listed/a", "listed/b"]);
  });

  test.each([
    { PasswordLength: 64, ExcludePunctuation: true, shape: /^[A-Za-z0-9]{64}$/ },
    { PasswordLength: 16, ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true, shape: /^\d{16}$/ },
    { PasswordLength: 4, shape: /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z0-9\s])/ },
  ])("passwords are made as they are wanted: %o", async ({ shape, ...wanted }) => {
    const { RandomPassword } = await client().send(new GetRandomPasswordCommand(wanted));
    expect(RandomPassword).toMatch(shape);
  });

  test("a secret without a value has none to read", async () => {
    await create("app/empty");
    await expect(read("app/empty")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    });
  });
});
