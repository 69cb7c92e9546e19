import { expect, test } from "vitest";
import { lastLines } from "../../src/operations/last-lines.ts";
import { fakeClock } from "../fakes/clock.ts";
import { fakeLogs } from "../fakes/logs.ts";

const group = "/gworld/dev/agent-runtime";

function world() {
  const clock = fakeClock();
  const logs = fakeLogs({ now: () => clock.now(), pageSize: 10 });
  logs.create(group);
  return { logs, clock, read: lastLines({ logs, clock }, "dev") };
}
const task = (id: string) => ({ id, stoppedReason: "Essential container in task exited" });

test("the last lines of a task are found in one of many chatty streams", async () => {
  const { logs, clock, read } = world();
  for (let line = 0; line < 1_000; line += 1) logs.put(group, "chatter", { at: clock.now() - 60_000, task: "other" });
  for (let line = 1; line <= 25; line += 1) logs.put(group, `line ${line}`, { at: clock.now() - 1_000, task: "mine" });
  const lines = await read("agent-runtime", task("mine"));
  expect(lines).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index + 6}`));
  expect(logs.calls).toHaveLength(3);
});

test("a task that never logged has no lines", async () => {
  const { read } = world();
  expect(await read("agent-runtime", task("silent"))).toEqual([]);
  expect(await read("world-management", task("silent"))).toEqual([]);
});
