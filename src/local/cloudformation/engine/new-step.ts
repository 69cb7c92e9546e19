import { randomUUID } from "node:crypto";
import type { ResourceRecord, Step } from "../model/resource.ts";
import { durationOf } from "../durations.ts";
import type { Machine } from "./machine.ts";

/** A step that is written down; the caller has the provider do it. Undefined when nothing has to be done. */
export type Begun = ResourceRecord | undefined;

/** A step that is about to be written down, with the token that all its retries share. */
export function stepOf(
  machine: Machine,
  { stackId, logicalId }: Pick<ResourceRecord, "stackId" | "logicalId">,
  { action, purpose, target }: Pick<Step, "action" | "purpose" | "target">,
): Step {
  const { scale, seed } = machine.pace();
  const startedAt = machine.clock.now();
  // By the stack's name: its ID is another one in each run.
  const name = `${stackId.split("/")[1] ?? ""}/${logicalId}`;
  const readyAt = startedAt + durationOf(target.type, action, { name, seed }) * scale;
  return { action, purpose, target, state: "calling", token: randomUUID(), startedAt, readyAt };
}
