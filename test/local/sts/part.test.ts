import { expect, test } from "vitest";
import { stsPart } from "../../../src/local/sts/part.ts";
import { handClock } from "../fake-ground.ts";
import { ask, form, serving, signedFor } from "../serving.ts";

const assume = (role: string, more = "") =>
  `Action=AssumeRole&RoleArn=${encodeURIComponent(role)}&RoleSessionName=me${more}`;
const role = "arn:aws:iam::111122223333:role/path/to/deployer";
const field = (name: string, body: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? "";

test("temporary credentials are refused when their time is over, in every service", async () => {
  const clock = handClock();
  const { endpoint } = await serving((ground) => [stsPart(ground)], { clock });
  const { body } = await ask(endpoint, { ...form, ...signedFor("sts") }, assume(role, "&DurationSeconds=900"));
  const headers = {
    ...form,
    authorization: signedFor("sts").authorization.replace("AKIDEXAMPLE", field("AccessKeyId", body)),
  };
  const who = () => ask(endpoint, headers, "Action=GetCallerIdentity");
  expect(field("Arn", (await who()).body)).toBe("arn:aws:sts::111122223333:assumed-role/deployer/me");
  await clock.advance(900_000);
  expect(await who()).toMatchObject({ status: 403, body: expect.stringContaining("<Code>ExpiredToken</Code>") });
  const json = await ask(endpoint, { ...headers, "x-amz-target": "X.Y" }, "Action=GetCallerIdentity");
  expect(json.body).toContain("ExpiredTokenException");
});

test.each([
  { why: "no role", body: assume("deployer") },
  { why: "too short a session", body: assume(role, "&DurationSeconds=60") },
  { why: "too long a session", body: assume(role, "&DurationSeconds=50000") },
  { why: "a session without a name", body: "Action=AssumeRole&RoleArn=arn:aws:iam::111122223333:role/x" },
])("a role is not assumed: $why", async ({ body }) => {
  const { endpoint } = await serving((ground) => [stsPart(ground)]);
  const answer = await ask(endpoint, { ...form, ...signedFor("sts") }, body);
  expect(answer).toMatchObject({ status: 400, body: expect.stringContaining("<Code>ValidationError</Code>") });
});

test("the same role has the same ID, another one another", async () => {
  const { endpoint } = await serving((ground) => [stsPart(ground)]);
  const id = async (arn: string) =>
    field("AssumedRoleId", (await ask(endpoint, { ...form, ...signedFor("sts") }, assume(arn))).body);
  expect(await id(role)).toMatch(/^AROA[A-Z2-7]{17}:me$/);
  expect(await id(role)).toBe(await id(role));
  expect(await id(`${role}2`)).not.toBe(await id(role));
});
