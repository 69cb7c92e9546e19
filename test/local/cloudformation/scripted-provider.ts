import type { JsonObject } from "../../../src/local/json.ts";
import type {
  ExistingRequest,
  ResourceProvider,
  ResourceRequest,
  Step,
  UpdateRequest,
} from "../../../src/local/resource.ts";
import { text } from "../../../src/local/json.ts";

type Action = "create" | "update" | "delete";

export interface ScriptedProvider extends ResourceProvider {
  /** Everything that exists, by physical ID, with its properties. */
  readonly things: Map<string, JsonObject>;
  /** `create Topic`, `update Topic` ... in the order asked; repeated questions are not listed again. */
  readonly calls: string[];
  /** Makes the next step of a logical ID fail with a reason, or stay pending for so many checks; `always` every step. */
  readonly script: Map<
    string,
    { readonly fail?: string; readonly pending?: number; readonly partial?: boolean; readonly always?: boolean }
  >;
}

/** SNS topics and SSM parameters that exist in memory, idempotent by token as a provider has to be. */
export function scriptedProvider(types = ["AWS::SNS::Topic", "AWS::SSM::Parameter"]): ScriptedProvider {
  const things = new Map<string, JsonObject>();
  const calls: string[] = [];
  const script: ScriptedProvider["script"] = new Map();
  const answered = new Map<string, Step>();
  const waits = new Map<string, number>();

  const take = (request: ResourceRequest, action: Action, make: () => string): Step => {
    const known = answered.get(request.token);
    if (known) return known;
    calls.push(`${action} ${request.logicalId}`);
    const plan = script.get(`${action} ${request.logicalId}`);
    if (plan?.always !== true) script.delete(`${action} ${request.logicalId}`);
    if (plan?.fail !== undefined && plan.partial !== true) return { state: "failed", reason: plan.fail };
    const physicalId = make();
    const done: Step =
      plan?.fail !== undefined
        ? { state: "failed", reason: plan.fail, physicalId }
        : { state: "done", physicalId, attributes: attributesOf(physicalId) };
    answered.set(request.token, done);
    if (plan?.pending === undefined) return done;
    waits.set(request.token, plan.pending);
    return { state: "pending", physicalId };
  };
  return {
    types,
    things,
    calls,
    script,
    create: (request) =>
      take(request, "create", () => {
        const physicalId = physicalIdOf(request);
        if (things.has(physicalId)) throw new Error(`${physicalId} already exists`);
        things.set(physicalId, request.properties);
        return physicalId;
      }),
    update: (request: UpdateRequest) =>
      take(request, "update", () => {
        things.set(request.physicalId, request.properties);
        return request.physicalId;
      }),
    delete: (request: ExistingRequest) =>
      take(request, "delete", () => {
        things.delete(request.physicalId);
        return request.physicalId;
      }),
    check(request) {
      const left = waits.get(request.token) ?? 0;
      waits.set(request.token, left - 1);
      if (left > 1) return { state: "pending", physicalId: request.physicalId };
      return answered.get(request.token) ?? { state: "failed", reason: "unknown token" };
    },
  };
}

const physicalIdOf = (request: ResourceRequest) => {
  const name = text(request.properties, "TopicName") ?? text(request.properties, "Name") ?? request.generatedName(64);
  return request.type === "AWS::SNS::Topic" ? `arn:aws:sns:${request.region}:${request.account}:${name}` : name;
};

const attributesOf = (physicalId: string): JsonObject => ({
  TopicName: physicalId.split(":").at(-1) ?? "",
  TopicArn: physicalId,
});
