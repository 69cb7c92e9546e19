import { isObject, text, type JsonObject } from "../../json.ts";
import type { ExistingRequest, ResourceProvider, ResourceRequest, Step } from "../../resource.ts";
import type { Store } from "../../store.ts";
import type { ResourceSpec, Specs } from "../spec/spec.ts";
import { attributesFor } from "./attributes.ts";
import { fillFor } from "./fill.ts";
import { physicalIdFor } from "./identifiers.ts";

/** A resource that is written down and nothing more: no service stands behind it. */
interface RecordedResource {
  readonly type: string;
  readonly physicalId: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly token: string;
}

const isRecorded = (value: unknown): value is RecordedResource =>
  isObject(value) && typeof value["physicalId"] === "string" && typeof value["token"] === "string";

/** Types that are one thing per account, whatever the Region. */
const isGlobal = (type: string) => /^AWS::(?:IAM|CloudFront|Route53)::/.test(type);

/** What tells resources of one physical ID apart: a stage `api` exists once in every REST API. */
const owners = (spec: ResourceSpec | undefined, properties: JsonObject): readonly string[] =>
  (spec?.primaryIdentifier ?? []).flatMap((name) => text(properties, name) ?? []);

/** Takes the place of every service that the local cloud does not have: physical IDs, attributes, unique names. */
export function recordedProvider(store: Store, specs: () => Specs): ResourceProvider {
  const table = store.table("cloudformation.recorded", isRecorded);
  const key = ({ account, region, type, properties }: ResourceRequest, physicalId: string) =>
    [account, isGlobal(type) ? "global" : region, type, physicalId, ...owners(specs().resource(type), properties)].join(
      "|",
    );
  const done = (request: ResourceRequest, physicalId: string): Step => {
    const spec = specs().resource(request.type);
    return { state: "done", physicalId, attributes: spec ? attributesFor(fillFor(request), spec, physicalId) : {} };
  };
  const keep = (request: ResourceRequest, physicalId: string) => {
    // Properties are not kept: dynamic references have been resolved in them.
    const { type, stackId, logicalId, token } = request;
    table.put(key(request, physicalId), { type, physicalId, stackId, logicalId, token });
    return done(request, physicalId);
  };
  return {
    types: [],
    create(request) {
      const spec = specs().resource(request.type);
      const physicalId = spec ? physicalIdFor(fillFor(request), spec) : request.generatedName(64);
      // The same token is the same request, asked again after a crash.
      const taken = table.get(key(request, physicalId));
      if (taken && taken.token !== request.token)
        return { state: "failed", reason: `${physicalId} already exists in stack ${taken.stackId}` };
      return keep(request, physicalId);
    },
    /** Nobody but a stack can change what is only written down. */
    read(request) {
      if (!table.get(key(request, request.physicalId))) return undefined;
      const spec = specs().resource(request.type);
      const attributes = spec ? attributesFor(fillFor(request), spec, request.physicalId) : {};
      return { properties: request.properties, attributes };
    },
    update: (request) => keep(request, request.physicalId),
    delete(request: ExistingRequest) {
      const taken = table.get(key(request, request.physicalId));
      if (taken?.stackId === request.stackId && taken.logicalId === request.logicalId)
        table.delete(key(request, request.physicalId));
      return { state: "done", physicalId: request.physicalId, attributes: {} };
    },
  };
}
