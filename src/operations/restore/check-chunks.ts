import { atOnce } from "../../model/at-once.ts";
import type { RestoreJob } from "./job.ts";
import { chunksLeft } from "./placing.ts";
import { readChunk } from "./read-chunk.ts";

/** Few at a time, for memory. */
const chunksAtOnce = 2;

/** Reads all that is to be loaded once before anything is written: rows of what cannot be shown in the end would be paid for. */
export async function checkChunks(job: RestoreJob): Promise<void> {
  const { archive, plan, ports, report, signal } = job;
  const left = chunksLeft(job);
  if (left.length === 0) return;
  report({ kind: "note", at: ports.clock.now(), text: `Checking ${left.length} chunks` });
  const source = { archive, codec: ports.data.codec, worldId: plan.manifest.worldId };
  await atOnce(left, { most: chunksAtOnce, signal }, async (chunk) => {
    await readChunk(source, chunk);
  });
}
