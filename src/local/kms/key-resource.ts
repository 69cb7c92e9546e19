import { attempt } from "../attempt.ts";
import { bool, isObject, type Json, type JsonObject, number, text } from "../json.ts";
import type { ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { ServiceError } from "../service.ts";
import { tagsOf } from "../tag-list.ts";
import { type Key, newKey, type NewKey } from "./key.ts";
import { type Keyring, rowKey } from "./keyring.ts";
import { save, scheduleDeletion } from "./keys.ts";

/** AWS::KMS::Key. Ref is the key ID; deleting the resource schedules the key's deletion and does not wait for it. */
export const keyProvider = (ring: Keyring): ResourceProvider => ({
  types: ["AWS::KMS::Key"],
  create: (request) =>
    attempt(request, () => {
      const made = ring.list(request.region).find(({ token }) => token === request.token);
      if (made) return done(made);
      const spec = text(request.properties, "KeySpec") ?? "SYMMETRIC_DEFAULT";
      if (spec !== "SYMMETRIC_DEFAULT")
        throw new ServiceError("UnsupportedOperation", `The local cloud makes symmetric keys only, not ${spec}.`);
      const multiRegion = bool(request.properties, "MultiRegion") ?? false;
      const key = newKey(request, ring.now(), { ...settings(request), multiRegion, token: request.token });
      save(ring, key);
      return done(key);
    }),
  update: (request) =>
    attempt(request, () => {
      const changed = { ...ring.find(request, request.physicalId), ...settings(request) };
      save(ring, changed);
      return done(changed);
    }),
  /** Neither the policy, which KMS keeps as text, nor how long a deletion is put off, which is the stack's own word. */
  read(request) {
    const key = ring.keys.get(rowKey(request.region, request.physicalId));
    if (!key || key.deletionAt !== undefined) return undefined;
    const { keyId, arn, description, enabled, rotates, multiRegion } = key;
    return {
      properties: {
        Description: description || undefined,
        Enabled: enabled,
        EnableKeyRotation: rotates,
        MultiRegion: multiRegion,
      },
      attributes: { Arn: arn, KeyId: keyId },
    };
  },
  delete: (request) =>
    attempt(request, () => {
      const { physicalId, properties } = request;
      const key = ring.keys.get(rowKey(request.region, physicalId));
      if (key && key.deletionAt === undefined) scheduleDeletion(ring, key, number(properties, "PendingWindowInDays"));
      return { state: "done", physicalId, attributes: {} };
    }),
});

const done = ({ keyId, arn }: Key): Step => ({
  state: "done",
  physicalId: keyId,
  attributes: { Arn: arn, KeyId: keyId },
});

function settings({ properties, tags }: ResourceRequest): NewKey {
  const policy = policyText(properties["KeyPolicy"]);
  return {
    description: text(properties, "Description") ?? "",
    enabled: bool(properties, "Enabled") ?? true,
    rotates: bool(properties, "EnableKeyRotation") ?? false,
    rotationDays: number(properties, "RotationPeriodInDays") ?? 365,
    ...(policy === undefined ? {} : { policy }),
    tags: { ...tags, ...tagsOf(properties) },
  };
}

const policyText = (policy: Json | JsonObject): string | undefined =>
  isObject(policy) ? JSON.stringify(policy) : typeof policy === "string" ? policy : undefined;
