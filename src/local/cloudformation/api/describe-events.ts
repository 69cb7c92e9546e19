import { bool, object, text, type JsonObject } from "../../json.ts";
import type { Validation } from "../changes/early-validation.ts";
import type { ChangeSetRecord } from "../model/change-set.ts";
import type { StackEvent } from "../model/event.ts";
import { invalid } from "../refusal.ts";
import { fieldsOf } from "./events.ts";
import { requiredChangeSet } from "./change-set-lookup.ts";
import { downwards, instant, page, present } from "./paging.ts";
import { requiredStack } from "./request.ts";
import type { Api, Handler } from "./service.ts";

/** The events of a stack, of one operation or of the making of a change set, newest first, each told what kind it is. */
export const describeEvents: Handler = (api, input, call) => {
  const failed = bool(object(input, "Filters"), "FailedEvents") === true;
  const all = eventsOf(api, input, call).filter((event) => !failed || text(event, "EventType")?.endsWith("_ERROR"));
  const { items, next } = page([...all.entries()], ([place]) => downwards(all.length - place), input);
  return { OperationEvents: items.map(([, event]) => event), ...next };
};

function eventsOf(api: Api, input: JsonObject, call: Parameters<Handler>[2]): readonly JsonObject[] {
  const operation = text(input, "OperationId");
  if (text(input, "ChangeSetName") !== undefined) {
    const changeSet = requiredChangeSet(api, input, call);
    return (changeSet.validations ?? []).map((validation, place) => validationEvent(changeSet, validation, place));
  }
  if (text(input, "StackName") !== undefined) {
    const events = api.machine.records.events(requiredStack(api, input, call).stackId);
    return shown(events.filter((event) => operation === undefined || event.operation?.id === operation));
  }
  if (operation === undefined) throw invalid("One of ChangeSetName, OperationId or StackName must be specified");
  const stacks = api.machine.records.stacks.values().filter(({ region }) => region === call.region);
  return shown(
    stacks
      .flatMap(({ stackId }) => api.machine.records.events(stackId))
      .filter((event) => event.operation?.id === operation),
  );
}

const shown = (events: readonly StackEvent[]) => [...events].reverse().map((event) => stackEvent(event));

const stackEvent = (event: StackEvent): JsonObject =>
  present({ ...fieldsOf(event), OperationType: event.operation?.type, EventType: kindOf(event) });

/** A resource that was only cancelled did not fail by itself. */
function kindOf({ physicalId, stackId, status, reason = "" }: StackEvent): string {
  if (physicalId === stackId) return "STACK_EVENT";
  return status.endsWith("_FAILED") && !reason.endsWith("cancelled") ? "PROVISIONING_ERROR" : "PROGRESS_EVENT";
}

const validationEvent = (
  { changeSetId, stackId, createdAt, token }: ChangeSetRecord,
  { logicalId, type, name, reason, path }: Validation,
  place: number,
): JsonObject =>
  present({
    EventId: `${changeSetId.split("/").at(-1) ?? ""}-${place}`,
    StackId: stackId,
    OperationId: changeSetId.split("/").at(-1),
    OperationType: "CREATE_CHANGESET",
    EventType: "VALIDATION_ERROR",
    LogicalResourceId: logicalId,
    ResourceType: type,
    Timestamp: instant(createdAt),
    ClientRequestToken: token,
    ValidationFailureMode: "FAIL",
    ValidationName: name,
    ValidationStatus: "FAILED",
    ValidationStatusReason: reason,
    ValidationPath: path,
  });
