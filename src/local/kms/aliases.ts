import { type JsonObject, number, text } from "../json.ts";
import { pageOf } from "../paging.ts";
import { required } from "../required.ts";
import { type Operation, ServiceError } from "../service.ts";
import type { Place } from "./key.ts";
import { type Alias, aliasNotFound, type Keyring, rowKey } from "./keyring.ts";

export function aliasOperations(ring: Keyring): Record<string, Operation> {
  return {
    CreateAlias: (input, call) =>
      createAlias(ring, call, { name: required(input, "AliasName"), target: required(input, "TargetKeyId") }),
    UpdateAlias: (input, call) => pointAlias(ring, call, required(input, "AliasName"), required(input, "TargetKeyId")),
    DeleteAlias: (input, call) => deleteAlias(ring, call, required(input, "AliasName")),
    ListAliases(input, call) {
      const keyId = text(input, "KeyId");
      const key = keyId === undefined ? undefined : ring.find(call, keyId);
      const ofRegion = ring.aliases
        .values()
        .filter((alias) => alias.region === call.region && (!key || alias.keyId === key.keyId));
      const options = { token: text(input, "Marker"), limit: number(input, "Limit") ?? 50 };
      const { page, next } = pageOf(ofRegion, ({ name }) => name, options);
      return { Aliases: page.map((alias) => aliasView(alias, call)), Truncated: next !== undefined, NextMarker: next };
    },
  };
}

export const aliasArn = ({ region, account }: Place, name: string): string =>
  `arn:aws:kms:${region}:${account}:${name}`;

export interface NewAlias {
  readonly name: string;
  readonly target: string;
  readonly token?: string;
}

export function createAlias(ring: Keyring, place: Place, { name, target, token }: NewAlias): undefined {
  const { region } = place;
  if (!/^alias\/[\w/-]{1,250}$/.test(name) || name.startsWith("alias/aws/"))
    throw new ServiceError(
      name.startsWith("alias/aws/") ? "NotAuthorizedException" : "InvalidAliasNameException",
      `Alias must start with the prefix "alias/" and not with "alias/aws/". Please see the KMS documentation for naming rules.`,
    );
  if (ring.aliases.get(rowKey(region, name)))
    throw new ServiceError("AlreadyExistsException", `An alias with the name ${aliasArn(place, name)} already exists`);
  const { keyId } = ring.find(place, target);
  ring.aliases.put(rowKey(region, name), { name, region, keyId, createdAt: ring.now(), updatedAt: ring.now(), token });
}

export function pointAlias(ring: Keyring, place: Place, name: string, target: string): undefined {
  const alias = found(ring, place, name);
  const { keyId } = ring.find(place, target);
  ring.aliases.put(rowKey(place.region, name), { ...alias, keyId, updatedAt: ring.now() });
}

export function deleteAlias(ring: Keyring, place: Place, name: string): undefined {
  found(ring, place, name);
  ring.aliases.delete(rowKey(place.region, name));
}

const found = (ring: Keyring, place: Place, name: string): Alias => {
  const alias = ring.aliases.get(rowKey(place.region, name));
  if (!alias) throw aliasNotFound(place, name);
  return alias;
};

const aliasView = ({ name, keyId, createdAt, updatedAt }: Alias, place: Place): JsonObject => ({
  AliasName: name,
  AliasArn: aliasArn(place, name),
  TargetKeyId: keyId,
  CreationDate: createdAt / 1000,
  LastUpdatedDate: updatedAt / 1000,
});
