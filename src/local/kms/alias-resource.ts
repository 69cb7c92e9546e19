import { text } from "../json.ts";
import type { ExistingRequest, ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { ServiceError } from "../service.ts";
import { createAlias, deleteAlias, pointAlias } from "./aliases.ts";
import { type Keyring, rowKey } from "./keyring.ts";

/** AWS::KMS::Alias. Ref is the alias with its prefix. */
export const aliasProvider = (ring: Keyring): ResourceProvider => ({
  types: ["AWS::KMS::Alias"],
  create: (request) => {
    const name = text(request.properties, "AliasName") ?? "";
    const target = targetOf(request);
    return step(name, () => {
      const existing = ring.aliases.get(rowKey(request.region, name));
      if (existing?.token === request.token) return;
      createAlias(ring, request, name, target);
      const made = ring.aliases.get(rowKey(request.region, name));
      if (made) ring.aliases.put(rowKey(request.region, name), { ...made, token: request.token });
    });
  },
  update: (request) => step(request.physicalId, () => pointAlias(ring, request, request.physicalId, targetOf(request))),
  delete: (request: ExistingRequest) =>
    step(request.physicalId, () => {
      if (ring.aliases.get(rowKey(request.region, request.physicalId))) deleteAlias(ring, request, request.physicalId);
    }),
});

const targetOf = ({ properties }: ResourceRequest) => text(properties, "TargetKeyId") ?? "";

function step(physicalId: string, act: () => void): Step {
  try {
    act();
    return { state: "done", physicalId, attributes: {} };
  } catch (error) {
    if (error instanceof ServiceError) return { state: "failed", reason: error.message };
    throw error;
  }
}
