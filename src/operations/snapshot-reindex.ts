import { parseManifest } from "../model/archive/manifest-text.ts";
import type { Manifest } from "../model/archive/manifest.ts";
import type { SnapshotEntry } from "../model/catalogue.ts";
import { ended } from "../model/ended.ts";
import { GworldError, wordsOf } from "../model/error.ts";
import { shellWord } from "../model/shell-word.ts";
import { unknownWorld } from "../model/snapshot/admit.ts";
import { notedEntry } from "../model/snapshot/noted.ts";
import type { Archive } from "../ports/archive.ts";
import type { Connection } from "../ports/connection.ts";
import type { Sure, WithLease } from "./lease.ts";

type ReindexPorts = Pick<Connection, "config" | "clock" | "data">;

export interface Reindexed {
  /** Snapshots that the catalogue did not have, or not as complete. */
  readonly noted: readonly { readonly snapshotId: string; readonly worldId: string }[];
  /** Snapshots it had as they are. */
  readonly known: number;
  /** Manifests that cannot be believed, and entries without one, a sentence each. */
  readonly problems: readonly string[];
}

export interface ReindexOptions {
  /** Only this world. */
  readonly worldId: string | undefined;
  readonly withLease: WithLease;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/**
 * Brings the catalogue up to the archive: a snapshot exists when its manifest does. What only the catalogue knew, such as
 * holds, is not in manifests and does not come back. Throws `notFound` for a world the archive has nothing of.
 */
export async function reindexSnapshots(ports: ReindexPorts, options: ReindexOptions): Promise<Reindexed> {
  const done: Reindexed[] = [];
  try {
    return await reindexAll(ports, done, options);
  } catch (error) {
    const world = options.worldId === undefined ? "" : ` ${shellWord(options.worldId)}`;
    throw ended(error, {
      stopped: options.signal.aborted,
      begun: done.length > 0,
      interrupted: "Interrupted. What was noted stays.",
      unfinished: "Not all manifests could be read",
      hint: `What was noted stays. Go on with: gworld snapshot reindex${world} -e ${ports.config.name}`,
    });
  }
}

/** World by world, each of which is added to `done`. */
async function reindexAll(ports: ReindexPorts, done: Reindexed[], options: ReindexOptions): Promise<Reindexed> {
  const { worldId, withLease, signal, say } = options;
  const archive = await ports.data.archive();
  const stored = await archive.worlds();
  if (worldId !== undefined && !stored.includes(worldId)) throw unknownWorld(worldId, ports.config.name, stored);
  for (const world of worldId === undefined ? stored : [worldId]) {
    const waiting = () => say(`Waiting for somebody else's work on the snapshots of ${world}`);
    const wish = { worldId: world, what: "archive", doing: "snapshot reindex", signal, waiting } as const;
    done.push(
      await withLease(ports, wish, (held, sure) =>
        reindexWorld(ports, { archive, worldId: world, signal: held, sure }),
      ),
    );
  }
  return {
    noted: done.flatMap(({ noted }) => noted),
    known: done.reduce((sum, { known }) => sum + known, 0),
    problems: done.flatMap(({ problems }) => problems),
  };
}

async function reindexWorld(
  { data }: ReindexPorts,
  { archive, worldId, signal, sure }: { archive: Archive; worldId: string; signal: AbortSignal; sure: Sure },
): Promise<Reindexed> {
  const entries = new Map((await data.catalogue.snapshots(worldId)).map((entry) => [entry.snapshotId, entry]));
  const noted: { snapshotId: string; worldId: string }[] = [];
  const problems: string[] = [];
  let known = 0;
  for (const snapshotId of await archive.manifests(worldId)) {
    signal.throwIfAborted();
    const entry = entries.get(snapshotId);
    entries.delete(snapshotId);
    // Its manifest goes next: the deletion is finished by the next delete or prune.
    if (entry?.state === "DELETING") continue;
    const text = (await archive.manifest(worldId, snapshotId)) ?? "";
    const manifestSha256 = data.codec.sha256(text);
    const manifest = read(text, { worldId, snapshotId });
    if (typeof manifest === "string") problems.push(manifest);
    else if (entry?.state === "COMPLETE" && entry.manifestSha256 === manifestSha256) known += 1;
    else if (entry?.state === "COMPLETE")
      problems.push(`The manifest of ${snapshotId} is not the one that was written.`);
    else {
      await sure();
      const wanted = notedEntry(manifest, data.ids.momentOf(snapshotId), { manifestSha256 });
      if (await note(data, entry, wanted)) noted.push({ snapshotId, worldId });
      else problems.push(`${snapshotId} was changed by somebody else meanwhile.`);
    }
  }
  return { noted, known, problems: [...problems, ...orphans([...entries.values()], archive)] };
}

const orphans = (entries: readonly SnapshotEntry[], { location }: Archive) =>
  entries
    .filter(({ state }) => state === "COMPLETE")
    .map(({ snapshotId }) => `The manifest of ${snapshotId} is not in ${location}.`);

/** The manifest, or what is wrong with it. */
function read(text: string, place: Pick<SnapshotEntry, "worldId" | "snapshotId">): Manifest | string {
  try {
    const manifest = parseManifest(text);
    if (manifest.worldId === place.worldId && manifest.snapshotId === place.snapshotId) return manifest;
    return `The manifest of ${place.snapshotId} lies where that of ${manifest.snapshotId} of ${manifest.worldId} should.`;
  } catch (error) {
    if (!(error instanceof GworldError)) throw error;
    return `${place.snapshotId}: ${wordsOf(error)}`;
  }
}

/** False where the entry is not as it was read. */
async function note(
  { catalogue }: ReindexPorts["data"],
  entry: SnapshotEntry | undefined,
  wanted: SnapshotEntry,
): Promise<boolean> {
  if (entry === undefined) return catalogue.addSnapshot(wanted);
  const { snapshotId: _, worldId: __, held: ___, ...fields } = wanted;
  if (!(await catalogue.changeSnapshot(entry, entry.state, fields))) return false;
  await catalogue.removeCheckpoints(entry);
  return true;
}
