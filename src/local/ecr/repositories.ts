import { bool, isObject, type JsonObject, list, object, text } from "../json.ts";
import type { Place } from "../place.ts";
import { tagsOf } from "../tag-list.ts";
import { imageKey, imagesIn, type Registry, repositoryArn, type RepositoryRow, repositoryUri } from "./registry.ts";
import { refusals } from "./refusals.ts";

/** The repository a request names; one of another account's registry is none. */
export function repositoryOf({ repositories }: Registry, input: JsonObject, { region, account }: Place): RepositoryRow {
  const name = text(input, "repositoryName") ?? "";
  const registryId = text(input, "registryId") ?? account;
  const row = registryId === account ? repositories.get(repositoryArn(name, region, account)) : undefined;
  if (!row) throw refusals.notFound(name, registryId);
  return row;
}

/** API reference, CreateRepository: repositoryName. */
const namePattern = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/** Makes a repository; what is not said is as AWS has it: tags move, nothing is scanned, AES256 encrypts. */
export function createRepository(
  { repositories, ground }: Registry,
  input: JsonObject,
  { region, account }: Place,
  own: Pick<RepositoryRow, "token" | "emptyOnDelete"> = {},
): RepositoryRow {
  const name = text(input, "repositoryName") ?? "";
  if (!namePattern.test(name) || name.length < 2 || name.length > 256)
    throw refusals.invalid("repositoryName", `must satisfy regular expression '${namePattern.source}'`);
  const arn = repositoryArn(name, region, account);
  if (repositories.get(arn)) throw refusals.exists(name, account);
  const encryption = object(input, "encryptionConfiguration");
  const row: RepositoryRow = {
    arn,
    name,
    region,
    createdAt: ground.clock.now(),
    encryption: Object.keys(encryption).length > 0 ? encryption : { encryptionType: "AES256" },
    ...settings(input),
    tags: tagsOf(input, "tags"),
    ...own,
  };
  repositories.put(arn, row);
  return row;
}

/** What may be changed of a repository, read from a request. */
export const settings = (input: JsonObject) => ({
  mutability: text(input, "imageTagMutability") ?? "MUTABLE",
  exclusionFilters: list(input, "imageTagMutabilityExclusionFilters").filter(isObject),
  scanOnPush: bool(object(input, "imageScanningConfiguration"), "scanOnPush") ?? false,
});

/** A repository with images goes only by force, and takes them along. */
export function deleteRepository(registry: Registry, row: RepositoryRow, force: boolean): void {
  const images = imagesIn(registry, row);
  if (images.length > 0 && !force) throw refusals.notEmpty(row.name, registry.ground.account);
  for (const { digest } of images) registry.images.delete(imageKey(row.arn, digest));
  registry.repositories.delete(row.arn);
}

export const describeRepository = (row: RepositoryRow, account: string): JsonObject => ({
  repositoryArn: row.arn,
  registryId: account,
  repositoryName: row.name,
  repositoryUri: repositoryUri(row, account),
  createdAt: row.createdAt / 1000,
  imageTagMutability: row.mutability,
  ...(row.exclusionFilters.length > 0 && { imageTagMutabilityExclusionFilters: row.exclusionFilters }),
  imageScanningConfiguration: { scanOnPush: row.scanOnPush },
  encryptionConfiguration: row.encryption,
});

/** Whether a tag, once given, stays where it is; filters name the tags that are otherwise (API reference, PutImageTagMutability). */
export function keepsTag({ mutability, exclusionFilters }: RepositoryRow, tag: string): boolean {
  const excluded =
    mutability.endsWith("_WITH_EXCLUSION") &&
    exclusionFilters.some((filter) => wildcard(text(filter, "filter") ?? "").test(tag));
  return mutability.startsWith("IMMUTABLE") !== excluded;
}

const wildcard = (filter: string) =>
  new RegExp(
    `^${filter
      .split("*")
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
