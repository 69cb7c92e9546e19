import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoState } from "../../src/aws/state.ts";
import type { Revision } from "../../src/ports/state.ts";
import { cloudWithState } from "../fakes/state-table.ts";

let cloud: Awaited<ReturnType<typeof cloudWithState>>;
beforeAll(async () => {
  cloud = await cloudWithState();
});
afterAll(() => cloud.stop());

const revision = (number: number, over: Partial<Revision> = {}): Revision => ({
  environment: "dev",
  revision: number,
  at: "2026-11-22T12:00:00.000Z",
  by: "arn:aws:iam::1:user/dev",
  result: "deployed",
  version: "0.1.0",
  templates: { "gworld-dev-network": "abc" },
  seconds: 12,
  ...over,
});

test("the newest revision is the one with the highest number", async () => {
  const state = dynamoState(cloud.clients);
  expect(await state.latest("dev")).toBeUndefined();
  for (const number of [1, 2, 10, 9]) await state.record(revision(number));
  expect(await state.latest("dev")).toEqual(revision(10));
  expect(await state.latest("prod")).toBeUndefined();
});

test("a number that is taken is refused, unless it is our own request repeated", async () => {
  const state = dynamoState(cloud.clients);
  await state.record(revision(20, { by: "me" }));
  await state.record(revision(20, { by: "me" }));
  await expect(state.record(revision(20, { by: "somebody" }))).rejects.toMatchObject({
    code: "failed",
    message: expect.stringContaining("recorded by somebody else"),
  });
});

test("a missing table is an error with AWS's words", async () => {
  await expect(dynamoState(cloud.clients, "gone").latest("dev")).rejects.toMatchObject({
    awsCode: "ResourceNotFoundException",
  });
});
