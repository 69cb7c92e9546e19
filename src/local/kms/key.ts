import { randomBytes, randomUUID } from "node:crypto";
import type { Tags } from "../tag-list.ts";

/** A symmetric key, with every material it ever had: what an earlier one encrypted stays readable. */
export interface Key {
  readonly keyId: string;
  readonly arn: string;
  readonly region: string;
  readonly description: string;
  readonly enabled: boolean;
  /** AWS: a service of AWS made it for itself; its users cannot change it. */
  readonly manager: "AWS" | "CUSTOMER";
  readonly multiRegion: boolean;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly deletionAt?: number | undefined;
  readonly pendingDays?: number | undefined;
  readonly rotates: boolean;
  readonly rotationDays: number;
  readonly policy: string;
  readonly tags: Tags;
  /** AES-256 keys in base64, the newest last. */
  readonly materials: readonly string[];
  /** Of the stack step that made it. */
  readonly token?: string | undefined;
}

export interface Place {
  readonly region: string;
  readonly account: string;
}

export type NewKey = Partial<
  Pick<
    Key,
    "description" | "manager" | "multiRegion" | "policy" | "tags" | "enabled" | "rotates" | "rotationDays" | "token"
  >
>;

export function newKey({ region, account }: Place, now: number, given: NewKey): Key {
  const keyId = given.multiRegion ? `mrk-${randomBytes(16).toString("hex")}` : randomUUID();
  return {
    keyId,
    arn: `arn:aws:kms:${region}:${account}:key/${keyId}`,
    region,
    description: given.description ?? "",
    enabled: given.enabled ?? true,
    manager: given.manager ?? "CUSTOMER",
    multiRegion: given.multiRegion ?? false,
    createdAt: now,
    rotates: given.rotates ?? false,
    rotationDays: given.rotationDays ?? 365,
    policy: given.policy ?? defaultPolicy(account),
    tags: given.tags ?? {},
    materials: [randomBytes(32).toString("base64")],
    token: given.token,
  };
}

/** What KMS writes when no policy is given: IAM decides. */
const defaultPolicy = (account: string) =>
  JSON.stringify(
    {
      Version: "2012-10-17",
      Id: "key-default-1",
      Statement: [
        {
          Sid: "Enable IAM User Permissions",
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    },
    undefined,
    2,
  );
