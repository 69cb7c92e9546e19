import type { CloudWatchLogs, LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import { rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import type { LogCall, LogPage } from "../model/log-merge/log-call.ts";
import type { LogGroupFacts, LogStreamFacts } from "../model/log-silence.ts";
import type { Logs } from "../ports/logs.ts";
import type { AwsClients } from "./clients.ts";
import { explain, explainedAs } from "./explain.ts";
import { logPage } from "./log-page.ts";
import { insights } from "./log-queries.ts";
import { liveTail } from "./live-tail.ts";

/** Log groups in one Region. */
export function cloudWatchLogs(clients: AwsClients): Logs {
  const page = async (call: LogCall, signal?: AbortSignal): Promise<LogPage> => {
    const action = `logs:FilterLogEvents ${call.group}`;
    const found = await explain(clients, action, async () => logPage(await clients.logs(), call, signal)).catch(
      (error: unknown) => {
        throw rejectedAs(error, "ResourceNotFoundException") ? noGroup(call.group, error) : error;
      },
    );
    return { ...found, parts: explaining(clients, action, found.parts) };
  };
  return {
    page,
    queries: insights(clients),
    async *events(query, signal) {
      let token: string | undefined;
      do {
        const { parts, next } = await page({ ...query, token }, signal);
        token = next;
        yield [...parts].flat();
      } while (token !== undefined);
    },
    live: (request, signal) => liveTail(clients, request, signal),
    groups: (prefix) =>
      explain(clients, "logs:DescribeLogGroups", async () => listGroups(await clients.logs(), prefix)),
    newestStreams: (group) =>
      explain(clients, `logs:DescribeLogStreams ${group}`, async () => listStreams(await clients.logs(), group)).catch(
        (error: unknown) => {
          throw rejectedAs(error, "ResourceNotFoundException") ? noGroup(group, error) : error;
        },
      ),
  };
}

function* explaining<T>(clients: AwsClients, action: string, parts: Iterable<T>): Generator<T, void> {
  try {
    yield* parts;
  } catch (error) {
    throw explainedAs(clients, action, error);
  }
}

async function listGroups(client: CloudWatchLogs, prefix: string): Promise<readonly LogGroupFacts[]> {
  const found: LogGroupFacts[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.describeLogGroups({ logGroupNamePrefix: prefix, ...(nextToken && { nextToken }) });
    found.push(...(page.logGroups ?? []).flatMap((group) => groupFacts(group) ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

const groupFacts = ({ logGroupName, creationTime, retentionInDays }: LogGroup): LogGroupFacts | undefined =>
  logGroupName === undefined
    ? undefined
    : { name: logGroupName, createdAt: creationTime, retentionDays: retentionInDays };

async function listStreams(client: CloudWatchLogs, group: string): Promise<readonly LogStreamFacts[]> {
  const { logStreams = [] } = await client.describeLogStreams({
    logGroupName: group,
    orderBy: "LastEventTime",
    descending: true,
  });
  return logStreams.flatMap(({ logStreamName: name, lastEventTimestamp }) =>
    name === undefined ? [] : [{ name, lastEventAt: lastEventTimestamp }],
  );
}

const noGroup = (group: string, cause: unknown) =>
  new GworldError("notFound", `There is no log group ${group}.`, {
    hint: "gworld deploy creates it; gworld status shows what is deployed.",
    cause,
  });
