import { ServiceError } from "../service.ts";

const of = (name: string, account: string) => `repository with name '${name}' in registry with id '${account}'`;

/** ECR's refusals with its words. */
export const refusals = {
  exists: (name: string, account: string) =>
    new ServiceError(
      "RepositoryAlreadyExistsException",
      `The repository with name '${name}' already exists in the registry with id '${account}'`,
    ),
  notFound: (name: string, account: string) =>
    new ServiceError(
      "RepositoryNotFoundException",
      `The repository with name '${name}' does not exist in the registry with id '${account}'`,
    ),
  notEmpty: (name: string, account: string) =>
    new ServiceError(
      "RepositoryNotEmptyException",
      `The ${of(name, account)} cannot be deleted because it still contains images`,
    ),
  imageExists: (image: { readonly digest: string; readonly tag: string | undefined }, name: string, account: string) =>
    new ServiceError(
      "ImageAlreadyExistsException",
      `Image with digest '${image.digest}' and tag '${image.tag ?? "null"}' already exists in the ${of(name, account)}`,
    ),
  tagExists: (tag: string, name: string) =>
    new ServiceError(
      "ImageTagAlreadyExistsException",
      `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`,
    ),
  imageNotFound: (
    { digest = "null", tag = "null" }: { digest: string | undefined; tag: string | undefined },
    name: string,
    account: string,
  ) =>
    new ServiceError(
      "ImageNotFoundException",
      `The image with imageId {imageDigest:'${digest}', imageTag:'${tag}'} does not exist within the repository with name '${name}' in the registry with id '${account}'`,
    ),
  digestDiffers: (given: string, computed: string) =>
    new ServiceError(
      "ImageDigestDoesNotMatchException",
      `The specified image digest '${given}' does not match the digest '${computed}' of the image manifest.`,
    ),
  noLifecyclePolicy: (name: string, account: string) =>
    new ServiceError(
      "LifecyclePolicyNotFoundException",
      `Lifecycle policy does not exist for the ${of(name, account)}`,
    ),
  invalid: (parameter: string, constraint: string) =>
    new ServiceError(
      "InvalidParameterException",
      `Invalid parameter at '${parameter}' failed to satisfy constraint: '${constraint}'`,
    ),
} as const;
