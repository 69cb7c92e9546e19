import { declaredName } from "./declared-name.ts";
import { textAt } from "./json.ts";
import type { DeployPlan } from "./plan.ts";
import { registryImage, type RegistryImage } from "./registry-image.ts";
import { plannedTasks } from "./task-definitions.ts";

/** An image that a task definition of a plan runs. */
export interface NeededImage {
  /** As the task definition names it. */
  readonly name: string;
  readonly image: RegistryImage;
  readonly task: string;
  readonly stack: string;
  /** What its tasks run on, in words of the image format. */
  readonly architecture: "arm64" | "amd64";
}

/** Images of ECR that a plan's task definitions run, each once an architecture. Those of elsewhere cannot be asked for. */
export function neededImages(plan: Pick<DeployPlan, "stacks" | "account">): readonly NeededImage[] {
  const needed = plannedTasks(plan).flatMap(({ logicalId, stack, properties, containers, place }) => {
    const architecture = architectureOf(properties);
    return containers.flatMap((container): readonly NeededImage[] => {
      const name = declaredName(container["Image"], place);
      const image = name === undefined ? undefined : registryImage(name);
      if (name === undefined || image === undefined) return [];
      return [{ name, image, task: logicalId, stack: stack.name, architecture }];
    });
  });
  return [...new Map(needed.map((one) => [`${one.architecture} ${one.name}`, one])).values()];
}

/** Fargate and ECS take X86_64 where nothing is said (API reference, RuntimePlatform). */
const architectureOf = (properties: Readonly<Record<string, unknown>>) =>
  textAt(properties["RuntimePlatform"], "CpuArchitecture") === "ARM64" ? "arm64" : "amd64";
