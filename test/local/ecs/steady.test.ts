import { expect, test } from "vitest";
import { type JsonObject, list, text } from "../../../src/local/json.ts";
import { fakeGround } from "../fake-ground.ts";
import { breaker, checked, definition, ecs } from "./ecs-world.ts";
import { scriptedRunner } from "./scripted-runner.ts";

/** A service whose processes must run for a second before they are counted on. */
async function proving(exits?: number, registered: JsonObject = definition()) {
  const runner = {
    ...scriptedRunner(() => (exits === undefined ? {} : { exits })),
    provesAfter: 1_000,
  };
  const world = await ecs({ ground: fakeGround(), needs: { runner } });
  await world.create({ deploymentConfiguration: breaker }, registered);
  return world;
}

const said = (service: JsonObject) => list(service, "events").map((event) => text(event, "message") ?? "");

test("tasks that end as soon as they run neither complete a deployment nor make a service steady", async () => {
  const { settle, service, call } = await proving(3);
  for (let look = 0; look < 60; look += 1) {
    await settle(1_000);
    const found = await service();
    expect(found).toMatchObject({ deployments: [{ rolloutState: "IN_PROGRESS" }] });
    expect(said(found).join("\n")).not.toMatch(/steady state|completed/);
  }
  // They have reached RUNNING: without a health check that is no failed start (ECS developer guide, circuit breaker).
  expect(await service()).toMatchObject({ runningCount: 0, deployments: [{ failedTasks: 0 }] });
  const past = await call("ListServiceDeployments", { cluster: "c", service: "app" });
  expect(list(past, "serviceDeployments").map((each) => text(each, "status"))).toEqual(["IN_PROGRESS"]);
});

test("tasks that go on running complete it, once they have run for a while", async () => {
  const { settle, service } = await proving();
  await settle(999);
  expect(await service()).toMatchObject({ runningCount: 1, deployments: [{ rolloutState: "IN_PROGRESS" }] });
  await settle(1);
  const found = await service();
  expect(found).toMatchObject({ runningCount: 1, deployments: [{ rolloutState: "COMPLETED" }] });
  expect(said(found)[0]).toBe("(service app) has reached a steady state.");
});

test("a health check that passes vouches for a task without waiting", async () => {
  const { settle, service } = await proving(undefined, definition(checked));
  await settle(300);
  expect(await service()).toMatchObject({ deployments: [{ rolloutState: "COMPLETED" }] });
});
