import { expect, test } from "vitest";
import { AwsError, type AwsFailure } from "../../src/model/aws-error.ts";
import type { OperationEvent } from "../../src/model/operation-events.ts";
import { watchServices } from "../../src/operations/service-watch.ts";
import type { Stack } from "../../src/ports/stacks.ts";
import { devConfig } from "../fakes/context.ts";
import { fakeServices, steadyService } from "../fakes/services.ts";
import { fakeStacks } from "../fakes/stacks.ts";
import { virtualClock } from "../fakes/virtual-clock.ts";

const failing = (failure: AwsFailure) =>
  new AwsError("failed", failure, { hint: "", failure, awsCode: failure, awsMessage: failure, action: "ecs:Any" });
const counts = { desiredCount: 1, runningCount: 0, pendingCount: 0, taskDefinition: "engine:2" };
const rolling = { failedTasks: 0, rolloutState: "IN_PROGRESS" };
const stackId = "arn:aws:cloudformation:us-east-1:000000000000:stack/gworld-dev-compute/1";

/** A service that stalls in a stack; what AWS refuses in between is said by the test. */
function stalling(status: string) {
  const clock = virtualClock();
  const deployments = [{ id: "ecs-svc/1", status: "PRIMARY", ...counts, ...rolling }];
  const services = fakeServices([steadyService("engine", 1, { ...counts, deployments })], {
    healthy: false,
    now: () => clock.now(),
  });
  const told: OperationEvent[] = [];
  const report = (event: OperationEvent) => void told.push(event);
  const statuses: string[] = [];
  const acts: string[] = [];
  const refusals: Error[] = [];
  const refusedEvidence: Error[] = [];
  const act = (name: string) => {
    const refusal = refusals.shift();
    acts.push(refusal === undefined ? name : `${name} ${refusal.message}`);
    if (refusal !== undefined) throw refusal;
  };
  const described: Stack = {
    id: stackId,
    name: "gworld-dev-compute",
    status,
    outputs: {},
    parameters: {},
    tags: {},
    terminationProtection: false,
  };
  const inRegion = {
    ...fakeStacks({ clock }).stacks,
    describe: async () => ({ ...described, status: statuses.shift() ?? status }),
    cancelUpdate: async () => act("CancelUpdateStack"),
  };
  const own = {
    clock,
    report,
    config: devConfig,
    stacks: () => inRegion,
    targets: { health: async () => [] },
    services: {
      ...services,
      setDesiredCount: async () => act("UpdateService"),
      async eventsSince(name: string, since: number) {
        const refusal = refusedEvidence.shift();
        if (refusal !== undefined) throw refusal;
        return services.eventsSince(name, since);
      },
    },
    lastLines: async () => [],
  };
  const watch = watchServices(own);
  watch.giveUp({ ...own, deadline: { ms: 60_000, text: "1m" }, again: "gworld deploy --env dev" });
  /** Lets the service stall for so long. */
  const stall = async (milliseconds: number) => {
    const event = { id: "1", stackName: described.name, type: "AWS::ECS::Service", logicalId: "Engine" };
    watch.see({ ...event, stackId, physicalId: "engine", status: "UPDATE_IN_PROGRESS", at: clock.now() });
    await clock.wait(milliseconds);
    const evidence = await watch.end();
    const notes = told.flatMap((event) => (event.kind === "note" ? event.text : []));
    return { evidence, notes, givenUp: watch.givenUp().map(({ message }) => message) };
  };
  return { services, statuses, acts, refusals, refusedEvidence, stall };
}

test("looks that fail are told once, and the service that stalls meanwhile is given up all the same", async () => {
  const { services, acts, stall } = stalling("UPDATE_IN_PROGRESS");
  services.failures.push(failing("throttled"), failing("unreachable"), failing("throttled"));
  const { notes, givenUp } = await stall(120_000);
  expect(acts).toEqual(["CancelUpdateStack"]);
  expect(givenUp).toHaveLength(1);
  expect(notes).toEqual([
    "services cannot be watched: throttled",
    "services cannot be watched: unreachable",
    givenUp[0],
  ]);
});

test("services that may not be listed are not asked for again", async () => {
  const { services, acts, stall } = stalling("UPDATE_IN_PROGRESS");
  let looks = 0;
  services.onLook.push(() => void (looks += 1));
  services.failures.push(failing("denied"));
  expect(await stall(120_000)).toMatchObject({ notes: ["services cannot be watched: denied"], givenUp: [] });
  expect(acts).toEqual([]);
  // The second one is the last that is tried when the stack has ended.
  expect(looks).toBe(2);
});

test.each([
  { status: "UPDATE_IN_PROGRESS", act: "CancelUpdateStack" },
  { status: "CREATE_IN_PROGRESS", act: "UpdateService" },
])(
  "a service in $status that cannot be given up at once is given up at a later look, once",
  async ({ status, act }) => {
    const { statuses, refusals, acts, stall } = stalling(status);
    statuses.push("UPDATE_ROLLBACK_IN_PROGRESS");
    refusals.push(failing("throttled"), failing("throttled"));
    const { notes, givenUp } = await stall(120_000);
    expect(acts).toEqual([`${act} throttled`, `${act} throttled`, act]);
    expect(notes).toEqual(["engine cannot be given up: throttled", givenUp[0]]);
  },
);

test("what may not be done to a service that stalls is tried once", async () => {
  const { refusals, acts, stall } = stalling("UPDATE_IN_PROGRESS");
  refusals.push(failing("denied"));
  expect(await stall(120_000)).toMatchObject({ notes: ["engine cannot be given up: denied"], givenUp: [] });
  expect(acts).toEqual(["CancelUpdateStack denied"]);
});

test("what a failing service has left is asked for again where that failed, and is no reason to look away", async () => {
  const { services, acts, refusedEvidence, stall } = stalling("UPDATE_IN_PROGRESS");
  services.set("engine", { deployments: [{ id: "1", status: "PRIMARY", ...counts, ...rolling, failedTasks: 2 }] });
  refusedEvidence.push(failing("throttled"));
  const { notes, givenUp, evidence } = await stall(120_000);
  expect(notes).toEqual(["why engine fails cannot be asked: throttled", givenUp[0]]);
  expect(acts).toEqual(["CancelUpdateStack"]);
  expect(evidence).toContainEqual(expect.objectContaining({ service: "engine", exitCode: 137 }));
});

test.each(["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"])(
  "why a service in %s found no place is asked before it is given up",
  async (status) => {
    const { services, acts, stall } = stalling(status);
    services.set("engine", { events: ["(service engine) was unable to place a task. Reason: no room."] });
    services.onLook.push(() => acts.length > 0 && services.set("engine", { events: [] }));
    const { evidence } = await stall(120_000);
    expect(acts).toHaveLength(1);
    expect(evidence).toContainEqual(expect.objectContaining({ text: "no place for a task of engine: no room" }));
  },
);
