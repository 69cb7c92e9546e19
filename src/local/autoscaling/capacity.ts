import { randomUUID } from "node:crypto";
import type { ScalableTargetRow, ScalingActivityRow } from "./rows.ts";
import type { ScalingState } from "./state.ts";

/** So many activities are kept, the newest of all targets. */
const kept = 200;

/** Sets the desired count of a target and writes down why. */
export function setCapacity(state: ScalingState, target: ScalableTargetRow, count: number, cause: string): void {
  const { region, resourceId } = target;
  state.counts.set({ region, resourceId }, count);
  noteActivity(state, target, {
    description: `Setting desired count to ${count}.`,
    cause,
    message: `Successfully set desired count to ${count}. Change successfully fulfilled by ecs.`,
  });
}

export function noteActivity(
  { activities, ground }: ScalingState,
  { region, serviceNamespace, resourceId, scalableDimension }: ScalableTargetRow,
  told: Pick<ScalingActivityRow, "description" | "cause" | "message">,
): void {
  const id = randomUUID();
  const about = { id, region, serviceNamespace, resourceId, scalableDimension };
  activities.put(id, { ...about, ...told, at: ground.clock.now() });
  for (const old of activities.keys().slice(0, -kept)) activities.delete(old);
}
