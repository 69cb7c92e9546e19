import { every } from "../every.ts";
import type { EcsContext } from "./context.ts";

/** ECS shows stopped tasks for about an hour. */
const shownFor = 3_600_000;
/** More of them than this are not kept, so that tasks that end at once do not fill the folder. */
const shownAtMost = 1_000;
/** A client token counts for a day, or for an hour longer than its tasks live (API reference, idempotency). */
const tokensFor = 86_400_000;

/** Forgets what stopped too long ago, now and every five minutes; the answer ends that. */
export function forgetTasks(context: EcsContext): () => void {
  const forget = () => {
    forgetStopped(context);
    forgetTokens(context);
  };
  forget();
  return every(context.ground.clock, 300_000, "Stopped tasks could not be forgotten", forget);
}

function forgetStopped({ state, ground: { clock } }: EcsContext): void {
  const stopped = state.tasks
    .values()
    .flatMap(({ arn, times }) => (times.stoppedAt === undefined ? [] : [{ arn, stoppedAt: times.stoppedAt }]))
    .toSorted((a, b) => b.stoppedAt - a.stoppedAt);
  for (const [index, { arn, stoppedAt }] of stopped.entries())
    if (index >= shownAtMost || stoppedAt < clock.now() - shownFor) state.tasks.delete(arn);
}

function forgetTokens({ state, ground: { clock } }: EcsContext): void {
  for (const key of state.runTokens.keys()) {
    const row = state.runTokens.get(key);
    const known = row?.taskArns.some((arn) => state.tasks.get(arn)) ?? false;
    if (!known || (row?.at ?? 0) < clock.now() - tokensFor) state.runTokens.delete(key);
  }
}
