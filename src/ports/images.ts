import type { RegistryImage } from "../model/registry-image.ts";

/** The repositories of ECR of one Region. */
export interface Images {
  find(image: RegistryImage): Promise<FoundImage>;
}

/** What a repository says of an image. `tags` are what it has instead, newest first. */
export type FoundImage =
  | {
      readonly standing: "ready";
      /** What it is made for, in words of the image format such as `arm64`; undefined where its manifest does not say. */
      readonly architectures: readonly string[] | undefined;
    }
  | { readonly standing: "missing"; readonly tags: readonly string[] }
  | { readonly standing: "no-repository" };
