import type { Ground, Part } from "../resource.ts";
import { imageOperations } from "./image-operations.ts";
import { repositoryProvider } from "./provider.ts";
import { openRegistry } from "./registry.ts";
import { repositoryOperations } from "./repository-operations.ts";
import { type ImageResolver, imageResolver } from "./resolve.ts";

/** ECR: repositories and the manifests of their images; layers are neither taken nor given. */
export function ecrPart(ground: Ground): Part & { readonly resolve: ImageResolver } {
  const registry = openRegistry(ground);
  return {
    about: { service: "ECR", does: "repositories, image manifests and tags, which ECS resolves to digests; no layers" },
    services: [
      {
        scope: "ecr",
        protocol: "json-1.1",
        namespace: "AmazonEC2ContainerRegistry_V20150921",
        operations: { ...repositoryOperations(registry), ...imageOperations(registry) },
      },
    ],
    resources: [repositoryProvider(registry)],
    resolve: imageResolver(registry),
  };
}
