import { doneStep, existsStep, stepOf } from "../step.ts";
import { type JsonObject, text } from "../json.ts";
import type { ResourceProvider, ResourceRequest } from "../resource.ts";
import { findPolicy, putPolicy, removePolicy } from "./policies.ts";
import type { ScalableTargetRow } from "./rows.ts";
import { putStackActions } from "./scheduled/operations.ts";
import type { Timetable } from "./scheduled/timetable.ts";
import { type ScalingState, targetKey, targetName } from "./state.ts";
import { deregisterTarget, registerTarget } from "./targets.ts";

const service = "ApplicationAutoScaling";

/** AWS::ApplicationAutoScaling::ScalableTarget. Ref is `<resource id>|<dimension>|<namespace>`. */
export const scalableTargetProvider = (state: ScalingState, timetable: Timetable): ResourceProvider => {
  const done = (row: ScalableTargetRow) => doneStep(targetId(row), { Id: targetId(row), ScalableTargetArn: row.arn });
  const register = (request: ResourceRequest) =>
    stepOf(request, service, () => {
      const { properties, token, tags } = request;
      const row = registerTarget(state, properties, request, { token, tags });
      putStackActions(state, row, properties);
      timetable.plan();
      return done(row);
    });
  return {
    types: ["AWS::ApplicationAutoScaling::ScalableTarget"],
    create: (request) =>
      stepOf(request, service, () => {
        const found = state.targets.get(targetKey(request.region, targetName(request.properties)));
        if (found?.token === request.token) return done(found);
        return found ? existsStep(request, targetId(found)) : register(request);
      }),
    update: register,
    delete: ({ region, physicalId }) => {
      const found = state.targets.values().find((row) => row.region === region && targetId(row) === physicalId);
      if (found) deregisterTarget(state, found);
      return doneStep(physicalId);
    },
  };
};

const targetId = ({ resourceId, scalableDimension, serviceNamespace }: ScalableTargetRow) =>
  `${resourceId}|${scalableDimension}|${serviceNamespace}`;

/** AWS::ApplicationAutoScaling::ScalingPolicy. Ref is the ARN. */
export const scalingPolicyProvider = (state: ScalingState): ResourceProvider => {
  const put = (request: ResourceRequest) =>
    stepOf(request, service, () => {
      const { arn } = putPolicy(state, inputOf(request.properties), request, request.token);
      return doneStep(arn, { Arn: arn });
    });
  return {
    types: ["AWS::ApplicationAutoScaling::ScalingPolicy"],
    create: (request) =>
      stepOf(request, service, () => {
        const found = findPolicy(state, request.region, inputOf(request.properties));
        return found && found.token !== request.token ? existsStep(request, found.arn) : put(request);
      }),
    update: put,
    delete: ({ physicalId }) => {
      const found = state.policies.get(physicalId);
      if (found) removePolicy(state, found);
      return doneStep(physicalId);
    },
  };
};

/** A policy may name its target by the target's Ref; the API takes the three parts. */
function inputOf(properties: JsonObject): JsonObject {
  const [ResourceId, ScalableDimension, ServiceNamespace] = text(properties, "ScalingTargetId")?.split("|") ?? [];
  return { ...(ResourceId !== undefined && { ResourceId, ScalableDimension, ServiceNamespace }), ...properties };
}
