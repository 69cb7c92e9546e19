import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { contract } from "./endpoints.ts";

contract("STS", ({ account, name: side }, config) => {
  const RoleArn = `arn:aws:iam::${account}:role/service/deployer`;

  test("the caller is told who calls", async () => {
    const client = new STSClient(config());
    const identity = await client.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: account, UserId: expect.stringMatching(/^\w+$/) });
    expect(identity.Arn).toMatch(new RegExp(`^arn:aws:(iam|sts)::${account}:`));
  });

  test("an assumed role gives temporary credentials, and who uses them is the role's session", async () => {
    const client = new STSClient(config());
    const assumed = await client.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: "release", DurationSeconds: 900 }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = assumed.Credentials ?? {};
    expect(AccessKeyId).toMatch(/^ASIA[A-Z0-9]{16}$/);
    expect(Math.abs((Expiration?.getTime() ?? 0) - Date.now() - 900_000)).toBeLessThan(60_000);
    expect(assumed.AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z0-9]{17}:release$/);

    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const identity = await new STSClient({ ...config(), credentials }).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(assumed.AssumedRoleUser?.Arn);
    expect(identity.Arn).toMatch(new RegExp(`^arn:aws:sts::${account}:assumed-role/.*deployer/release$`));
  });

  test.skipIf(side === "moto")("a session's user is the role's (moto: it makes up another role ID)", async () => {
    const client = new STSClient(config());
    const { Credentials, AssumedRoleUser } = await client.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: "me" }),
    );
    const accessKeyId = Credentials?.AccessKeyId ?? "";
    const credentials = { accessKeyId, secretAccessKey: Credentials?.SecretAccessKey ?? "" };
    const identity = await new STSClient({ ...config(), credentials }).send(new GetCallerIdentityCommand({}));
    expect(identity.UserId).toBe(AssumedRoleUser?.AssumedRoleId);
  });
});
