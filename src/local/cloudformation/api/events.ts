import { text } from "../../json.ts";
import type { StackEvent } from "../model/event.ts";
import { noStack } from "../refusal.ts";
import { downwards, instant, page, present } from "./paging.ts";
import type { Handler } from "./service.ts";

/** Newest first. A token holds a place in the history, so that events arriving meanwhile shift nothing. */
export const describeStackEvents: Handler = ({ machine }, input, { region }) => {
  const name = text(input, "StackName") ?? "";
  const stack = machine.records.findStack(name, region);
  if (!stack) throw noStack(name);
  const { items, next } = page(machine.records.events(stack.stackId), ({ sequence }) => downwards(sequence), input);
  return { StackEvents: items.map(shown), ...next };
};

const shown = (event: StackEvent) => present({ StackName: event.stackName, ...fieldsOf(event) });

/** What both calls tell of an event. */
export const fieldsOf = (event: StackEvent) => ({
  StackId: event.stackId,
  EventId: event.eventId,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: instant(event.at),
  ResourceStatus: event.status,
  ResourceStatusReason: event.reason,
  ResourceProperties: event.properties && JSON.stringify(event.properties),
  ClientRequestToken: event.token,
  OperationId: event.operation?.id,
});
