import { createHash } from "node:crypto";
import { isObject, type Json, type JsonObject, list, number, object, text } from "../json.ts";
import { imageKey, imagesIn, type ImageRow, type Registry, type RepositoryRow } from "./registry.ts";
import { refusals } from "./refusals.ts";
import { keepsTag } from "./repositories.ts";

/** How a request names an image: by digest, by tag, or by both, which then must be the same. */
export interface ImageId {
  readonly digest: string | undefined;
  readonly tag: string | undefined;
}

export const imageIdOf = (value: Json): ImageId => ({
  digest: text(value, "imageDigest"),
  tag: text(value, "imageTag"),
});

export function findImage(
  registry: Registry,
  repository: RepositoryRow,
  { digest, tag }: ImageId,
): ImageRow | undefined {
  const found =
    digest === undefined
      ? imagesIn(registry, repository).find(({ tags }) => tag !== undefined && tags.includes(tag))
      : registry.images.get(imageKey(repository.arn, digest));
  return tag === undefined || found?.tags.includes(tag) ? found : undefined;
}

export const digestOf = (manifest: string) => `sha256:${createHash("sha256").update(manifest).digest("hex")}`;

/** PutImage: a manifest under a tag. What is there already is refused, and so is a tag that must not move. */
export function putImage(registry: Registry, repository: RepositoryRow, input: JsonObject): ImageRow {
  const { tag, ...given } = imageIn(input);
  const key = imageKey(repository.arn, given.digest);
  const before = registry.images.get(key);
  if (before && (tag === undefined || before.tags.includes(tag)))
    throw refusals.imageExists({ digest: given.digest, tag }, repository.name, registry.ground.account);
  const holder = tag === undefined ? undefined : holderOf(registry, repository, tag);
  const image = before ?? pushed(registry, repository, given);
  const tagged = tag === undefined ? image : { ...image, tags: [...image.tags, tag] };
  registry.images.put(key, tagged);
  if (holder) takeTag(registry, holder, tag);
  return tagged;
}

function imageIn(input: JsonObject) {
  const manifest = text(input, "imageManifest") ?? "";
  const parsed = manifestOf(manifest);
  if (!parsed) throw unreadable();
  const digest = digestOf(manifest);
  const { digest: given = digest, tag } = imageIdOf(input);
  if (given !== digest) throw refusals.digestDiffers(given, digest);
  const mediaType = text(input, "imageManifestMediaType") ?? text(parsed, "mediaType");
  if (mediaType === undefined || number(parsed, "schemaVersion") !== 2) throw unreadable();
  return { manifest, digest, tag, mediaType };
}

const pushed = (
  { ground }: Registry,
  { arn, scanOnPush }: RepositoryRow,
  image: Pick<ImageRow, "digest" | "manifest" | "mediaType">,
): ImageRow => ({ repositoryArn: arn, tags: [], pushedAt: ground.clock.now(), scanned: scanOnPush, ...image });

/** What ECR answers to all that it does not take for a manifest, also one that does not tell its media type. */
const unreadable = () => refusals.invalid("ImageManifest", "Invalid JSON syntax");

/** The image that has the tag now, which must be free to move. */
function holderOf(registry: Registry, repository: RepositoryRow, tag: string): ImageRow | undefined {
  const holder = findImage(registry, repository, { tag, digest: undefined });
  if (holder && keepsTag(repository, tag)) throw refusals.tagExists(tag, repository.name);
  return holder;
}

function takeTag(registry: Registry, holder: ImageRow, tag: string | undefined): void {
  const tags = holder.tags.filter((each) => each !== tag);
  registry.images.put(imageKey(holder.repositoryArn, holder.digest), { ...holder, tags });
}

/** BatchDeleteImage of one: a tag goes alone while others stay, with its last tag or by its digest the image goes. */
export function deleteImage(registry: Registry, image: ImageRow, tag: string | undefined): readonly JsonObject[] {
  const key = imageKey(image.repositoryArn, image.digest);
  const rest = tag === undefined ? [] : image.tags.filter((each) => each !== tag);
  if (rest.length > 0) registry.images.put(key, { ...image, tags: rest });
  else registry.images.delete(key);
  return imageIds(tag === undefined ? image : { ...image, tags: [tag] });
}

/** An image is listed once a tag, and once when it has none. */
export const imageIds = ({ digest, tags }: Pick<ImageRow, "digest" | "tags">): readonly JsonObject[] =>
  tags.length === 0 ? [{ imageDigest: digest }] : tags.map((imageTag) => ({ imageDigest: digest, imageTag }));

/** The layers a manifest names, with their sizes. */
export const layersOf = ({ manifest }: ImageRow): readonly JsonObject[] =>
  list(manifestOf(manifest), "layers").filter(isObject);

export function describeImage(image: ImageRow, repository: RepositoryRow, account: string): JsonObject {
  const config = object(manifestOf(image.manifest), "config");
  return {
    registryId: account,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(image.tags.length > 0 && { imageTags: image.tags }),
    imageSizeInBytes: [config, ...layersOf(image)].reduce((sum, part) => sum + (number(part, "size") ?? 0), 0),
    imagePushedAt: image.pushedAt / 1000,
    imageManifestMediaType: image.mediaType,
    artifactMediaType: text(config, "mediaType"),
    ...(image.scanned && {
      imageScanStatus: { status: "COMPLETE", description: "The scan was completed successfully." },
      imageScanFindingsSummary: { imageScanCompletedAt: image.pushedAt / 1000, findingSeverityCounts: {} },
    }),
  };
}

function manifestOf(manifest: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(manifest);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
