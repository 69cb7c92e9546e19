import { type JsonObject, list, number, object, text, texts } from "../json.ts";
import { pageOf } from "../paging.ts";
import type { Call, Operation } from "../service.ts";
import {
  deleteImage,
  describeImage,
  findImage,
  type ImageId,
  imageIdOf,
  imageIds,
  layersOf,
  putImage,
} from "./images.ts";
import { refusals } from "./refusals.ts";
import { imageKey, imagesIn, type ImageRow, type Registry, type RepositoryRow } from "./registry.ts";
import { repositoryOf } from "./repositories.ts";

export const imageOperations = (registry: Registry): Readonly<Record<string, Operation>> => ({
  PutImage: (input, call) => {
    const repository = repositoryOf(registry, input, call);
    const image = putImage(registry, repository, input);
    return { image: shown(image, repository, { digest: image.digest, tag: text(input, "imageTag") }, call) };
  },
  ListImages: (input, call) => {
    const ids = wanted(registry, repositoryOf(registry, input, call), input).flatMap(imageIds);
    const { page, next } = pageOf(
      ids,
      (id) => `${text(id, "imageDigest")} ${text(id, "imageTag") ?? ""}`,
      asked(input),
    );
    return { imageIds: page, nextToken: next };
  },
  DescribeImages: (input, call) => describeImages(registry, input, call),
  BatchGetImage: (input, call) => {
    const repository = repositoryOf(registry, input, call);
    const { found, failures } = lookUp(registry, repository, input);
    return { images: found.map(({ id, image }) => shown(image, repository, id, call)), failures };
  },
  BatchDeleteImage: (input, call) => {
    const { found, failures } = lookUp(registry, repositoryOf(registry, input, call), input);
    const gone = found.flatMap(({ id, image }) => {
      const now = registry.images.get(imageKey(image.repositoryArn, image.digest));
      return now ? deleteImage(registry, now, id.digest === undefined ? id.tag : undefined) : [];
    });
    return { imageIds: gone, failures };
  },
  BatchCheckLayerAvailability: (input, call) => checkLayers(registry, repositoryOf(registry, input, call), input),
  /** Opens nothing: there is no registry here to pull from or to push to. */
  GetAuthorizationToken: () => ({
    authorizationData: [
      {
        authorizationToken: Buffer.from("AWS:local").toString("base64"),
        expiresAt: (registry.ground.clock.now() + 43_200_000) / 1000,
        proxyEndpoint: registry.ground.endpoint(),
      },
    ],
  }),
});

const asked = (input: JsonObject) => ({
  token: text(input, "nextToken"),
  limit: Math.min(number(input, "maxResults") ?? 100, 1_000),
});

function wanted(registry: Registry, repository: RepositoryRow, input: JsonObject): readonly ImageRow[] {
  const status = text(object(input, "filter"), "tagStatus") ?? "ANY";
  return imagesIn(registry, repository).filter(
    ({ tags }) => status === "ANY" || (status === "TAGGED") === tags.length > 0,
  );
}

function describeImages(registry: Registry, input: JsonObject, call: Call) {
  const repository = repositoryOf(registry, input, call);
  const ids = list(input, "imageIds").map(imageIdOf);
  const rows =
    ids.length === 0
      ? wanted(registry, repository, input)
      : ids.map((id) => {
          const image = findImage(registry, repository, id);
          if (!image) throw refusals.imageNotFound(id, repository.name, call.account);
          return image;
        });
  const { page, next } = pageOf(rows, ({ digest }) => digest, asked(input));
  return { imageDetails: page.map((image) => describeImage(image, repository, call.account)), nextToken: next };
}

/** What is not there is told beside what is, as batch operations do. */
function lookUp(registry: Registry, repository: RepositoryRow, input: JsonObject) {
  const ids = list(input, "imageIds").map((imageId) => ({ imageId, id: imageIdOf(imageId) }));
  if (ids.length === 0) throw refusals.invalid("imageIds", "Member must have length greater than or equal to 1");
  const found: { readonly id: ImageId; readonly image: ImageRow }[] = [];
  const failures: JsonObject[] = [];
  for (const { imageId, id } of ids) {
    const image = findImage(registry, repository, id);
    if (image) found.push({ id, image });
    else failures.push({ imageId, failureCode: "ImageNotFound", failureReason: "Requested image not found" });
  }
  return { found, failures };
}

const shown = (image: ImageRow, { name }: RepositoryRow, { tag }: ImageId, { account }: Call): JsonObject => ({
  registryId: account,
  repositoryName: name,
  imageId: { imageDigest: image.digest, ...(tag !== undefined && { imageTag: tag }) },
  imageManifest: image.manifest,
  imageManifestMediaType: image.mediaType,
});

/** A layer is there when an image names it. */
function checkLayers(registry: Registry, repository: RepositoryRow, input: JsonObject) {
  const known = imagesIn(registry, repository).flatMap(layersOf);
  return {
    layers: texts(input, "layerDigests").map((layerDigest) => {
      const layer = known.find((each) => text(each, "digest") === layerDigest);
      return layer
        ? {
            layerDigest,
            layerAvailability: "AVAILABLE",
            layerSize: number(layer, "size"),
            mediaType: text(layer, "mediaType"),
          }
        : { layerDigest, layerAvailability: "UNAVAILABLE" };
    }),
    failures: [],
  };
}
