import { expect, test } from "vitest";
import { evidenceNext, evidenceTexts } from "../../src/model/evidence.ts";
import { placementEvidence } from "../../src/model/placement-evidence.ts";
import { targetEvidence } from "../../src/model/target-evidence.ts";

const balancing = { targetGroups: ["arn:tg"], securityGroups: ["sg-1", "sg-2"], graceSeconds: 60 };
const target = { group: "arn:tg", target: "10.0.0.1:8080" };

test.each([
  { reason: "Target.Timeout: Request timed out", next: "describe-security-groups --group-ids sg-1 sg-2" },
  { reason: "Target.Timeout: Request timed out", next: "grace period of 60 s" },
  { reason: "Target.ResponseCodeMismatch: [503]", next: "another status than its target group expects" },
  { reason: "Target.FailedHealthChecks", next: "port 8080: it must listen there on all addresses" },
])("$reason of a target asks for $next", ({ reason, next }) => {
  const [found] = targetEvidence({ name: "engine", balancing }, [{ ...target, reason }]);
  expect(found?.text).toBe(`target 10.0.0.1:8080 of engine was unhealthy: ${reason}`);
  expect(found?.next).toContain(next);
});

test("targets of another service's groups, and those of a service behind no load balancer, say nothing of it", () => {
  expect(targetEvidence({ name: "engine", balancing }, [{ ...target, group: "arn:other" }])).toEqual([]);
  expect(targetEvidence({ name: "engine" }, [target])).toEqual([]);
});

const ended = "Essential container in task exited";
const killed = { service: "engine", task: "t", stoppedReason: ended, exitCode: 137, memoryMib: 512, lines: ["last"] };

test("many tasks that died for their memory ask for more of it once, and five of them are told", () => {
  const tasks = Array.from({ length: 7 }, (_, index) => ({ ...killed, task: `t${index}` }));
  expect(evidenceTexts(tasks)).toHaveLength(5);
  expect(evidenceTexts(tasks)[0]).toBe(
    `  task t0 of engine: ${ended} (exit code 137, its memory is 512 MiB)\n    | last`,
  );
  expect(evidenceNext(tasks)).toEqual([expect.stringContaining("more than 512 MiB")]);
});

test.each([
  { name: "ended with another code", over: { exitCode: 1 }, text: "(exit code 1)" },
  {
    name: "ECS stopped and killed in the end",
    over: { stoppedReason: "Task failed container health checks" },
    text: "(exit code 137)",
  },
])("a task that $name had memory enough", ({ over, text }) => {
  const task = { ...killed, ...over };
  expect(evidenceTexts([task])[0]).toContain(text);
  expect(evidenceNext([task])).toEqual([]);
});

const unplaced = "(service engine) was unable to place a task. Reason: ";
const full = "Capacity is unavailable at this time. Please try again later or in a different availability zone";

test.each([
  { reason: "You've reached the limit on the number of vCPUs you can run concurrently", next: "quota L-3032A538" },
  { reason: full, next: "services.engine.spot: none" },
])("$reason is told once, with $next", ({ reason, next }) => {
  const events = [`${unplaced}${reason}.`, "(service engine) has reached a steady state.", `${unplaced}${reason}.`];
  expect(placementEvidence({ environment: "dev", service: "engine" }, events)).toEqual([
    { service: "engine", text: `no place for a task of engine: ${reason}`, next: expect.stringContaining(next) },
  ]);
});
