import { expect, test } from "vitest";
import type { AwsFailure } from "../../src/model/aws-error.ts";
import { stackRemoval } from "../../src/operations/remove-stack.ts";
import { fakeStacks, rejected } from "../fakes/stacks.ts";
import { virtualClock } from "../fakes/virtual-clock.ts";

function removing(failure: AwsFailure) {
  const deleted: string[] = [];
  const cloud = fakeStacks({ clock: virtualClock() });
  cloud.lose("events", rejected(failure, failure, failure));
  const stacks = {
    ...cloud.stacks,
    delete: async (stackId: string) => void deleted.push(stackId),
  };
  const remove = stackRemoval(async () => ({ phase: "gone", stack: undefined, events: [], detached: false }));
  const ended = remove(stacks, { stackId: "stack/1", name: "gworld-dev-edge", unprotect: false }, "token");
  return { deleted, ended };
}

test("a stack whose events may not be read is deleted all the same: its status tells the end", async () => {
  const { deleted, ended } = removing("denied");
  expect(await ended).toMatchObject({ phase: "gone" });
  expect(deleted).toEqual(["stack/1"]);
});

test("no deletion is begun whose end could be taken from an operation before it", async () => {
  const { deleted, ended } = removing("throttled");
  await expect(ended).rejects.toThrow("throttled");
  expect(deleted).toEqual([]);
});
