import { expect, test } from "vitest";
import type { Store, Table } from "../../../src/local/store.ts";
import { errorLines } from "../error-lines.ts";
import { fakeGround, memoryStore } from "../fake-ground.ts";
import { ecs } from "./ecs-world.ts";

/** A store whose tables take nothing while they are full. */
function fillable() {
  const full = new Set<string>();
  const store = memoryStore();
  const wrapped: Store = {
    table<T>(name: string, guard: (value: unknown) => value is T): Table<T> {
      const table = store.table(name, guard);
      return {
        ...table,
        put(key, value) {
          if (full.has(name)) throw new Error("no space left on device");
          table.put(key, value);
        },
      };
    },
  };
  return { full, ground: fakeGround({ store: wrapped }) };
}

test("a container that ends while the disk is full is noted, and replaced, once there is room", async () => {
  const lines = errorLines();
  const { full, ground } = fillable();
  const { create, runner, settle, tasks } = await ecs({ ground });
  await create();
  for (const table of ["ecs-tasks", "ecs-services"]) full.add(table);
  runner.running()[0]?.exit(1);
  await settle(60_000);
  expect(runner.running()).toEqual([]);
  expect(lines).toContain("The end of a container was not noted: no space left on device");
  full.clear();
  await settle(10_000);
  expect(runner.running()).toHaveLength(1);
  expect(await tasks("STOPPED")).toMatchObject([{ stopCode: "EssentialContainerExited", lastStatus: "STOPPED" }]);
});

test("a decision that could not be written is taken again, and changes after it are decided about", async () => {
  errorLines();
  const { full, ground } = fillable();
  const { create, call, runner, settle, service } = await ecs({ ground });
  await create();
  full.add("ecs-tasks");
  const scale = (desiredCount: number) => call("UpdateService", { cluster: "c", service: "app", desiredCount });
  await expect(scale(2)).rejects.toThrow("no space left");
  full.clear();
  await settle(5_000);
  expect(runner.running()).toHaveLength(2);
  await scale(3);
  await settle();
  expect(await service()).toMatchObject({ runningCount: 3, pendingCount: 0 });
});

test("tasks that were written and not started, as the service could not be written, start once there is room", async () => {
  errorLines();
  const { full, ground } = fillable();
  const { create, call, runner, settle, service } = await ecs({ ground });
  await create({ desiredCount: 2 });
  full.add("ecs-services");
  runner.running()[0]?.exit(0);
  await settle();
  full.clear();
  await settle(10_000);
  expect(runner.running()).toHaveLength(2);
  expect(await service()).toMatchObject({ runningCount: 2, pendingCount: 0 });
  expect(await call("ListTasks", { cluster: "c" })).toMatchObject({
    taskArns: [expect.any(String), expect.any(String)],
  });
});

test("lines that cannot be written end nothing, and an orderly stop comes to its end on a full disk", async () => {
  errorLines();
  const { full, ground } = fillable();
  const { create, part, runner, settle } = await ecs({ ground });
  await create({ desiredCount: 2 });
  for (const table of ["ecs-tasks", "ecs-services"]) full.add(table);
  const stopped = part.stop?.();
  await settle(10_000);
  await stopped;
  expect(runner.running()).toEqual([]);
});

test("a task whose start fails inside stops with the reason", async () => {
  const lines = errorLines();
  const { create, settle, tasks } = await ecs({
    needs: {
      logs: {
        open() {
          throw new Error("no space left on device");
        },
        write: () => {},
      },
    },
  });
  await create({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } });
  await settle(60_000);
  expect((await tasks("STOPPED"))[0]).toMatchObject({
    lastStatus: "STOPPED",
    stopCode: "TaskFailedToStart",
    stoppedReason: "no space left on device",
  });
  expect(lines[0]).toBe("A task could not start: no space left on device");
});
