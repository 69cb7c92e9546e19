import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, expect, test } from "vitest";
import { contract } from "./endpoints.ts";

let groups = 0;
const now = Date.now();

contract("CloudWatch Logs", ({ name: side }, config) => {
  const clients: CloudWatchLogsClient[] = [];
  const client = () => {
    const [made = new CloudWatchLogsClient(config())] = clients;
    clients[0] = made;
    return made;
  };
  afterAll(() => clients.forEach((each) => each.destroy()));
  /** A group of its own with streams `a` and `b`. */
  async function group() {
    const logGroupName = `/contract/${(groups += 1)}`;
    await client().send(new CreateLogGroupCommand({ logGroupName }));
    for (const logStreamName of ["a", "b"])
      await client().send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const put = (logStreamName: string, ...logEvents: { timestamp: number; message: string }[]) =>
      client().send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    const filter = async (input: Omit<FilterLogEventsCommandInput, "logGroupName"> = {}) => {
      const messages: (string | undefined)[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client().send(new FilterLogEventsCommand({ logGroupName, ...input, nextToken }));
        messages.push(...(page.events ?? []).map(({ message }) => message));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return messages;
    };
    const get = (input: {
      startFromHead?: boolean;
      limit?: number;
      nextToken?: string;
      startTime?: number;
      endTime?: number;
    }) => client().send(new GetLogEventsCommand({ logGroupName, logStreamName: "a", ...input }));
    return { logGroupName, put, filter, get };
  }
  const numbered = (...all: readonly number[]) => all.map((at) => ({ timestamp: now + at, message: String(at) }));

  test("a range includes both its ends, and plain terms are all required", async () => {
    const { put, filter } = await group();
    await put("a", ...numbered(1, 2, 3));
    expect(await filter({ startTime: now + 1, endTime: now + 2 })).toEqual(["1", "2"]);
    await put("b", { timestamp: now + 4, message: "error timeout" }, { timestamp: now + 5, message: "error" });
    expect(await filter({ filterPattern: "timeout error" })).toEqual(["error timeout"]);
    expect(await filter({ filterPattern: '"error timeout"' })).toEqual(["error timeout"]);
    expect(await filter({ logStreamNames: ["b"] })).toEqual(["error timeout", "error"]);
  });

  test("pages of equal times are complete and hold nothing twice", async () => {
    const { put, filter } = await group();
    const messages = Array.from({ length: 50 }, (_, index) => `m${index}`);
    await put("a", ...messages.map((message) => ({ timestamp: now, message })));
    const found = await filter({ limit: 7 });
    expect(found).toHaveLength(messages.length);
    expect(new Set(found)).toEqual(new Set(messages));
  });

  test.skipIf(side === "moto")(
    "streams are merged in time order (moto: orders across streams only when interleaved is asked for)",
    async () => {
      const { put, filter } = await group();
      await put("a", ...numbered(1, 3));
      await put("b", ...numbered(2, 4));
      expect(await filter()).toEqual(["1", "2", "3", "4"]);
    },
  );

  const lines = ['{"level":"error","ms":900}', '{"level":"info","ms":20}', "plain warning"] as const;
  const patterns: readonly [string, readonly string[]][] = [
    ['{ $.level = "error" }', [lines[0]]],
    ["{ $.ms < 100 }", [lines[1]]],
    ["?error ?warning", [lines[0], lines[2]]],
    ["-level", [lines[2]]],
    ["%war.ing%", [lines[2]]],
  ];
  for (const [filterPattern, expected] of patterns)
    test.skipIf(side === "moto")(
      `the pattern ${filterPattern} filters (moto: matches everything unless a pattern begins with a letter)`,
      async () => {
        const { put, filter } = await group();
        await put("a", ...lines.map((message, at) => ({ timestamp: now + at, message })));
        expect(await filter({ filterPattern })).toEqual(expected);
      },
    );

  test.skipIf(side === "moto")("an event ID has 56 digits (moto: counts events with a short number)", async () => {
    const { logGroupName, put } = await group();
    await put("a", ...numbered(1));
    const { events, searchedLogStreams } = await client().send(new FilterLogEventsCommand({ logGroupName }));
    expect(events?.[0]?.eventId).toMatch(/^\d{56}$/);
    expect(searchedLogStreams).toEqual([]);
  });

  test.skipIf(side === "moto")(
    "names and a prefix of streams exclude each other, and a prefix chooses (moto: ignores the prefix)",
    async () => {
      const { put, filter } = await group();
      await put("a", ...numbered(1));
      await put("b", ...numbered(2));
      expect(await filter({ logStreamNamePrefix: "b" })).toEqual(["2"]);
      await expect(filter({ logStreamNamePrefix: "b", logStreamNames: ["b"] })).rejects.toMatchObject({
        name: "InvalidParameterException",
      });
    },
  );

  test.skipIf(side === "moto")("a group may be named by its ARN (moto: does not find it)", async () => {
    const { put, filter, logGroupName } = await group();
    await put("a", ...numbered(1));
    const { logGroups } = await client().send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
    const logGroupIdentifier = logGroups?.[0]?.logGroupArn;
    const { events } = await client().send(new FilterLogEventsCommand({ logGroupIdentifier }));
    expect(events).toHaveLength((await filter()).length);
  });

  test("one stream is read in both directions, and a forward token goes on with what is new", async () => {
    const { put, get } = await group();
    await put("a", ...numbered(1, 2, 3));
    const first = await get({ startFromHead: true, limit: 2 });
    expect(first.events?.map(({ message }) => message)).toEqual(["1", "2"]);
    const rest = await get({ startFromHead: true, nextToken: first.nextForwardToken ?? "" });
    expect(rest.events?.map(({ message }) => message)).toEqual(["3"]);
    const end = await get({ startFromHead: true, nextToken: rest.nextForwardToken ?? "" });
    expect(end).toMatchObject({ events: [], nextForwardToken: rest.nextForwardToken });
    await put("a", ...numbered(4));
    const more = await get({ startFromHead: true, nextToken: rest.nextForwardToken ?? "" });
    expect(more.events?.map(({ message }) => message)).toEqual(["4"]);
    expect((await get({ limit: 2 })).events?.map(({ message }) => message)).toEqual(["3", "4"]);
  });

  test.skipIf(side === "moto")("the end of a GetLogEvents range is exclusive (moto: includes it)", async () => {
    const { put, get } = await group();
    await put("a", ...numbered(1, 2, 3));
    const { events } = await get({ startFromHead: true, startTime: now + 1, endTime: now + 3 });
    expect(events?.map(({ message }) => message)).toEqual(["1", "2"]);
  });

  test("batches out of order are refused; events too old or too new are told and left out", async () => {
    const { put, filter } = await group();
    await expect(put("a", ...numbered(2, 1))).rejects.toMatchObject({ name: "InvalidParameterException" });
    const day = 86_400_000;
    expect((await put("a", { timestamp: now - 15 * day, message: "old" })).rejectedLogEventsInfo).toMatchObject({
      tooOldLogEventEndIndex: expect.any(Number),
    });
    expect((await put("a", { timestamp: now + day / 8, message: "new" })).rejectedLogEventsInfo).toMatchObject({
      tooNewLogEventStartIndex: 0,
    });
    expect(await filter()).toEqual([]);
  });

  test.skipIf(side === "moto")("batches beyond the limits are refused (moto: takes 10,001 events)", async () => {
    const { put } = await group();
    const many = Array.from({ length: 10_001 }, () => ({ timestamp: now, message: "x" }));
    await expect(put("a", ...many)).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  test("groups are described with retention and tags, streams by their last event", async () => {
    const { logGroupName, put } = await group();
    await client().send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
    const { logGroups = [] } = await client().send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
    expect(logGroups[0]).toMatchObject({
      logGroupName,
      retentionInDays: 30,
      arn: expect.stringMatching(/:log-group:\/contract\/\d+:\*$/),
    });
    const resourceArn = logGroups[0]?.arn?.replace(/:\*$/, "") ?? "";
    await client().send(new TagResourceCommand({ resourceArn, tags: { env: "dev" } }));
    expect(await client().send(new ListTagsForResourceCommand({ resourceArn }))).toMatchObject({
      tags: { env: "dev" },
    });
    await put("a", ...numbered(5));
    await put("b", ...numbered(9));
    const { logStreams } = await client().send(
      new DescribeLogStreamsCommand({ logGroupName, orderBy: "LastEventTime", descending: true }),
    );
    expect(logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(["b", "a"]);
    await expect(
      client().send(
        new DescribeLogStreamsCommand({ logGroupName, orderBy: "LastEventTime", logStreamNamePrefix: "a" }),
      ),
    ).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  test("what exists twice or not at all is refused by its name", async () => {
    const { logGroupName } = await group();
    await expect(client().send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
    });
    await expect(client().send(new CreateLogStreamCommand({ logGroupName, logStreamName: "a" }))).rejects.toMatchObject(
      { name: "ResourceAlreadyExistsException" },
    );
    await client().send(new DeleteLogGroupCommand({ logGroupName }));
    await expect(client().send(new FilterLogEventsCommand({ logGroupName }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});
