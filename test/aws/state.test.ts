import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoLocks } from "../../src/aws/locks.ts";
import { dynamoState } from "../../src/aws/state.ts";
import { auditBreaks } from "../../src/model/audit.ts";
import type { Operation } from "../../src/model/operation.ts";
import type { StateEntry } from "../../src/ports/state.ts";
import { digest } from "../fakes/environment-templates.ts";
import { stateEntry } from "../fakes/state-entry.ts";
import { cloudWithState } from "../fakes/state-table.ts";

let cloud: Awaited<ReturnType<typeof cloudWithState>>;
beforeAll(async () => {
  cloud = await cloudWithState();
});
afterAll(() => cloud.stop());

test("the newest revision is the one with the highest number, and reads as it was written", async () => {
  const state = dynamoState(cloud.clients);
  expect(await state.latest("dev")).toBeUndefined();
  expect(await state.standing("dev")).toBeUndefined();
  const stacks = [{ name: "gworld-dev-network", action: "update", status: "UPDATE_COMPLETE", seconds: 3 }];
  const over = {
    cause: "no luck",
    command: "rollback 1",
    backTo: 1,
    document: "ab",
    ci: "https://ci.example/1",
    stacks,
  };
  let last: StateEntry | undefined;
  for (let count = 0; count < 11; count += 1) await state.write((last = stateEntry("dev", last, over)));
  expect(await state.latest("dev")).toEqual(last?.revision);
  expect((await state.revisions("dev", 3)).map(({ revision }) => revision)).toEqual([11, 10, 9]);
  expect(await state.revision("dev", 2)).toMatchObject({ revision: 2, backTo: 1, stacks });
  expect(await state.standing("dev")).toEqual(last?.standing);
  expect(await state.latest("prod")).toBeUndefined();
  const [rows, revisions] = [await state.audit("dev"), await state.revisions("dev", 99)];
  expect(auditBreaks("dev", { rows, revisions, head: last?.standing.audit }, digest)).toEqual([]);
});

test("an operation is written over when it ends", async () => {
  const state = dynamoState(cloud.clients);
  const operation: Operation = {
    environment: "ops",
    id: 7,
    command: "deploy",
    by: "ada",
    version: "1",
    state: "running",
    startedAt: "2026-11-22T12:00:00.000Z",
  };
  const first = { ...stateEntry("ops"), operation };
  await state.write(first);
  const slowest = [
    { logicalId: "Redis", type: "AWS::ElastiCache::ReplicationGroup", action: "create", seconds: 600.5 },
  ] as const;
  const timings = [{ stack: "gworld-ops-storage", action: "create", seconds: 612, slowest }] as const;
  const ended: Operation = {
    ...operation,
    state: "failed",
    error: "no luck",
    endedAt: "2026-11-22T12:01:00.000Z",
    timings,
  };
  await state.write({ ...stateEntry("ops", first), operation: ended });
  expect(await state.operation("ops", 7)).toEqual(ended);
  expect(await state.operations("ops", 9)).toEqual([ended]);
  expect(await state.operation("ops", 8)).toBeUndefined();
});

test("how far an operation is, is written over while the lock is its own, and never over its end", async () => {
  const state = dynamoState(cloud.clients);
  const locks = dynamoLocks(cloud.clients);
  const holder = { id: "a", arn: "ada", host: "here", pid: 1 };
  const asked = { kind: "take", holder, command: "deploy", leaseMs: 9, beat: "1", since: 0 } as const;
  const { row } = await locks.change("far", asked);
  const proof = { holderId: "a", fence: row?.fence ?? 0 };
  const begun = { environment: "far", id: 1, command: "deploy", by: "ada", version: "1", startedAt: "" } as const;
  const operation: Operation = { ...begun, state: "running" };
  await state.write({ ...stateEntry("far"), operation }, proof);
  const stack = { name: "a", action: "update", region: "us-east-1", token: "gw-1", at: 5, part: true } as const;
  const further = { ...operation, planned: ["a", "b"], document: "ab", stacks: [stack] };
  await state.progress(further, proof);
  expect(await state.operation("far", 1)).toEqual(further);
  await expect(state.progress(operation, { ...proof, fence: 9 })).rejects.toMatchObject({ code: "locked" });
  const ended: Operation = { ...further, state: "detached" };
  await state.progress(ended, proof);
  await expect(state.progress(further, proof)).resolves.toBeUndefined();
  expect(await state.operation("far", 1)).toEqual(ended);
  expect(await state.audit("far")).toHaveLength(1);
});

test("a write after somebody else's is refused whole, unless it is our own request repeated", async () => {
  const state = dynamoState(cloud.clients);
  const first = stateEntry("two");
  await state.write(first);
  await state.write(first);
  const other = stateEntry("two", undefined, { by: "somebody" });
  await expect(state.write(other)).rejects.toMatchObject({ code: "failed", message: expect.stringContaining("first") });
  expect(await state.revisions("two", 9)).toEqual([first.revision]);
  expect(await state.audit("two")).toEqual([first.audit]);
});

test("rows of an older gworld read on, and the next number follows theirs", async () => {
  const dynamoDb = await cloud.clients.dynamoDb();
  await dynamoDb.putItem({
    TableName: "gworld-state",
    Item: {
      pk: { S: "ENV#old" },
      sk: { S: "REV#0000000003" },
      revision: { N: "3" },
      at: { S: "2026-11-22T12:00:00.000Z" },
      by: { S: "ada" },
      result: { S: "deployed" },
      version: { S: "0.0.9" },
      seconds: { N: "12" },
      templates: { M: { "gworld-old-network": { S: "abc" } } },
    },
  });
  const state = dynamoState(cloud.clients);
  expect(await state.latest("old")).toEqual({
    environment: "old",
    revision: 3,
    at: "2026-11-22T12:00:00.000Z",
    by: "ada",
    result: "deployed",
    version: "0.0.9",
    seconds: 12,
    templates: { "gworld-old-network": "abc" },
  });
  expect(await state.standing("old")).toBeUndefined();
});

test("a missing table is an error with AWS's words", async () => {
  await expect(dynamoState(cloud.clients, "gone").latest("dev")).rejects.toMatchObject({
    awsCode: "ResourceNotFoundException",
  });
});
