import { parseManifest } from "../../model/archive/manifest-text.ts";
import type { SnapshotEntry } from "../../model/catalogue.ts";
import { secondsBetween } from "../../model/duration.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import { continuationOf, hasRows } from "../../model/snapshot/unfinished.ts";
import type { SnapshotOptions, SnapshotPlan } from "../snapshot-create.ts";
import type { Sure } from "../lease.ts";
import { counted } from "./counted.ts";
import type { Job, SnapshotPorts } from "./job.ts";
import { parentFor } from "./parent.ts";
import { slots } from "./slots.ts";
import { take } from "./take.ts";

type LeasedOptions = SnapshotOptions & { readonly sure: Sure };

/**
 * Finishes what earlier runs have left, oldest first because later ones may rest on it, then takes the snapshot that is
 * asked for, unless one of those is it already.
 */
export async function finishThenTake(
  ports: SnapshotPorts,
  plan: SnapshotPlan,
  options: LeasedOptions,
): Promise<SnapshotEntry> {
  const { data } = ports;
  const { request } = plan;
  await data.catalogue.removeLeftCheckpoints(request.worldId);
  const entries = await data.catalogue.snapshots(request.worldId);
  const unfinished = entries.filter(({ state }) => state === "CREATING").reverse();
  for (const entry of unfinished) {
    const answer = await goOn(ports, plan, { ...options, entry });
    if (answer !== undefined) return answer;
  }
  // What was finished meanwhile is a better one.
  const parent = unfinished.length === 0 ? plan.parent : (await parentFor(ports, request, plan.world)).manifest;
  const entry = await begin(ports, plan, parent?.snapshotId);
  const job = await jobOf(ports, plan, { ...options, entry });
  return (await take(job, { ...sealing(ports, options), mayCutAgain: true })) ?? entry;
}

/** What becomes of one that was left; it is returned where it is the answer. */
async function goOn(
  ports: SnapshotPorts,
  plan: SnapshotPlan,
  options: LeasedOptions & { readonly entry: SnapshotEntry },
): Promise<SnapshotEntry | undefined> {
  const { catalogue } = ports.data;
  const { entry, report } = options;
  const now = ports.clock.now();
  const job = await jobOf(ports, plan, options);
  const hindrance = await hindranceOf(job, plan);
  const next = continuationOf(entry, plan.request, { intact: hindrance === undefined, now });
  if (next === "begin") {
    await catalogue.removeSnapshot(entry);
    return undefined;
  }
  if (next !== "give up") {
    const text = next === "answer" ? "Going on with" : "First finishing";
    report({ kind: "resuming", at: now, snapshotId: entry.snapshotId, text: `${text} ${named(entry)}` });
    const done = await take(job, { ...sealing(ports, options), mayCutAgain: next === "answer" });
    if (done !== undefined) return next === "answer" ? done : undefined;
  }
  const warning = `${named(entry)} was left unfinished and cannot be finished any more: ${hindrance ?? rowsGone}`;
  report({ kind: "warning", at: now, text: warning });
  await catalogue.changeSnapshot(entry, "CREATING", { state: "FAILED", warnings: [...entry.warnings, warning] });
  await catalogue.removeCheckpoints(entry);
  return undefined;
}

const named = ({ snapshotId, name, cut, createdAt }: SnapshotEntry) =>
  `snapshot ${snapshotId}${name === undefined ? "" : ` "${name}"`} of ${cut?.at ?? createdAt}`;

const rowsGone = "rows of its moment are gone.";

/** Why it cannot be finished; undefined where its manifest is there, or all that it takes to get there. */
async function hindranceOf({ archive, entry, ports }: Job, { env, world }: SnapshotPlan): Promise<string | undefined> {
  const { worldId, snapshotId, cut } = entry;
  if (cut === undefined) return rowsGone;
  const text = await archive.manifest(worldId, snapshotId);
  if (text !== undefined) return damageOf(text, `gworld snapshot delete ${snapshotId} -e ${env}`);
  const isLeft =
    hasRows(world, cut.gen, ports.clock.now()) && (await ports.data.catalogue.checkpoints(entry)).length > 0;
  return isLeft ? undefined : rowsGone;
}

/** A manifest that is written is never written anew: one that is damaged ends its snapshot, and no other. */
function damageOf(text: string, remove: string): string | undefined {
  try {
    parseManifest(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof GworldError) || error.code !== "unverified") throw error;
    return `${wordsOf(error)} Remove it with: ${remove}`;
  }
}

async function begin(
  { data }: SnapshotPorts,
  { request, createdBy }: SnapshotPlan,
  parent: string | undefined,
): Promise<SnapshotEntry> {
  const snapshotId = data.ids.next();
  const { worldId, consistency, name, labels } = request;
  const entry: SnapshotEntry = {
    snapshotId,
    worldId,
    state: "CREATING",
    consistency,
    name,
    labels,
    createdBy,
    parent,
    createdAt: new Date(data.ids.momentOf(snapshotId)).toISOString(),
    held: false,
    warnings: [],
  };
  // False only where the answer to our own first request was lost.
  await data.catalogue.addSnapshot(entry);
  return entry;
}

/** Of 1 MB each, which take a few times that until they are packed. */
const pagesAtOnce = 4;

async function jobOf(
  ports: SnapshotPorts,
  { estimate, world }: SnapshotPlan,
  { entry, signal, sure, report, maxReadUnits }: LeasedOptions & { readonly entry: SnapshotEntry },
): Promise<Job> {
  const { clock, data } = ports;
  const throttled = (action: string) => report({ kind: "throttled", at: clock.now(), action });
  const ofRows = world.seqCommitted === undefined ? null : estimate.readRows;
  return {
    ports,
    entry,
    signal,
    sure,
    report,
    archive: await data.archive(),
    rows: data.rows({ maxReadUnits, throttled }),
    slots: slots(pagesAtOnce),
    read: counted(clock, ofRows, report),
  };
}

function sealing({ clock }: SnapshotPorts, { version }: SnapshotOptions) {
  const begun = clock.now();
  return { tool: `gworld/${version}`, seconds: () => secondsBetween(begun, clock.now()) };
}
