import { StackStatus } from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { stackStatuses, standing } from "../../src/model/stack-status.ts";

test("the table knows exactly CloudFormation's 23 statuses", () => {
  expect([...stackStatuses].sort()).toEqual(Object.values(StackStatus).sort());
  expect(stackStatuses).toHaveLength(23);
});

test.each([
  ["CREATE_IN_PROGRESS", "going", "wait", "delete", false],
  ["CREATE_FAILED", "failed", "recreate", "delete", false],
  ["CREATE_COMPLETE", "succeeded", "update", "delete", true],
  ["ROLLBACK_IN_PROGRESS", "going", "wait", "delete", false],
  ["ROLLBACK_FAILED", "failed", "recreate", "delete", false],
  ["ROLLBACK_COMPLETE", "failed", "recreate", "delete", false],
  ["DELETE_IN_PROGRESS", "going", "wait", "wait", false],
  ["DELETE_FAILED", "failed", "refuse", "delete", false],
  ["DELETE_COMPLETE", "gone", "create", "nothing", false],
  ["UPDATE_IN_PROGRESS", "going", "wait", "wait", false],
  ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "usable", "wait", "wait", false],
  ["UPDATE_COMPLETE", "succeeded", "update", "delete", true],
  ["UPDATE_FAILED", "failed", "refuse", "delete", false],
  ["UPDATE_ROLLBACK_IN_PROGRESS", "going", "wait", "wait", false],
  ["UPDATE_ROLLBACK_FAILED", "failed", "refuse", "delete", false],
  ["UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "going", "wait", "wait", false],
  ["UPDATE_ROLLBACK_COMPLETE", "failed", "update", "delete", false],
  ["REVIEW_IN_PROGRESS", "going", "recreate", "delete", false],
  ["IMPORT_IN_PROGRESS", "going", "wait", "wait", false],
  ["IMPORT_COMPLETE", "succeeded", "update", "delete", true],
  ["IMPORT_ROLLBACK_IN_PROGRESS", "going", "wait", "wait", false],
  ["IMPORT_ROLLBACK_FAILED", "failed", "refuse", "delete", false],
  ["IMPORT_ROLLBACK_COMPLETE", "failed", "update", "delete", false],
])("%s: %s; deploy: %s, destroy: %s, digest trusted: %s", (status, phase, deploy, destroy, trusted) => {
  expect(standing(status)).toMatchObject({ phase, deploy, destroy, trusted });
});

test("CloudFormation compares what has come to an end", () => {
  expect(stackStatuses.filter((status) => standing(status).drift)).toEqual([
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
  ]);
});

test("whoever is refused is told why and what to do", () => {
  for (const status of stackStatuses.filter((one) => standing(one).deploy === "refuse"))
    expect(standing(status)).toMatchObject({
      because: expect.any(String),
      wayOut: expect.stringMatching(
        standing(status).recovery ? /gworld deploy --env <env> --recover/ : /deploy again|destroy/,
      ),
    });
});

test("CloudFormation brings back only what stopped between two templates", () => {
  const recovered = stackStatuses.flatMap((one) => (standing(one).recovery ? [[one, standing(one).recovery]] : []));
  expect(recovered).toEqual([
    ["UPDATE_FAILED", "begin"],
    ["UPDATE_ROLLBACK_FAILED", "continue"],
  ]);
});

test("a status of the future is waited for or refused, never guessed at", () => {
  expect(standing("FREEZE_IN_PROGRESS").deploy).toBe("wait");
  expect(standing("FROZEN").deploy).toBe("refuse");
});
