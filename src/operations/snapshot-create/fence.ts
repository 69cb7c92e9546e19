import { GworldError } from "../../model/error.ts";
import type { World } from "../../model/world/world.ts";
import type { ReleaseOutcome } from "../../ports/worlds.ts";
import type { Job } from "./job.ts";

/** A fence ends by itself so long after it was set or prolonged, in milliseconds: a dead gworld freezes no world for longer. */
const fenceFor = 15_000;
const prolongEvery = 5_000;

/** A world that cannot commit, as it stands. */
export interface HeldFence {
  readonly world: World;
  readonly id: string;
  /** Lets the world go on; idempotent. Tells for how long it could not, in milliseconds. */
  release(): Promise<{ readonly outcome: ReleaseOutcome; readonly pauseMs: number }>;
  /** Keeps the fence standing until it is released. */
  prolong(): void;
}

/** Fences the job's world, waiting for another's fence to end. Undefined when the world is not there any more. */
export async function setFence(job: Job, attempt: number): Promise<HeldFence | undefined> {
  const { ports, entry, signal } = job;
  const { clock, data } = ports;
  const { worldId, snapshotId } = entry;
  for (;;) {
    signal.throwIfAborted();
    const begun = clock.now();
    const id = `${snapshotId}.${data.ids.next()}`;
    const world = await data.worlds.fence(worldId, { id, until: begun + fenceFor }, begun);
    if (world !== undefined) {
      job.report({ kind: "fenced", at: clock.now(), attempt });
      return held(job, { world, id, begun });
    }
    const standing = await data.worlds.get(worldId);
    if (standing === undefined) return undefined;
    await passFence(job, standing);
  }
}

/** A fence of this very snapshot was left by a run that died: it is taken away. Any other is waited for. */
async function passFence({ ports: { clock, data }, entry, signal, report }: Job, world: World): Promise<void> {
  const { fence, worldId } = world;
  if (fence === undefined) return;
  if (fence.id.startsWith(`${entry.snapshotId}.`)) {
    await data.worlds.release(worldId, fence.id, world);
    return;
  }
  const left = Math.max(0, fence.until - clock.now());
  report({ kind: "waiting", at: clock.now(), text: `${worldId} is fenced by ${fence.id}; it ends by itself` });
  await clock.wait(Math.min(left, 1_000) + 50, signal);
}

function held(job: Job, { world, id, begun }: { world: World; id: string; begun: number }): HeldFence {
  const { clock, data } = job.ports;
  const over = new AbortController();
  let prolonging = Promise.resolve();
  let released: ReturnType<HeldFence["release"]> | undefined;
  const goOn = async () => {
    for (;;) {
      await clock.wait(prolongEvery, over.signal);
      if (over.signal.aborted) return;
      const until = clock.now() + fenceFor;
      const ours = await data.worlds.prolong(world.worldId, { id, until }).catch(() => undefined);
      // What was committed meanwhile is seen at the release.
      if (ours === false) return;
    }
  };
  return {
    world,
    id,
    prolong: () => void (prolonging = goOn()),
    release() {
      released ??= (async () => {
        over.abort();
        await prolonging;
        const said = await data.worlds.release(world.worldId, id, world);
        const pauseMs = clock.now() - begun;
        return { outcome: said === "moved" ? await hasMoved(job, world) : said, pauseMs };
      })();
      return released;
    },
  };
}

/** A foreign world may lack what a release compares. Ticks and epochs only go up: equal ones have never been others. */
async function hasMoved({ ports }: Job, { worldId, epoch, tick, gen }: World): Promise<ReleaseOutcome> {
  const now = await ports.data.worlds.get(worldId);
  return now?.epoch === epoch && now.tick === tick && now.gen === gen ? "released" : "moved";
}

export const worldIsGone = (worldId: string) =>
  new GworldError("notFound", `${worldId} was deleted while its snapshot was being taken.`, {
    hint: "Earlier snapshots of it stay: gworld snapshot list",
  });
