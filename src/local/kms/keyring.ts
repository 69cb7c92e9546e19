import type { LocalClock } from "../clock.ts";
import { rowWith } from "../row.ts";
import { ServiceError } from "../service.ts";
import type { Store, Table } from "../store.ts";
import { type Key, newKey, type Place } from "./key.ts";

export interface Alias {
  /** Begins with `alias/`. */
  readonly name: string;
  readonly region: string;
  readonly keyId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Of the stack step that made it. */
  readonly token?: string | undefined;
}

/** All keys and aliases, found by whatever KMS lets a key be named with. */
export interface Keyring {
  readonly keys: Table<Key>;
  readonly aliases: Table<Alias>;
  readonly now: () => number;
  /** By key ID, key ARN, alias or alias ARN; an alias of AWS's own is made on first use. */
  find(place: Place, name: string): Key;
  /** As `find`, refused when the key is disabled or about to be deleted. */
  usable(place: Place, name: string): Key;
  /** The keys of a Region that are not gone. */
  list(region: string): readonly Key[];
}

export const rowKey = (region: string, name: string): string => `${region}/${name}`;

export function openKeyring(store: Store, clock: LocalClock): Keyring {
  const keys = store.table("kms.keys", rowWith<Key>("keyId", "arn", "region", "materials"));
  const aliases = store.table("kms.aliases", rowWith<Alias>("name", "region", "keyId"));
  const now = () => clock.now();
  const live = (key: Key | undefined) => {
    if (key?.deletionAt === undefined || key.deletionAt > now()) return key;
    forget(keys, aliases, key);
    return undefined;
  };
  const find = (place: Place, name: string) => {
    const [region, id] = split(place, name);
    if (!id.startsWith("alias/"))
      return live(keys.get(rowKey(region, id))) ?? refuse(notFound(keyArn(place, region, id)));
    const alias = aliases.get(rowKey(region, id));
    const key = alias && live(keys.get(rowKey(region, alias.keyId)));
    if (key) return key;
    if (!id.startsWith("alias/aws/")) refuse(aliasNotFound({ ...place, region }, id));
    return makeManaged({ keys, aliases, now }, { ...place, region }, id);
  };
  return {
    keys,
    aliases,
    now,
    find,
    usable(place, name) {
      const key = find(place, name);
      if (key.deletionAt !== undefined) refuse(pendingDeletion(key));
      if (!key.enabled) throw new ServiceError("DisabledException", `${key.arn} is disabled.`);
      return key;
    },
    list: (region) => keys.values().filter((key) => key.region === region && live(key) !== undefined),
  };
}

/** An ARN says its own Region. */
function split({ region }: Place, name: string): readonly [string, string] {
  const arn = /^arn:aws[\w-]*:kms:([\w-]+):\d{12}:(?:key\/(.+)|(alias\/.+))$/.exec(name);
  return arn ? [arn[1] ?? region, arn[2] ?? arn[3] ?? ""] : [region, name];
}

function forget(keys: Table<Key>, aliases: Table<Alias>, { region, keyId }: Key) {
  for (const alias of aliases.values())
    if (alias.region === region && alias.keyId === keyId) aliases.delete(rowKey(region, alias.name));
  keys.delete(rowKey(region, keyId));
}

function makeManaged(
  { keys, aliases, now }: Pick<Keyring, "keys" | "aliases" | "now">,
  place: Place,
  name: string,
): Key {
  const { region } = place;
  const service = name.slice("alias/aws/".length);
  const description = `Default key that protects my ${service} data when no other key is defined`;
  const key = newKey(place, now(), { manager: "AWS", description, rotates: true });
  keys.put(rowKey(region, key.keyId), key);
  aliases.put(rowKey(region, name), { name, region, keyId: key.keyId, createdAt: now(), updatedAt: now() });
  return key;
}

const keyArn = ({ account }: Place, region: string, id: string) => `arn:aws:kms:${region}:${account}:key/${id}`;

const notFound = (arn: string) => new ServiceError("NotFoundException", `Key '${arn}' does not exist`);

export const aliasNotFound = ({ region, account }: Place, name: string): ServiceError =>
  new ServiceError("NotFoundException", `Alias arn:aws:kms:${region}:${account}:${name} is not found.`);

export const pendingDeletion = ({ arn }: Key): ServiceError =>
  new ServiceError("KMSInvalidStateException", `${arn} is pending deletion.`);

function refuse(error: ServiceError): never {
  throw error;
}
