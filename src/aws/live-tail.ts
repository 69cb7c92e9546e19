import type { CloudWatchLogs, LiveTailSessionLogEvent, LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../model/aws-error.ts";
import { GworldError, wordsOf } from "../model/error.ts";
import type { LiveRequest, LiveUpdate } from "../model/log-merge/log-call.ts";
import type { LiveEvent } from "../ports/logs.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

const action = "logs:StartLiveTail";

/** One Live Tail session. It ends with an error, or silently when the signal is aborted. */
export async function* liveTail(clients: AwsClients, request: LiveRequest, signal: AbortSignal) {
  const client = await clients.liveTail();
  // The SDK's iterator does not close the connection when it is left.
  const leave = () => client.destroy();
  signal.addEventListener("abort", leave);
  try {
    yield* session(clients, client, request, signal);
  } catch (error) {
    if (signal.aborted) return;
    throw error instanceof GworldError ? error : ended(error);
  } finally {
    signal.removeEventListener("abort", leave);
    leave();
  }
}

async function* session(
  clients: AwsClients,
  client: CloudWatchLogs,
  { groups, pattern }: LiveRequest,
  signal: AbortSignal,
): AsyncGenerator<LiveUpdate> {
  const arns = await arnsOf(clients, groups);
  const { responseStream = [] } = await explain(clients, action, () =>
    client.startLiveTail(
      {
        logGroupIdentifiers: [...arns.keys()],
        ...(pattern !== undefined && { logEventFilterPattern: pattern }),
      },
      { abortSignal: signal },
    ),
  );
  for await (const { sessionStart, sessionUpdate } of responseStream) {
    if (sessionStart !== undefined) yield { events: [], sampled: false };
    if (sessionUpdate === undefined) continue;
    const { sessionResults = [], sessionMetadata } = sessionUpdate;
    const events = sessionResults.flatMap((event) => eventOf(arns, event) ?? []);
    yield { events, sampled: sessionMetadata?.sampled ?? false };
  }
  throw ended(new Error("the connection was closed"));
}

/** Live Tail takes ARNs and says them again with each event; other identifiers and groups that do not exist end it. */
async function arnsOf(clients: AwsClients, groups: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await explain(clients, "logs:DescribeLogGroups", async () => {
    const client = await clients.logs();
    return Promise.all(groups.map(async (name) => client.describeLogGroups({ logGroupNamePrefix: name, limit: 50 })));
  });
  const all = found.flatMap(({ logGroups = [] }) => logGroups);
  const arns = all.flatMap((group) => {
    const { logGroupName: name = "" } = group;
    return groups.includes(name) ? [[arnOf(group), name] as const] : [];
  });
  if (arns.length > 0) return new Map(arns);
  throw new GworldError("notFound", `there is no log group ${groups.join(", ")}`, {
    hint: "gworld deploy creates it; gworld status shows what is deployed.",
  });
}

const arnOf = ({ logGroupArn, arn = "" }: LogGroup) => logGroupArn ?? arn.replace(/:\*$/, "");

function eventOf(
  arns: ReadonlyMap<string, string>,
  {
    logGroupIdentifier = "",
    logStreamName = "",
    timestamp,
    ingestionTime = timestamp,
    message = "",
  }: LiveTailSessionLogEvent,
): LiveEvent | undefined {
  // AWS's example tells `account:name` here.
  const group =
    arns.get(logGroupIdentifier) ?? [...arns.values()].find((name) => logGroupIdentifier.endsWith(`:${name}`));
  if (group === undefined || timestamp === undefined || ingestionTime === undefined) return undefined;
  return { group, stream: logStreamName, timestamp, ingestionTime, message };
}

/** Exceptions in the stream have no status, and a broken connection has no name: both say that a session is over. */
function ended(error: unknown): AwsError {
  const awsMessage = wordsOf(error);
  return new AwsError("failed", `the session ended: ${awsMessage}`, {
    hint: "gworld logs --follow without --live polls instead",
    failure: "unreachable",
    awsCode: error instanceof Error ? error.name : "Error",
    awsMessage,
    action,
    cause: error,
  });
}
