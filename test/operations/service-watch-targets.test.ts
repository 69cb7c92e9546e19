import { expect, test } from "vitest";
import { collector } from "../../src/operations/service-watch/collect.ts";
import { fakeServices, steadyService } from "../fakes/services.ts";
import { rejected } from "../fakes/stacks.ts";
import { virtualClock } from "../fakes/virtual-clock.ts";
import { fakeVitals } from "../fakes/vitals.ts";

const group = "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/1";
const web = steadyService("web", 1, {
  rolloutState: "IN_PROGRESS",
  balancing: { targetGroups: [group], securityGroups: [], graceSeconds: 0 },
});

/** A service whose target is ill, and the first look at it fails. */
function failingOnce(failure: Error) {
  const vitals = fakeVitals();
  vitals.health.set(group, [{ target: "10.0.0.7:8080", state: "unhealthy", reason: "Target.Timeout" }]);
  vitals.failures.set("targets", failure);
  const ports = {
    services: fakeServices([web]),
    targets: vitals.ports.targets,
    clock: virtualClock(),
    config: { name: "dev" },
    report: () => undefined,
    lastLines: async () => [],
  };
  const evidence = collector(ports, () => undefined);
  const lookTwice = async () => {
    await evidence.look(web);
    vitals.failures.clear();
    await evidence.look(web);
    await evidence.collect(web, 0);
  };
  return { vitals, evidence, lookTwice };
}

test.each(["throttled", "unreachable", "credentials"] as const)(
  "after a look at targets that was %s the next one tells which are ill",
  async (failure) => {
    const { evidence, lookTwice } = failingOnce(rejected("Throttling", "Rate exceeded", failure));
    await lookTwice();
    expect(evidence.found()).toMatchObject([{ service: "web", text: expect.stringContaining("Target.Timeout") }]);
  },
);

test("whoever may not look at targets is not asked again", async () => {
  const { vitals, evidence, lookTwice } = failingOnce(rejected("AccessDenied", "not authorized", "denied"));
  await lookTwice();
  expect(vitals.looks).toEqual([`targets ${group}`]);
  expect(evidence.found()).toEqual([]);
});
