import { GworldError } from "../error.ts";
import { recordAt, textAt } from "../json.ts";
import { type Leftover, leftoverText, leftoversText } from "../leftovers.ts";
import { removal } from "../retained.ts";
import type { Template } from "../template.ts";
import type { StackImport } from "./plan.ts";

/** What a stack that is still to be made begins with. */
export interface AdoptedStack {
  readonly stack: StackImport;
  readonly left: readonly Leftover[];
}

/** What a person should know before approving it. */
export function adoptionNotes({ left }: AdoptedStack, retainData: boolean): readonly string[] {
  const revived = left.filter(({ goesAt }) => goesAt !== undefined);
  return [
    `adopts: ${leftoversText(left)} (retained by an earlier destroy)`,
    ...revived.map((one) => `takes back the deletion of ${leftoverText(one)}, scheduled for ${dayOf(one.goesAt ?? 0)}`),
    ...(retainData ? [] : ["the environment keeps no data: the next gworld destroy deletes what is adopted"]),
  ];
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Something that has a name that is needed, and cannot be taken over. */
export interface InTheWay {
  readonly left: Leftover;
  readonly reason: string;
}

/**
 * By logical ID the key that a stack goes on with, where there are several: the one under which a repository is, which can have no
 * other, else the one that most of what is left is under, else the newest. `left` has the newest keys first.
 */
export function chosenKeys(left: readonly Leftover[]): ReadonlyMap<string, Leftover> {
  const chosen = new Map<string, Leftover>();
  const uses = (key: Leftover) =>
    left.filter((one) => sameKey(one.key, key.physicalId)).reduce((sum, { type }) => sum + weightOf(type), 0);
  for (const key of left.filter(({ type }) => type === "AWS::KMS::Key")) {
    const best = chosen.get(key.logicalId);
    if (best === undefined || uses(key) > uses(best)) chosen.set(key.logicalId, key);
  }
  return chosen;
}

const weightOf = (type: string) => (type === "AWS::ECR::Repository" ? 1_000 : 1);

/** A key's ID or ARN, and either of them again. */
const sameKey = (one: string | undefined, other: string | undefined) =>
  one !== undefined && other !== undefined && one.split("/").at(-1) === other.split("/").at(-1);

/** True for a repository whose encryption is not what its template wants: that is for ever, so that it would be replaced. */
export function isOtherKey(
  { type, key }: Leftover,
  declared: Readonly<Record<string, unknown>>,
  wanted: string | undefined,
): boolean {
  if (type !== "AWS::ECR::Repository") return false;
  const isUnderKey = recordAt(declared, "EncryptionConfiguration")["KmsKey"] !== undefined;
  return isUnderKey ? !sameKey(key, wanted) : key !== undefined;
}

/**
 * Names of what CloudFormation alone can tell whether it is there, and takes over by its name where it is: types of which gworld
 * asks no service. The name must stand in the template as it is.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 */
export const adoptedByName = ({ resources }: Template): readonly string[] =>
  [...resources.values()].flatMap(({ type, deletionPolicy = "", properties }) => {
    const name = textAt(properties, "BackupVaultName");
    return type === "AWS::Backup::BackupVault" && deletionPolicy.startsWith("Retain") && name !== undefined
      ? [name]
      : [];
  });

export function cannotAdopt(environment: string, all: readonly InTheWay[]): GworldError {
  const lines = all.map(({ left, reason }) => `  ${leftoverText(left)}: ${reason}`);
  const removals = all.flatMap(
    ({ left }) => (left.holder === undefined ? removal(left, left.region) : undefined) ?? [],
  );
  const room = removals.length === 0 ? [] : [`Save what is worth it, then make room: ${removals.join(" && ")}`];
  const purge = `Or delete all that an earlier destroy has left: gworld destroy --env ${environment} --purge`;
  return new GworldError(
    "refused",
    `${environment} cannot be deployed over what an earlier one of its name has left, and nothing was changed:\n${lines.join("\n")}`,
    {
      hint: [...room, purge].join("\n"),
    },
  );
}
