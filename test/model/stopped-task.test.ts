import { expect, test } from "vitest";
import { isDeath, stopText } from "../../src/model/stopped-task.ts";

const scheduler = "ServiceSchedulerInitiated";
test.each([
  { stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited", died: true },
  { stopCode: "TaskFailedToStart", stoppedReason: "CannotPullContainerError: pull access denied", died: true },
  { stopCode: "SpotInterruption", stoppedReason: "Your Spot Task was interrupted.", died: true },
  { stopCode: undefined, stoppedReason: "Essential container in task exited", died: true },
  { stopCode: scheduler, stoppedReason: "Task failed ELB health checks in (target-group t)", died: true },
  { stopCode: scheduler, stoppedReason: "Task failed container health checks", died: true },
  { stopCode: scheduler, stoppedReason: "Scaling activity initiated by (deployment ecs-svc/123)", died: false },
  { stopCode: undefined, stoppedReason: "Scaling activity initiated by (deployment ecs-svc/123)", died: false },
  { stopCode: scheduler, stoppedReason: "ECS is performing maintenance on the underlying infrastructure", died: false },
  { stopCode: "UserInitiated", stoppedReason: "Task stopped by a person", died: false },
])("$stopCode, $stoppedReason: died is $died", ({ died, ...task }) => {
  expect(isDeath(task)).toBe(died);
});

test.each([
  { task: {}, text: "it ended" },
  { task: { exitCode: 0 }, text: "it ended (exit code 0)" },
  { task: { containerReason: "OutOfMemory" }, text: "it ended (OutOfMemory)" },
  { task: { exitCode: 137, containerReason: "OutOfMemory" }, text: "it ended (exit code 137, OutOfMemory)" },
])("$task is told as $text", ({ task, text }) => {
  expect(stopText({ stoppedReason: "it ended", ...task })).toBe(text);
});
