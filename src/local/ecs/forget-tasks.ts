import { every } from "../every.ts";
import type { EcsContext } from "./context.ts";

/** ECS shows stopped tasks for about an hour. */
const shownFor = 3_600_000;

/** Forgets what stopped too long ago, now and every five minutes; the answer ends that. */
export function forgetTasks({ state, ground: { clock } }: EcsContext): () => void {
  const forget = () => {
    for (const { arn, times } of state.tasks.values())
      if ((times.stoppedAt ?? Infinity) < clock.now() - shownFor) state.tasks.delete(arn);
  };
  forget();
  return every(clock, 300_000, "Stopped tasks could not be forgotten", forget);
}
