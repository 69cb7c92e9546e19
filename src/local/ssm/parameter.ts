import { rowWith } from "../row.ts";
import type { Ground } from "../resource.ts";
import { ServiceError } from "../service.ts";
import type { Table } from "../store.ts";
import type { Tags } from "../tag-list.ts";
import type { Vault } from "../kms/part.ts";

export type ParameterType = "String" | "StringList" | "SecureString";

export interface Version {
  readonly version: number;
  readonly type: ParameterType;
  /** Of a SecureString, as KMS sealed it. */
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly keyId?: string | undefined;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly dataType: string;
  readonly tier: string;
}

export interface Parameter {
  readonly name: string;
  readonly region: string;
  readonly tags: Tags;
  /** The newest last; SSM keeps a hundred. */
  readonly versions: readonly Version[];
  /** Of the stack step that made it. */
  readonly token?: string | undefined;
}

export interface Place {
  readonly region: string;
  readonly account: string;
}

export interface Parameters {
  readonly table: Table<Parameter>;
  readonly vault: Vault;
  readonly now: () => number;
}

export const openParameters = (ground: Ground, vault: Vault): Parameters => ({
  table: ground.store.table("ssm.parameters", rowWith<Parameter>("name", "region", "versions")),
  vault,
  now: () => ground.clock.now(),
});

export const rowKey = (region: string, name: string): string => `${region}:${name}`;

export const parameterArn = ({ region, account }: Place, name: string): string =>
  `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, "")}`;

/** By name or ARN. */
export function findParameter({ table }: Parameters, { region }: Place, nameOrArn: string): Parameter | undefined {
  const arn = /^arn:aws[\w-]*:ssm:([\w-]+):\d{12}:parameter(\/.+)$/.exec(nameOrArn);
  if (!arn) return table.get(rowKey(region, nameOrArn));
  const [, place = region, path = ""] = arn;
  return table.get(rowKey(place, path)) ?? table.get(rowKey(place, path.slice(1)));
}

export function newest({ name, versions }: Parameter): Version {
  const last = versions.at(-1);
  if (!last) throw parameterNotFound(name);
  return last;
}

/** SSM answers a missing parameter with its code alone. */
export const parameterNotFound = (_name: string): ServiceError => new ServiceError("ParameterNotFound", "");
