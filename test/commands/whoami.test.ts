import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { whoami } from "../../src/commands/whoami.ts";
import type { Caller } from "../../src/ports/identity.ts";
import { fakeContext } from "../fakes/context.ts";

const caller: Caller = {
  account: "123456789012",
  arn: "arn:aws:sts::123456789012:assumed-role/ops/\u001b[31mme",
  region: "eu-central-1",
  source: "IAM Identity Center (profile ops)",
  expiresAt: "2026-11-22T20:00:00.000Z",
};

const whoamiOf = (answer: Caller, json = false) => fakeContext({ json, identity: { caller: async () => answer } });

test("shows account, ARN, Region, source and expiry", async () => {
  const { context, io } = whoamiOf(caller);
  await whoami.run(parseArguments(whoami, []), context);
  expect(io.stdout()).toBe(
    [
      "Account  123456789012",
      "ARN      arn:aws:sts::123456789012:assumed-role/ops/me",
      "Region   eu-central-1",
      "Source   IAM Identity Center (profile ops)",
      "Expires  2026-11-22T20:00:00.000Z\n",
    ].join("\n"),
  );
});

test("leaves out an expiry there is none of", async () => {
  const { expiresAt: _, ...lasting } = caller;
  const { context, io } = whoamiOf(lasting, true);
  await whoami.run(parseArguments(whoami, []), context);
  expect(JSON.parse(io.stdout())).toEqual(lasting);
});
