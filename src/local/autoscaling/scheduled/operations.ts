import { type JsonObject, list, texts } from "../../json.ts";
import type { Operation } from "../../service.ts";
import { chosen, page } from "../listing.ts";
import type { ScalableTargetRow } from "../rows.ts";
import type { ScalingState } from "../state.ts";
import { actionKey, actionsOf, deleteAction, describeAction, putAction } from "./actions.ts";
import type { Timetable } from "./timetable.ts";

export const scheduledOperations = (
  state: ScalingState,
  timetable: Timetable,
): Readonly<Record<string, Operation>> => ({
  PutScheduledAction: (input, call) => {
    putAction(state, input, call);
    timetable.plan();
    return {};
  },
  DeleteScheduledAction: (input, call) => {
    deleteAction(state, input, call);
    timetable.plan();
    return {};
  },
  DescribeScheduledActions: (input, { region }) => {
    const names = texts(input, "ScheduledActionNames");
    const found = chosen(state.scheduled.values(), input, region, "ResourceId");
    const wanted = found.filter(({ name }) => names.length === 0 || names.includes(name));
    return page("ScheduledActions", wanted.map(describeAction), "ScheduledActionARN", input);
  },
});

/** The actions that a template says of a target: those it says no more are deleted. */
export function putStackActions(state: ScalingState, target: ScalableTargetRow, properties: JsonObject): void {
  const { region, serviceNamespace, resourceId, scalableDimension, arn } = target;
  const given = list(properties, "ScheduledActions").map((action) => ({
    ...Object.fromEntries(Object.entries(action ?? {})),
    ServiceNamespace: serviceNamespace,
    ResourceId: resourceId,
    ScalableDimension: scalableDimension,
  }));
  const kept = new Set(
    given.map((action) => putAction(state, action, { region, account: arn.split(":")[4] ?? "" }).name),
  );
  for (const { name } of actionsOf(state, region, target))
    if (!kept.has(name)) state.scheduled.delete(actionKey(region, target, name));
}
