import type { CloudWatchLogs, FilteredLogEvent, FilterLogEventsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import type { LogCall, LogPage } from "../model/log-merge/log-call.ts";
import type { LogEvent, Logs } from "../ports/logs.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";
import { liveTail } from "./live-tail.ts";
import { serverDates } from "./server-date.ts";

/** Log groups in one Region. */
export function cloudWatchLogs(clients: AwsClients): Logs {
  const dates = serverDates();
  const page = (call: LogCall, signal?: AbortSignal) =>
    explain(clients, `logs:FilterLogEvents ${call.group}`, async () => {
      const client = dates.watch(await clients.logs());
      return pageOf(call.group, await filter(client, call, signal), dates);
    }).catch((error: unknown) => {
      throw rejectedAs(error, "ResourceNotFoundException") ? noGroup(call.group, error) : error;
    });
  return {
    page,
    async *events(query, signal) {
      let token: string | undefined;
      do {
        const { events, next } = await page({ ...query, token }, signal);
        token = next;
        yield events;
      } while (token !== undefined);
    },
    live: (request, signal) => liveTail(clients, request, signal),
    groups: (prefix) =>
      explain(clients, "logs:DescribeLogGroups", async () => listGroups(await clients.logs(), prefix)),
  };
}

/** AWS ignores `interleaved` since 2019; emulators sort over streams only with it. */
const filter = (client: CloudWatchLogs, call: LogCall, signal: AbortSignal | undefined) => {
  const { group, stream, from, to, token, pattern } = call;
  return client.filterLogEvents(
    {
      logGroupName: group,
      // 0 counts as unset in some emulators, and nothing was logged in 1970.
      startTime: Math.max(1, Math.floor(from)),
      interleaved: true,
      ...(stream !== undefined && { logStreamNames: [stream] }),
      ...(to !== undefined && { endTime: Math.ceil(to) }),
      ...(token !== undefined && { nextToken: token }),
      ...(pattern !== undefined && { filterPattern: pattern }),
    },
    { ...(signal !== undefined && { abortSignal: signal }) },
  );
};

function pageOf(
  group: string,
  output: FilterLogEventsCommandOutput,
  dates: { of(output: object): number | undefined },
): LogPage {
  return {
    events: (output.events ?? []).flatMap((event) => eventOf(group, event) ?? []),
    next: output.nextToken,
    serverTime: dates.of(output),
    throttled: (output.$metadata.attempts ?? 1) > 1,
  };
}

function eventOf(group: string, event: FilteredLogEvent): LogEvent | undefined {
  const { eventId, timestamp, logStreamName = "", message = "", ingestionTime = timestamp } = event;
  if (eventId === undefined || timestamp === undefined || ingestionTime === undefined) return undefined;
  return { id: eventId, group, stream: logStreamName, timestamp, ingestionTime, message };
}

async function listGroups(client: CloudWatchLogs, prefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.describeLogGroups({ logGroupNamePrefix: prefix, ...(nextToken && { nextToken }) });
    names.push(...(page.logGroups ?? []).flatMap(({ logGroupName }) => logGroupName ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
}

const noGroup = (group: string, cause: unknown) =>
  new GworldError("notFound", `There is no log group ${group}.`, {
    hint: "gworld deploy creates it; gworld status shows what is deployed.",
    cause,
  });
