import { every } from "../every.ts";
import { type Live, putContainer } from "./live.ts";
import type { RunningProcess } from "./runner.ts";
import { wording } from "./wording.ts";

const looksEvery = 1_000;

/** Kills a container whose processes hold more than its hard limit; the answer ends the watch. */
export function watchMemory(
  live: Live,
  arn: string,
  { name, memoryMiB, process }: { readonly name: string; readonly memoryMiB: number; readonly process: RunningProcess },
): () => void {
  const { ground, runner } = live.context;
  const { pid } = process;
  if (pid === undefined) return () => {};
  return every(ground.clock, looksEvery, "The memory of a container was not looked at", () => {
    if ((runner.memory(pid) ?? 0) <= memoryMiB * 1024 * 1024) return;
    putContainer(live, arn, name, { reason: wording.outOfMemory });
    process.kill();
  });
}
