import type { EnvironmentConfig } from "./environment.ts";
import { GworldError } from "./error.ts";
import type { Forecast } from "./forecast/forecast.ts";
import type { StackPart } from "./graph.ts";
import { canonical } from "./json.ts";
import type { Leftover, Leftovers } from "./leftovers.ts";
import { tableName } from "./names.ts";

export interface DoomedResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** Tells resources apart: a bucket's policy has the bucket's name. */
export const resourceId = ({ type, physicalId }: Pick<DoomedResource, "type" | "physicalId">) =>
  `${type} ${physicalId}`;

export interface DoomedStack {
  readonly part: StackPart;
  readonly name: string;
  readonly region: string;
  readonly stackId: string;
  readonly status: string;
  readonly terminationProtection: boolean;
  /** What CloudFormation deletes. */
  readonly gone: readonly DoomedResource[];
  /** What stays in the account, by the template's deletion policies. */
  readonly kept: readonly DoomedResource[];
  /** What holds data and goes. */
  readonly lost: readonly DoomedResource[];
  /** What goes and leaves a final snapshot, by its deletion policy. */
  readonly snapshotted?: readonly DoomedResource[] | undefined;
  /** Buckets that must be emptied before they can go. */
  readonly fullBuckets: readonly DoomedResource[];
}

export interface DoomedWorld {
  readonly worldId: string;
  readonly status: string;
  readonly tick: number;
  /** A snapshot that stays and holds all of it: nothing was written since, and nothing is while it is not active. */
  readonly keptIn?: string | undefined;
}

/** What whoever destroys has said of the data that goes. */
export interface Said {
  /** The content of buckets may go. */
  readonly withData: boolean;
  /** Worlds that no snapshot keeps may go. */
  readonly discardWorlds: boolean;
  /** Each world is kept in a file first. */
  readonly keepsWorlds: boolean;
}

/** What destroying an environment takes away, in the order of deployment. */
export interface DestroyPlan extends Said {
  readonly environment: string;
  readonly stacks: readonly DoomedStack[];
  /** Worlds whose tables go; undefined where they cannot be seen. */
  readonly worlds: readonly DoomedWorld[] | undefined;
  readonly id: string;
  /** How long it will take; absent where there is nothing to delete. */
  readonly forecast?: Forecast | undefined;
  /** What outlives the stacks and is deleted after them; absent where it stays. */
  readonly purge?: Purge | undefined;
}

export interface Purge {
  readonly doomed: readonly Leftover[];
  /** What has a name of the environment's, and belongs to a stack that is not the environment's: it is left alone. */
  readonly foreign: readonly Leftover[];
  /** Names of what could not be looked at, and why. */
  readonly unseen: Leftovers["unseen"];
}

/** What was typed, to be run again. */
export const destroyCommand = ({
  environment,
  withData,
  discardWorlds,
  purge,
}: Pick<DestroyPlan, "environment" | "withData" | "discardWorlds" | "purge">) =>
  [
    `gworld destroy --env ${environment}`,
    ...(purge === undefined ? [] : ["--purge"]),
    ...(withData ? ["--with-data"] : []),
    ...(discardWorlds ? ["--discard-worlds"] : []),
  ].join(" ");

/** True where worlds may go whatever is in them, or each has been kept in a file. Final snapshots fill the bucket that they are taken into. */
export const mayTakeWorlds = ({ withData, discardWorlds, keepsWorlds }: Said) =>
  discardWorlds || (keepsWorlds && withData);

/** Refuses to take data along that nobody said may go: worlds that no snapshot keeps, and the content of buckets. */
export function refuseDataUnsaid(plan: DestroyPlan): void {
  const { stacks, worlds, withData, discardWorlds, keepsWorlds } = plan;
  const isSaid = mayTakeWorlds(plan);
  const full = withData ? [] : stacks.flatMap(fullBucketsOf);
  const lost = isSaid ? [] : (worlds ?? []).filter(({ keptIn }) => keptIn === undefined);
  const unseen = worlds === undefined && !isSaid;
  const told = [
    ...paragraph("These buckets are not empty:", full),
    ...paragraph(
      keepsWorlds
        ? "Final snapshots of these worlds fill a bucket that must be emptied, and may not be:"
        : "These worlds would be lost:",
      lost.map(({ worldId, tick }) => `${worldId} at tick ${tick}`),
    ),
    ...(unseen ? ["Whether worlds would be lost cannot be seen with these credentials."] : []),
  ];
  if (told.length === 0) return;
  const command = destroyCommand({ ...plan, withData: true, discardWorlds });
  const keep =
    lost.length === 0 ? "" : `Keep worlds in files, and delete the rest, with: ${command} --final-snapshots <folder>\n`;
  const all = destroyCommand({ ...plan, withData: true, discardWorlds: discardWorlds || unseen || lost.length > 0 });
  throw new GworldError("refused", told.join("\n"), { hint: `${keep}Delete all of it with: ${all}` });
}

const fullBucketsOf = ({ name, fullBuckets }: DoomedStack) =>
  fullBuckets.map(({ physicalId }) => `${physicalId} (${name})`);

/** Refuses where each world is to be kept before it goes, and which there are may not be seen. */
export function refuseUnseen({ environment, worlds }: DestroyPlan): void {
  if (worlds !== undefined) return;
  throw new GworldError(
    "refused",
    "Which worlds would be lost cannot be seen with these credentials, so that none can be kept.",
    {
      hint: `Run the same command with credentials that may read ${tableName(environment, "Worlds")}, or delete all of it, whatever is in it, with: gworld destroy --env ${environment} --with-data --discard-worlds`,
    },
  );
}

/** Refuses where more goes, or less, than was approved. Only which buckets are full may differ: final snapshots fill one. */
export function refuseOther(approved: DestroyPlan, now: DestroyPlan): void {
  const { environment, withData } = approved;
  const stacks = changed(stacksOf(approved), stacksOf(now));
  const worlds = changed(worldsOf(approved), worldsOf(now));
  if (stacks.length + worlds.length === 0) return;
  const told = [...stacks, ...worlds.map((line) => `world ${line}`)].map((line) => `  ${line}`);
  throw new GworldError("refused", [`${environment} has changed since its plan was approved:`, ...told].join("\n"), {
    hint: `See what would go now, and approve that: gworld destroy --env ${environment}${withData ? " --with-data" : ""} --final-snapshots <folder>`,
  });
}

const stacksOf = ({ stacks }: DestroyPlan) =>
  new Map(stacks.map((stack) => [stack.name, canonical({ ...stack, fullBuckets: [] })]));
const worldsOf = ({ worlds = [] }: DestroyPlan) => new Map(worlds.map(({ worldId }) => [worldId, ""]));

function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    if (before.get(name) === after.get(name)) return [];
    return [`${name} is ${before.has(name) ? (after.has(name) ? "another" : "gone") : "new"}`];
  });
}

const paragraph = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : [[title, ...lines.map((line) => `  ${line}`)].join("\n")];

export const purgesAny = ({ purge }: Pick<DestroyPlan, "purge">) => (purge?.doomed ?? []).length > 0;

/** True where approval takes the environment's name: it is protected, or a stack of it is, or what it retains goes. */
export const wantsName = (config: Pick<EnvironmentConfig, "protected">, { stacks, purge }: DestroyPlan) =>
  config.protected || purgesAny({ purge }) || stacks.some(({ terminationProtection }) => terminationProtection);
