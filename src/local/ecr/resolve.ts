import { findImage } from "./images.ts";
import { type Registry, repositoryArn } from "./registry.ts";

/**
 * What the name of an image stands for in this account's repositories: its digest, or that there is none. Undefined for
 * images of elsewhere, of which nothing is known here.
 */
export type ImageResolver = (image: string) => { readonly digest: string | undefined } | undefined;

/** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>` with a tag, a digest, or neither, which is the tag `latest`. */
const reference =
  /^(\d{12})\.dkr\.ecr\.([\w-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/;

export const imageResolver =
  (registry: Registry): ImageResolver =>
  (image) => {
    const [, account, region, name, tag, digest] = reference.exec(image) ?? [];
    if (account !== registry.ground.account || region === undefined || name === undefined) return undefined;
    const repository = registry.repositories.get(repositoryArn(name, region, account));
    const id = digest === undefined ? { digest, tag: tag ?? "latest" } : { digest, tag: undefined };
    return { digest: repository && findImage(registry, repository, id)?.digest };
  };
