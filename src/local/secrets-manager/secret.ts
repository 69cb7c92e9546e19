import type { Vault } from "../kms/part.ts";
import { alphabets, randomName } from "../random-name.ts";
import type { Ground } from "../resource.ts";
import { rowWith } from "../row.ts";
import { ServiceError } from "../service.ts";
import type { Table } from "../store.ts";
import type { Tags } from "../tag-list.ts";

export interface Version {
  readonly id: string;
  readonly stages: readonly string[];
  /** Sealed by KMS; exactly one of the two is there. */
  readonly text?: string | undefined;
  readonly binary?: string | undefined;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly description: string;
  readonly kmsKeyId?: string | undefined;
  readonly createdAt: number;
  readonly changedAt: number;
  /** When it will be gone, once its deletion is scheduled. */
  readonly deletionAt?: number | undefined;
  readonly tags: Tags;
  readonly policy?: string | undefined;
  readonly versions: readonly Version[];
  /** Of the stack step that made it. */
  readonly token?: string | undefined;
}

export interface Place {
  readonly region: string;
  readonly account: string;
}

export interface Secrets {
  readonly table: Table<Secret>;
  readonly vault: Vault;
  readonly now: () => number;
}

export const openSecrets = (ground: Ground, vault: Vault): Secrets => ({
  table: ground.store.table("secretsmanager.secrets", rowWith<Secret>("arn", "name", "region", "versions")),
  vault,
  now: () => ground.clock.now(),
});

/** Six random characters keep a secret made anew apart from the one before of the same name. */
export const newArn = ({ region, account }: Place, name: string): string =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${randomName(6, alphabets.letters)}`;

/** By name, ARN, or ARN without its six random characters. One whose deletion time has come is gone. */
export function findSecret({ table, now }: Secrets, { region }: Place, id: string): Secret | undefined {
  const fits = (secret: Secret) =>
    id.startsWith("arn:") ? secret.arn === id || secret.arn.slice(0, -7) === id : secret.name === id;
  const found = table.get(id) ?? table.values().find((secret) => secret.region === region && fits(secret));
  if (found?.deletionAt === undefined || found.deletionAt > now()) return found;
  table.delete(found.arn);
  return undefined;
}

/** A secret that is there and not marked for deletion. */
export function liveSecret(secrets: Secrets, place: Place, id: string): Secret {
  const found = findSecret(secrets, place, id);
  if (!found) throw notFound("Secrets Manager can't find the specified secret.");
  if (found.deletionAt !== undefined)
    throw new ServiceError(
      "InvalidRequestException",
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  return found;
}

export const save = ({ table }: Secrets, secret: Secret): Secret => {
  table.put(secret.arn, secret);
  return secret;
};

export const notFound = (message: string): ServiceError => new ServiceError("ResourceNotFoundException", message);
