/** An event of a stack, as CloudFormation tells it. Times are the server's, in milliseconds. */
export interface StackEvent {
  readonly id: string;
  readonly at: number;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  /** The token of the request that began the operation; gworld's own begin with `gw-`. */
  readonly token?: string | undefined;
}

/** True for an event of the stack itself, not of one of its resources. */
export const isStackEvent = (event: StackEvent) => event.physicalId === event.stackId;

const starts = new Set(["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS"]);

/** True for the event with which an operation on a stack begins. */
export const isOperationStart = (event: StackEvent) => isStackEvent(event) && starts.has(event.status);

/**
 * Reads pages (newest first, as DescribeStackEvents gives them) back to `lastId`, or to the start of the newest operation
 * when there is none, and returns what is newer, oldest first. Events that arrive while pages are turned shift them: the
 * repeats are dropped here, the new ones come with the next read.
 */
export async function newerEvents(
  pages: AsyncIterable<readonly StackEvent[]>,
  lastId: string | undefined,
): Promise<StackEvent[]> {
  const found = new Map<string, StackEvent>();
  for await (const page of pages)
    for (const event of page) {
      if (event.id === lastId) return [...found.values()].reverse();
      found.set(event.id, event);
      if (lastId === undefined && isOperationStart(event)) return [...found.values()].reverse();
    }
  return [...found.values()].reverse();
}

/** A request whose events are looked for. */
export interface AskedOperation {
  readonly token: string;
  /** Milliseconds since the epoch, by whatever clock. */
  readonly at: number;
}

/** Two clocks differ by minutes; what is older than this was before. */
const clocksDiffer = 24 * 60 * 60_000;

/**
 * Reads pages, newest first, back to where the operation began that a request with this token asked for, and returns the
 * status of the stack that it came to; empty where no event bears the token. All events of an operation bear that of its
 * request: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html
 */
export async function statusAfter(
  pages: AsyncIterable<readonly StackEvent[]>,
  { token, at }: AskedOperation,
): Promise<string> {
  let status = "";
  let deletion = "";
  for await (const page of pages)
    for (const event of page) {
      if (event.at < at - clocksDiffer) return "";
      if (!isStackEvent(event)) continue;
      // A deletion takes over what is still going on; all else waits for its end.
      if (status === "") status = event.status.endsWith("_IN_PROGRESS") && deletion !== "" ? deletion : event.status;
      if (!isOperationStart(event)) continue;
      if (event.token === token) return status;
      deletion = event.status === "DELETE_IN_PROGRESS" ? status : "";
      status = "";
    }
  return "";
}

/** Why a deployment failed: the earliest failure of a resource that was not merely cancelled with the others. */
export function rootCause(events: readonly StackEvent[]): StackEvent | undefined {
  const ordered = [...events].sort((a, b) => a.at - b.at);
  const failures = ordered.filter((event) => event.status.endsWith("_FAILED") && !isStackEvent(event));
  // In an update, DELETE_FAILED is of the clean-up, which does not fail it.
  const real = failures.filter((event) => !isCancelled(event) && !event.status.startsWith("DELETE"));
  const told = ordered.find((event) => isStackEvent(event) && /ROLLBACK_IN_PROGRESS|_FAILED/.test(event.status));
  return real[0] ?? failures.find((event) => !isCancelled(event)) ?? told ?? failures[0];
}

/** True where a resource failed only because its neighbours did. */
export const isCancelled = ({ reason = "" }: StackEvent) =>
  /^resource (?:creation|update|deletion) cancell?ed/i.test(reason);

/** What could not be deleted: the last word on each resource. */
export function undeleted(events: readonly StackEvent[]): StackEvent[] {
  const last = new Map(events.filter((event) => !isStackEvent(event)).map((event) => [event.logicalId, event]));
  return [...last.values()].filter(({ status }) => status === "DELETE_FAILED");
}

/** What a deletion or update left in the account on purpose. */
export const retained = (events: readonly StackEvent[]): StackEvent[] =>
  events.filter(({ status }) => status === "DELETE_SKIPPED");
