import type { CloudFormation, StackEvent as SdkEvent } from "@aws-sdk/client-cloudformation";
import { failedAs } from "../model/aws-error.ts";
import { newerEvents, statusAfter } from "../model/stack-events.ts";
import type { StackEvent, Stacks } from "../ports/stacks.ts";
import { absentAs } from "./absent-stack.ts";
import type { Call } from "./stack-guards.ts";

/** What CloudFormation tells of the operations on a stack. */
export function stackEvents(call: Call): Pick<Stacks, "eventsSince" | "newestEvent" | "statusAfter"> {
  const read = <T>(nameOrId: string, from: (pages: AsyncIterable<readonly StackEvent[]>) => Promise<T>) =>
    call(`DescribeStackEvents ${nameOrId}`, (client) => from(eventPages(client, nameOrId)));
  return {
    eventsSince: (stackId, lastEventId) => read(stackId, (pages) => newerEvents(pages, lastEventId)),
    async newestEvent(stackId) {
      try {
        return await read(stackId, newestOf);
      } catch (error) {
        if (failedAs(error, "denied")) return undefined;
        throw error;
      }
    },
    statusAfter: (nameOrId, asked) => absentAs("", () => read(nameOrId, (pages) => statusAfter(pages, asked))),
  };
}

async function newestOf(pages: AsyncIterable<readonly StackEvent[]>): Promise<string | undefined> {
  for await (const [newest] of pages) if (newest !== undefined) return newest.id;
  return undefined;
}

/** Pages of events, newest first, turned only as far as somebody reads. */
async function* eventPages(client: CloudFormation, stackId: string): AsyncIterable<readonly StackEvent[]> {
  let next: string | undefined;
  do {
    const page = await client.describeStackEvents({
      StackName: stackId,
      ...(next !== undefined && { NextToken: next }),
    });
    yield (page.StackEvents ?? []).map(eventOf);
    next = page.NextToken;
  } while (next !== undefined && next !== "");
}

const eventOf = (event: SdkEvent): StackEvent => ({
  id: event.EventId ?? `${event.LogicalResourceId}-${event.ResourceStatus}-${event.Timestamp?.getTime()}`,
  at: event.Timestamp?.getTime() ?? 0,
  stackId: event.StackId ?? "",
  stackName: event.StackName ?? "",
  logicalId: event.LogicalResourceId ?? "",
  physicalId: event.PhysicalResourceId ?? "",
  type: event.ResourceType ?? "",
  status: event.ResourceStatus ?? "",
  reason: event.ResourceStatusReason,
  token: event.ClientRequestToken,
});
