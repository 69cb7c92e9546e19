import { expect, test } from "vitest";
import { rolloutWatch } from "../../src/model/rollout-watch.ts";

const old = { id: "svc/1", status: "PRIMARY", taskDefinition: "t:1", rolloutState: "COMPLETED" };
const fresh = { id: "svc/2", status: "PRIMARY", taskDefinition: "t:2", rolloutState: "IN_PROGRESS" };
const event = "(service a) (deployment svc/2) deployment failed: tasks failed to start.";
const rolling = { ...old, rolloutState: "IN_PROGRESS", rolloutStateReason: "circuit breaker: rolling back to svc/1." };

test.each([
  { name: "ends well", looks: [[fresh, { ...old, status: "ACTIVE" }], [{ ...fresh, rolloutState: "COMPLETED" }]] },
  { name: "is told as failed", looks: [[{ ...fresh, rolloutState: "FAILED", rolloutStateReason: "why" }]], why: "why" },
  { name: "goes back when the watch begins", looks: [[rolling]], why: "circuit breaker: rolling back to svc/1." },
  {
    name: "was dropped between two looks, as the events say",
    looks: [[fresh], [old]],
    events: ["(service a) rolling back to deployment svc/1.", event],
    why: "(deployment svc/2) deployment failed: tasks failed to start.",
  },
  { name: "was dropped, and no event says why", looks: [[fresh], [old]], why: "t:1 runs again" },
  {
    name: "went back to the same task definition",
    looks: [
      [
        { ...fresh, taskDefinition: "t:1" },
        { ...old, status: "ACTIVE" },
      ],
      [old],
    ],
    why: "t:1 runs again",
  },
  {
    name: "was replaced by a newer one",
    looks: [
      [fresh],
      [{ ...fresh, id: "svc/3", taskDefinition: "t:3" }],
      [{ ...fresh, id: "svc/3", rolloutState: "COMPLETED" }],
    ],
  },
  {
    name: "was replaced by a newer one, which failed",
    looks: [[fresh], [{ ...fresh, id: "svc/3", taskDefinition: "t:3" }], [old]],
    why: "t:1 runs again",
  },
])("a rollout that $name", ({ looks, events = [], why }) => {
  const watch = rolloutWatch();
  const found = looks.map((deployments, index) =>
    watch.failure({ name: "a", deployments, events: index === 0 ? [] : events }),
  );
  expect(found.at(-1)).toBe(why);
  expect(found.slice(0, -1).every((one) => one === undefined)).toBe(true);
});
