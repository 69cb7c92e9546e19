import { atOnce } from "../model/at-once.ts";
import { AwsError } from "../model/aws-error.ts";
import type { DeployPlan } from "../model/plan.ts";
import { neededImages, type NeededImage } from "../model/task-images.ts";
import type { Connection } from "../ports/connection.ts";
import type { FoundImage } from "../ports/images.ts";

/** An image that tasks cannot run, and what its repository says of it. */
export type UnfitImage = NeededImage & { readonly found: FoundImage };

export interface ImagesFound {
  readonly unfit: readonly UnfitImage[];
  /** Why it is not known of all of them, where it is not. */
  readonly note?: string | undefined;
}

const callsAtOnce = 4;

/**
 * The images of a plan's tasks that are not there, or for another architecture: ECS itself looks only when tasks start. Asks
 * nothing where no task definition changes; never fails a deployment.
 */
export async function unfitImages(
  { images }: Pick<Connection, "images">,
  plan: Pick<DeployPlan, "stacks" | "account">,
): Promise<ImagesFound> {
  const unfit: UnfitImage[] = [];
  let note: string | undefined;
  await atOnce(neededImages(plan), { most: callsAtOnce, signal: new AbortController().signal }, async (needed) => {
    try {
      const found = await images(needed.image.region).find(needed.image);
      if (!isFit(found, needed)) unfit.push({ ...needed, found });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      note ??= `Whether the images of all tasks are there is not known: ${error.message}.`;
    }
  });
  return { unfit, note };
}

const isFit = (found: FoundImage, { architecture }: NeededImage) =>
  found.standing === "ready" && (found.architectures?.includes(architecture) ?? true);
