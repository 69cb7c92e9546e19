import { text } from "../../json.ts";
import type { StackEvent } from "../model/event.ts";
import { noStack } from "../refusal.ts";
import { instant, positionOf, present, tokenOf } from "./paging.ts";
import type { Handler } from "./service.ts";

const pageSize = 100;

/** Newest first. A token holds a place in the history, so that events arriving meanwhile shift nothing. */
export const describeStackEvents: Handler = ({ machine }, input, { region }) => {
  const name = text(input, "StackName") ?? "";
  const stack = machine.records.findStack(name, region);
  if (!stack) throw noStack(name);
  const events = machine.records.events(stack.stackId);
  const end = positionOf(input) || events.length;
  const start = Math.max(0, end - pageSize);
  return {
    StackEvents: events.slice(start, end).reverse().map(shown),
    ...(start > 0 ? { NextToken: tokenOf(start) } : {}),
  };
};

const shown = (event: StackEvent) =>
  present({
    StackId: event.stackId,
    EventId: event.eventId,
    StackName: event.stackName,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: instant(event.at),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties && JSON.stringify(event.properties),
    ClientRequestToken: event.token,
  });
