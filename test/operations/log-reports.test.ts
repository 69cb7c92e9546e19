import { expect, test } from "vitest";
import { GworldError } from "../../src/model/error.ts";
import { lastDeployOf } from "../../src/operations/log-reports.ts";
import { devConfig } from "../fakes/context.ts";
import { fakeState } from "../fakes/state.ts";

test("a deploy is dated by its beginning, because from then on its tasks may run", async () => {
  const state = fakeState();
  state.revisions.push({
    environment: "dev",
    revision: 3,
    at: "2026-11-22T12:00:00Z",
    by: "ada",
    result: "deployed",
    version: "1",
    templates: {},
    seconds: 90,
  });
  expect(await lastDeployOf({ config: devConfig, state: state.port })).toEqual({
    kind: "at",
    at: Date.UTC(2026, 10, 22, 11, 58, 30),
    revision: 3,
    failed: false,
  });
});

test("a state that cannot be read leaves the last deploy unknown, and says why", async () => {
  const state = fakeState();
  state.failures.push(new GworldError("failed", "dynamodb:Query is denied", { hint: "" }));
  expect(await lastDeployOf({ config: devConfig, state: state.port })).toEqual({
    kind: "unknown",
    reason: "dynamodb:Query is denied",
  });
  expect(await lastDeployOf({ config: devConfig, state: state.port })).toEqual({ kind: "none" });
});
