import { expect, test } from "vitest";
import { type JsonObject, list, text } from "../../../src/local/json.ts";
import { logsPart } from "../../../src/local/logs/part.ts";
import { caller, fakeGround } from "../fake-ground.ts";
import { container, definition, ecs } from "./ecs-world.ts";

/** A service that logs to a group nobody has made. */
async function logging(more: JsonObject) {
  const ground = fakeGround();
  const logs = logsPart(ground);
  const world = await ecs({ ground, needs: { logs: logs.sink } });
  const options = { "awslogs-group": "/new", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app", ...more };
  await world.create({}, definition(container({ logConfiguration: { logDriver: "awslogs", options } })));
  return { ...world, logsOf: caller(logs) };
}

test("awslogs-create-group makes the group that a task logs to, and leaves one that is there as it is", async () => {
  const { logsOf, runner, settle, tasks } = await logging({ "awslogs-create-group": "true" });
  const groups = async () =>
    list(await logsOf("DescribeLogGroups"), "logGroups").map((group) => [
      text(group, "logGroupName"),
      text(group, "retentionInDays"),
    ]);
  expect(await groups()).toEqual([["/new", undefined]]);
  runner.started[0]?.say("hello");
  const events = await logsOf("FilterLogEvents", { logGroupName: "/new" });
  expect(list(events, "events").map((event) => text(event, "message"))).toEqual(["hello"]);
  await logsOf("PutRetentionPolicy", { logGroupName: "/new", retentionInDays: 7 });
  runner.running()[0]?.exit(1);
  await settle(2_000);
  expect(await tasks()).toHaveLength(1);
  expect(await groups()).toEqual([["/new", "7"]]);
});

test("without it the task does not start", async () => {
  const { logsOf, runner } = await logging({ "awslogs-create-group": "false" });
  expect(runner.started).toEqual([]);
  expect(await logsOf("DescribeLogGroups")).toMatchObject({ logGroups: [] });
});
