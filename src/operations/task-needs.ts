import { atOnce } from "../model/at-once.ts";
import { AwsError } from "../model/aws-error.ts";
import type { DeployPlan } from "../model/plan.ts";
import { neededImages, type NeededImage } from "../model/task-images.ts";
import { neededSecrets, spellings, type NeededSecret } from "../model/task-secrets.ts";
import type { Connection } from "../ports/connection.ts";
import type { FoundImage } from "../ports/images.ts";
import type { Secrets, SecretStanding } from "../ports/secrets.ts";

type Plan = Pick<DeployPlan, "stacks" | "account">;

/** An image that tasks cannot run, and what its repository says of it. */
export type UnfitImage = NeededImage & { readonly found: FoundImage };

/** What tasks are given and would not find. */
export interface MissingSecret extends NeededSecret {
  readonly standing: Exclude<SecretStanding, "ready">;
}

/**
 * What the tasks of a plan need and would not find when they start, which ECS itself looks for only then. Empty where no task
 * definition changes, or where nothing could be asked.
 */
export interface Unmet<T> {
  readonly unmet: readonly T[];
  /** Why it is not known of all of them, where it is not. */
  readonly note?: string | undefined;
}

/** The images that are not there, or for another architecture. */
export function unfitImages({ images }: Pick<Connection, "images">, plan: Plan): Promise<Unmet<UnfitImage>> {
  return unmetOf("the images of all tasks are", neededImages(plan), async (needed) => {
    const found = await images(needed.image.region).find(needed.image);
    return isFit(found, needed) ? undefined : { ...needed, found };
  });
}

const isFit = (found: FoundImage, { architecture }: NeededImage) =>
  found.standing === "ready" && (found.architectures?.includes(architecture) ?? true);

/** The secrets and parameters that are not there, or have no value. */
export function missingSecrets({ secrets }: Pick<Connection, "secrets">, plan: Plan): Promise<Unmet<MissingSecret>> {
  return unmetOf("all that tasks are given is", neededSecrets(plan), async (needed) => {
    const standing = await standingOf(secrets(needed.region), needed);
    return standing === "ready" ? undefined : { ...needed, standing };
  });
}

async function standingOf(secrets: Secrets, { kind, id }: NeededSecret): Promise<SecretStanding> {
  if (kind === "secret") return secrets.secret(id);
  const found = await secrets.parameters(spellings(id));
  return found.length === 0 ? "missing" : "ready";
}

const callsAtOnce = 4;

async function unmetOf<Needed, T>(
  what: string,
  needed: readonly Needed[],
  look: (one: Needed) => Promise<T | undefined>,
): Promise<Unmet<T>> {
  const unmet: T[] = [];
  let note: string | undefined;
  await atOnce(needed, { most: callsAtOnce, signal: new AbortController().signal }, async (one) => {
    try {
      const found = await look(one);
      if (found !== undefined) unmet.push(found);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      note ??= `Whether ${what} there is not known: ${error.message}.`;
    }
  });
  return { unmet, note };
}
