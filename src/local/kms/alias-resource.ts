import { attempt } from "../attempt.ts";
import { text } from "../json.ts";
import type { ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { createAlias, deleteAlias, pointAlias } from "./aliases.ts";
import { type Keyring, rowKey } from "./keyring.ts";

/** AWS::KMS::Alias. Ref is the alias with its prefix. */
export const aliasProvider = (ring: Keyring): ResourceProvider => ({
  types: ["AWS::KMS::Alias"],
  create: (request) =>
    attempt(request, () => {
      const name = text(request.properties, "AliasName") ?? "";
      const isRepeated = ring.aliases.get(rowKey(request.region, name))?.token === request.token;
      if (!isRepeated) createAlias(ring, request, { name, target: targetOf(request), token: request.token });
      return done(name);
    }),
  update: (request) =>
    attempt(request, () => {
      pointAlias(ring, request, request.physicalId, targetOf(request));
      return done(request.physicalId);
    }),
  delete: (request) =>
    attempt(request, () => {
      if (ring.aliases.get(rowKey(request.region, request.physicalId))) deleteAlias(ring, request, request.physicalId);
      return done(request.physicalId);
    }),
});

const targetOf = ({ properties }: ResourceRequest) => text(properties, "TargetKeyId") ?? "";

const done = (physicalId: string): Step => ({ state: "done", physicalId, attributes: {} });
