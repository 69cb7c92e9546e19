import { ServiceError } from "../service.ts";
import { type Place, save, type Secret, type Secrets, type Version } from "./secret.ts";
import { type Content, seal, unseal } from "./value.ts";

export interface NewVersion {
  readonly id: string;
  readonly content: Content;
  /** AWSCURRENT when not said. */
  readonly stages?: readonly string[];
}

/** Adds a version and moves its staging labels to it. The same version with the same content again changes nothing. */
export function addVersion(secrets: Secrets, secret: Secret, place: Place, added: NewVersion): Secret {
  const { id, content, stages = ["AWSCURRENT"] } = added;
  const existing = secret.versions.find((version) => version.id === id);
  if (existing) {
    if (isSame(unseal(secrets, secret, place, existing), content)) return secret;
    throw new ServiceError(
      "ResourceExistsException",
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  const createdAt = secrets.now();
  const version: Version = { id, stages: [], createdAt, ...seal(secrets, secret, place, { id, content }) };
  return save(secrets, {
    ...secret,
    changedAt: createdAt,
    versions: stages.reduce((versions, stage) => moveStage(versions, stage, id), [...secret.versions, version]),
  });
}

/** One version at a time has a label; the one that was current becomes the previous one. What has no label is dropped. */
export function moveStage(versions: readonly Version[], stage: string, to: string): Version[] {
  const from = versions.find(({ stages }) => stages.includes(stage))?.id;
  const moved = versions.map((version) => ({
    ...version,
    stages: [...version.stages.filter((name) => name !== stage), ...(version.id === to ? [stage] : [])],
  }));
  if (stage === "AWSCURRENT" && from !== undefined && from !== to) return moveStage(moved, "AWSPREVIOUS", from);
  return moved.filter(({ id, stages }) => stages.length > 0 || id === to);
}

export const stagesById = ({ versions }: Secret): Record<string, readonly string[]> =>
  Object.fromEntries(versions.map(({ id, stages }) => [id, stages]));

const isSame = (a: Content, b: Content) => JSON.stringify(a) === JSON.stringify(b);
