import type { Evidence, TaskEvidence } from "./operation-events.ts";
import { mayLackMemory, stopText } from "./stopped-task.ts";

/** So many stopped tasks say what there is to say. */
const mostTasks = 5;

/** Why services fail, in words: stopped tasks with the reason, the exit code and the last they said, and then the rest. */
export function evidenceTexts(evidence: readonly Evidence[]): readonly string[] {
  const tasks = evidence.filter(isTask).slice(0, mostTasks);
  return [...tasks.map(taskText), ...evidence.flatMap((one) => (isTask(one) ? [] : [`  ${one.text}`]))];
}

/** What to do about it, each once. */
export const evidenceNext = (evidence: readonly Evidence[]): readonly string[] => [
  ...new Set(evidence.flatMap((one) => (isTask(one) ? moreMemory(one) : [one.next]))),
];

const isTask = (evidence: Evidence): evidence is TaskEvidence => "task" in evidence;

const taskText = (evidence: TaskEvidence) =>
  [
    `  task ${evidence.task} of ${evidence.service}: ${stopText(evidence)}`,
    ...evidence.lines.map((line) => `    | ${line}`),
  ].join("\n");

const moreMemory = (task: TaskEvidence) =>
  mayLackMemory(task) && task.memoryMib !== undefined
    ? [`Let ${task.service} have more than ${task.memoryMib} MiB: services.${task.service}.memory in gworld.yaml`]
    : [];
