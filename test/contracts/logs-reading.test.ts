import { setTimeout as pause } from "node:timers/promises";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteQueryDefinitionCommand,
  DescribeQueryDefinitionsCommand,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  PutLogEventsCommand,
  PutQueryDefinitionCommand,
  StartLiveTailCommand,
  StartQueryCommand,
  type StartQueryCommandInput,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, expect, test } from "vitest";
import { contract } from "./endpoints.ts";

let groups = 0;
const now = Date.now();

contract("CloudWatch Logs Insights and Live Tail", ({ name: side, account }, config) => {
  const clients: CloudWatchLogsClient[] = [];
  const client = () => {
    const [made = new CloudWatchLogsClient({ ...config(), disableHostPrefix: true })] = clients;
    clients[0] = made;
    return made;
  };
  afterAll(() => clients.forEach((each) => each.destroy()));

  async function group() {
    const logGroupName = `/reading/${(groups += 1)}`;
    await client().send(new CreateLogGroupCommand({ logGroupName }));
    for (const logStreamName of ["a", "b@1"])
      await client().send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const put = (logStreamName: string, ...messages: readonly string[]) => {
      const logEvents = messages.map((message, at) => ({ timestamp: now + at, message }));
      return client().send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    };
    const query = async (queryString: string, input: Partial<StartQueryCommandInput> = {}) => {
      const startTime = Math.floor(now / 1000) - 60;
      const { queryId } = await client().send(
        new StartQueryCommand({ logGroupName, queryString, startTime, endTime: startTime + 3600, ...input }),
      );
      for (;;) {
        const answer = await client().send(new GetQueryResultsCommand({ queryId }));
        if (answer.status === "Complete") return answer;
        await pause(20);
      }
    };
    const rows = async (queryString: string) =>
      (await query(queryString)).results?.map((row) =>
        row.filter(({ field }) => field !== "@ptr").map(({ field, value }) => `${field}=${value}`),
      );
    const arn = `arn:aws:logs:${config().region}:${account}:log-group:${logGroupName}`;
    return { logGroupName, arn, put, query, rows };
  }

  test("a query shows fields of events, sorted and limited", async () => {
    const { put, rows } = await group();
    await put("a", "one", "two", "three");
    expect(await rows("fields @message, @logStream | sort @timestamp asc | limit 2")).toEqual([
      ["@message=one", "@logStream=a"],
      ["@message=two", "@logStream=a"],
    ]);
  });

  test.skipIf(side === "moto")(
    "a query filters, parses and counts, also by fields of JSON (moto: ignores filter, parse and stats)",
    async () => {
      const { put, rows } = await group();
      await put("a", '{"level":"error","ms":10}', '{"level":"info","ms":30}', '{"level":"error","ms":20}', "took 5 ms");
      expect(await rows("fields ms | filter level = 'error' and ms > 10")).toEqual([["ms=20"]]);
      expect(await rows("parse @message 'took * ms' as t | filter ispresent(t) | display t")).toEqual([["t=5"]]);
      expect(await rows("filter ispresent(level) | stats count(*) as n, sum(ms) as s by level | sort n desc")).toEqual([
        ["level=error", "n=2", "s=30"],
        ["level=info", "n=1", "s=30"],
      ]);
    },
  );

  test.skipIf(side === "moto")(
    "times are told in UTC, and statistics with them (moto: answers milliseconds and no statistics)",
    async () => {
      const { put, query } = await group();
      await put("a", "one");
      const { results, statistics } = await query("fields @timestamp");
      const value = new Date(now).toISOString().replace("T", " ").replace("Z", "");
      expect(results?.[0]?.[0]).toEqual({ field: "@timestamp", value });
      expect(statistics).toMatchObject({ recordsMatched: 1, recordsScanned: 1 });
    },
  );

  test.skipIf(side === "moto")(
    "a query that cannot be read is refused at its place (moto: accepts nonsense)",
    async () => {
      const { query } = await group();
      await expect(query("fields @message | nonsense")).rejects.toMatchObject({
        name: "MalformedQueryException",
        queryCompileError: { location: { startCharOffset: 18, endCharOffset: 26 } },
      });
    },
  );

  test.skipIf(side === "moto")(
    "groups can be named by ARN, and an unknown query is called unknown (moto: fails on both)",
    async () => {
      const { arn, put, query } = await group();
      await put("a", "one");
      const { results } = await query("fields @message", { logGroupName: undefined, logGroupIdentifiers: [arn] });
      expect(results).toHaveLength(1);
      await expect(client().send(new StopQueryCommand({ queryId: "nobody" }))).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
    },
  );

  test.skipIf(side === "moto")("queries are saved by name (moto: has no query definitions)", async () => {
    const name = `contract/${(groups += 1)}`;
    const { queryDefinitionId } = await client().send(
      new PutQueryDefinitionCommand({ name, queryString: "fields @message" }),
    );
    const { queryDefinitions } = await client().send(
      new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: name }),
    );
    expect(queryDefinitions).toMatchObject([{ name, queryDefinitionId, queryString: "fields @message" }]);
    expect(await client().send(new DeleteQueryDefinitionCommand({ queryDefinitionId }))).toMatchObject({
      success: true,
    });
  });

  test.skipIf(side === "moto")(
    "Live Tail tells events as they are ingested (moto: does not have StartLiveTail)",
    async () => {
      const { arn, put } = await group();
      const { responseStream } = await client().send(
        new StartLiveTailCommand({ logGroupIdentifiers: [arn], logEventFilterPattern: "error" }),
      );
      await put("a", "error 1", "fine");
      const asked: string[] = [];
      const seen: (string | undefined)[] = [];
      for await (const { sessionStart, sessionUpdate } of responseStream ?? []) {
        if (sessionStart) asked.push(...(sessionStart.logGroupIdentifiers ?? []));
        seen.push(...(sessionUpdate?.sessionResults ?? []).map(({ message }) => message));
        if (seen.length > 0) break;
      }
      expect([asked, seen]).toEqual([[arn], ["error 1"]]);
    },
  );

  test.skipIf(side === "moto")(
    "a group is found by its ARN, streams by a prefix (moto: finds no ARN and ignores the prefix)",
    async () => {
      const { arn, put } = await group();
      await put("a", "from a");
      await put("b@1", "from b");
      const filter = async (input: { readonly logStreamNamePrefix?: string }) => {
        const answer = await client().send(new FilterLogEventsCommand({ logGroupIdentifier: arn, ...input }));
        return answer.events?.map(({ message }) => message);
      };
      expect(await filter({})).toEqual(["from a", "from b"]);
      expect(await filter({ logStreamNamePrefix: "b" })).toEqual(["from b"]);
    },
  );

  test.skipIf(side === "moto")(
    "pages end where they end, also with an @ in a stream's name (moto: loses the rest after page 1)",
    async () => {
      const { logGroupName, put } = await group();
      await put("b@1", "one", "two", "three");
      const first = await client().send(new FilterLogEventsCommand({ logGroupName, limit: 2 }));
      const rest = await client().send(new FilterLogEventsCommand({ logGroupName, nextToken: first.nextToken }));
      expect(rest.events?.map(({ message }) => message)).toEqual(["three"]);
      await expect(
        client().send(new FilterLogEventsCommand({ logGroupName, nextToken: "nonsense" })),
      ).rejects.toMatchObject({ name: "InvalidParameterException" });
    },
  );
});
