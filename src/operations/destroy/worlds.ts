import { failedAs, rejectedAs } from "../../model/aws-error.ts";
import {
  mayTakeWorlds,
  refuseDataUnsaid,
  refuseOther,
  refuseUnseen,
  type DestroyPlan,
  type DoomedStack,
  type DoomedWorld,
  type Purge,
} from "../../model/doomed.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import { given } from "../../model/json.ts";
import { bucketName, tableName } from "../../model/names.ts";
import { shellWord } from "../../model/shell-word.ts";
import { keptIn } from "../../model/snapshot/kept-in.ts";
import type { DestroyPorts, KeepWorld, KeptWorld } from "../destroy.ts";

/** The worlds whose table goes; none where it stays, or is not there. Undefined where they may not be seen. */
export async function doomedWorlds(
  { config, data }: Pick<DestroyPorts, "config" | "data">,
  stacks: readonly DoomedStack[],
  purge?: Purge,
): Promise<readonly DoomedWorld[] | undefined> {
  if (!takesWorlds(config.name, [...stacks.flatMap((stack) => stack.lost), ...(purge?.doomed ?? [])])) return [];
  try {
    const worlds = await data.worlds.list();
    const isKept = isArchiveKept(config.name, stacks, purge);
    return await Promise.all(
      worlds.map(async (world) => {
        const { worldId, status, tick } = world;
        const entries = isKept ? await snapshotsOf(data, worldId) : [];
        return { worldId, status, tick, ...given({ keptIn: keptIn(world, entries) }) };
      }),
    );
  } catch (error) {
    if (rejectedAs(error, "ResourceNotFoundException")) return [];
    if (failedAs(error, "denied")) return undefined;
    throw error;
  }
}

/** Whether the environment's Worlds table is among what goes. */
export const takesWorlds = (environment: string, going: readonly { readonly physicalId: string }[]) =>
  going.some(({ physicalId }) => physicalId === tableName(environment, "Worlds"));

/**
 * Whoever has not said that worlds may go relies on what was seen of them, and minutes pass until their table's turn: somebody may
 * have gone on with one, or made one, since. Throws `refused` where one would be lost; to be asked directly before the table goes.
 */
export async function refuseRevived(
  { config, data }: Pick<DestroyPorts, "config" | "data">,
  plan: DestroyPlan,
): Promise<void> {
  if (mayTakeWorlds(plan)) return;
  refuseDataUnsaid({ ...plan, worlds: await doomedWorlds({ config, data }, plan.stacks, plan.purge) });
}

/** A snapshot is no better kept than the bucket that it is in. */
function isArchiveKept(environment: string, stacks: readonly DoomedStack[], purge: Purge | undefined): boolean {
  const isArchive = (name: string) => name.startsWith(bucketName(environment, "snapshots", "", "").replace(/-$/, ""));
  const stays = stacks.some(({ kept }) => kept.some((one) => one.type === bucketType && isArchive(one.physicalId)));
  return stays && purge?.doomed.some(({ physicalId }) => isArchive(physicalId)) !== true;
}

const bucketType = "AWS::S3::Bucket";

/** What cannot be seen keeps nothing. */
const snapshotsOf = async ({ catalogue }: DestroyPorts["data"], worldId: string) =>
  catalogue.snapshots(worldId).catch(() => []);

/** What is still to be deleted once the worlds that go with it are kept. */
interface Kept {
  readonly plan: DestroyPlan;
  readonly snapshots: readonly KeptWorld[];
}

/**
 * Takes a final snapshot of each world that goes, before anything is deleted; whatever keeps one from being taken ends it all
 * there. Snapshots fill the bucket that they are taken into, so that it is planned anew; throws `refused` where more is new.
 */
export async function keepWorlds(
  ports: DestroyPorts,
  plan: DestroyPlan,
  { keep, again }: { readonly keep: KeepWorld; readonly again: () => Promise<DestroyPlan> },
): Promise<Kept> {
  refuseUnseen(plan);
  const paused: string[] = [];
  try {
    const snapshots: KeptWorld[] = [];
    for (const world of plan.worlds ?? []) snapshots.push(await keepWorld(ports, { world, keep, paused }));
    const now = await again();
    refuseUnseen(now);
    refuseOther(plan, now);
    return { plan: now, snapshots };
  } catch (error) {
    tell(ports, "nothing was deleted");
    for (const worldId of paused)
      tell(ports, `${worldId} goes on with: gworld worlds resume ${shellWord(worldId)} -e ${plan.environment}`);
    throw error;
  }
}

interface Keeping {
  readonly world: DoomedWorld;
  readonly keep: KeepWorld;
  /** What was active before. */
  readonly paused: string[];
}

/** A world is paused first, so that nothing happens in it that the snapshot has not. */
async function keepWorld(
  ports: DestroyPorts,
  { world: { worldId, status }, keep, paused }: Keeping,
): Promise<KeptWorld> {
  const { data, sure, signal } = ports;
  if (signal.aborted)
    throw new GworldError("interrupted", "Interrupted before all worlds were kept.", {
      hint: "Run the same command again.",
    });
  await sure();
  const moved = await data.worlds.setStatus(worldId, ["active"], "paused");
  if (moved !== undefined || status === "active") paused.push(worldId);
  tell(ports, `${worldId} is paused for its final snapshot`);
  try {
    await sure();
    const kept = await keep(worldId, signal);
    tell(ports, `${worldId} is kept in ${kept.file}`);
    return kept;
  } catch (error) {
    tell(ports, `${worldId} could not be kept: ${wordsOf(error)}`);
    throw error;
  }
}

const tell = ({ report, clock }: DestroyPorts, text: string) => report({ kind: "note", at: clock.now(), text });
