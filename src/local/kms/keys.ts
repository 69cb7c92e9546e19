import { bool, type JsonObject, number, text } from "../json.ts";
import { pageOf } from "../paging.ts";
import { required, violation } from "../required.ts";
import { type Operation, ServiceError } from "../service.ts";
import { tagsOf } from "../tag-list.ts";
import { type Key, newKey, type Place } from "./key.ts";
import { type Keyring, pendingDeletion, rowKey } from "./keyring.ts";
import { keyMetadata } from "./key-view.ts";
import { checkPolicy } from "./check-policy.ts";

/** A key's life: made, described, switched, and deleted after a wait. */
export function keyOperations(ring: Keyring): Record<string, Operation> {
  const change = (input: JsonObject, place: Place, changes: Partial<Key>) =>
    changeKey(ring, customerKey(ring, input, place), changes);
  return {
    CreateKey: (input, call) => ({ KeyMetadata: keyMetadata(createKey(ring, input, call), call.account) }),
    DescribeKey: (input, call) => ({ KeyMetadata: keyMetadata(named(ring, input, call), call.account) }),
    ListKeys(input, { region }) {
      const options = { token: text(input, "Marker"), limit: number(input, "Limit") ?? 100 };
      const { page, next } = pageOf(ring.list(region), ({ keyId }) => keyId, options);
      const Keys = page.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn }));
      return { Keys, Truncated: next !== undefined, NextMarker: next };
    },
    EnableKey: (input, call) => change(input, call, { enabled: true }),
    DisableKey: (input, call) => change(input, call, { enabled: false }),
    UpdateKeyDescription: (input, call) => change(input, call, { description: required(input, "Description") }),
    ScheduleKeyDeletion(input, call) {
      const key = scheduleDeletion(ring, customerKey(ring, input, call), number(input, "PendingWindowInDays"));
      const DeletionDate = (key.deletionAt ?? 0) / 1000;
      return { KeyId: key.arn, DeletionDate, KeyState: "PendingDeletion", PendingWindowInDays: key.pendingDays };
    },
    CancelKeyDeletion(input, call) {
      const key = named(ring, input, call);
      if (key.deletionAt === undefined)
        throw new ServiceError("KMSInvalidStateException", `${key.arn} is not pending deletion.`);
      save(ring, { ...key, deletionAt: undefined, pendingDays: undefined, enabled: false });
      return { KeyId: key.arn };
    },
  };
}

/** The key that the input's KeyId names. */
export const named = (ring: Keyring, input: JsonObject, place: Place): Key =>
  ring.find(place, required(input, "KeyId"));

/** A key that its user may change. */
export function customerKey(ring: Keyring, input: JsonObject, place: Place): Key {
  const key = named(ring, input, place);
  if (key.manager === "AWS")
    throw new ServiceError("AccessDeniedException", `The key ${key.arn} is managed by AWS and cannot be changed.`);
  if (key.deletionAt !== undefined) throw pendingDeletion(key);
  return key;
}

export const save = (ring: Keyring, key: Key): void => ring.keys.put(rowKey(key.region, key.keyId), key);

/** Answers nothing, as most of KMS's changes do. */
export function changeKey(ring: Keyring, key: Key, changes: Partial<Key>): undefined {
  save(ring, { ...key, ...changes });
}

function createKey(ring: Keyring, input: JsonObject, place: Place): Key {
  const spec = text(input, "KeySpec") ?? text(input, "CustomerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
  const usage = text(input, "KeyUsage") ?? "ENCRYPT_DECRYPT";
  if (spec !== "SYMMETRIC_DEFAULT" || usage !== "ENCRYPT_DECRYPT" || (text(input, "Origin") ?? "AWS_KMS") !== "AWS_KMS")
    throw new ServiceError(
      "UnsupportedOperationException",
      `The local cloud makes symmetric keys for encryption only, not ${spec} for ${usage}.`,
    );
  const policy = text(input, "Policy");
  if (policy !== undefined) checkPolicy(policy);
  const key = newKey(place, ring.now(), {
    ...(policy === undefined ? {} : { policy }),
    description: text(input, "Description") ?? "",
    multiRegion: bool(input, "MultiRegion") ?? false,
    tags: tagsOf(input, "Tags", ["TagKey", "TagValue"]),
  });
  save(ring, key);
  return key;
}

export function scheduleDeletion(ring: Keyring, key: Key, days = 30): Key {
  if (days < 7 || days > 30)
    throw new ServiceError(
      "ValidationException",
      violation("PendingWindowInDays", String(days), "Member must have value between 7 and 30"),
    );
  const doomed = { ...key, deletionAt: ring.now() + days * 86_400_000, pendingDays: days };
  save(ring, doomed);
  return doomed;
}
