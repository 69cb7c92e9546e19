import { gather, type Gathered } from "./gather.ts";
import type { Job } from "./job.ts";
import { worldIsGone } from "./fence.ts";
import type { World } from "../../model/world/world.ts";

/** Looks at a world that runs on before it is held off. */
const looks = 4;

export interface Still {
  readonly world: World;
  readonly gathered: Gathered;
}

/**
 * A world that stood still by itself while it was read, so that nobody had to wait. Every commit moves the tick: a world that is
 * at the same one before and after its rows were read has not been committed to meanwhile. Between two ticks there is mostly
 * time for that. Undefined where it never stood still, or somebody writes rows that no commit covers.
 */
export async function standsStill(job: Job): Promise<Still | undefined> {
  const { worlds } = job.ports.data;
  let before = await worlds.get(job.entry.worldId);
  for (let look = 1; look <= looks; look += 1) {
    job.signal.throwIfAborted();
    if (before === undefined) throw worldIsGone(job.entry.worldId);
    const gathered = await gather(job, before);
    const after = await worlds.get(job.entry.worldId);
    const isWhole = gathered.newer.length === 0 && gathered.unseen === 0;
    if (isWhole && after !== undefined && isSame(before, after)) return { world: before, gathered };
    // What was seen last is where the next look begins: right after a commit there is the most time.
    before = after;
  }
  return undefined;
}

const isSame = (before: World, after: World) =>
  before.gen === after.gen &&
  before.epoch === after.epoch &&
  before.tick === after.tick &&
  before.seqCommitted === after.seqCommitted;
