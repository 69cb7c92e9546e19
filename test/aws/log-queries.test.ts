import { afterAll, expect, test } from "vitest";
import { insights } from "../../src/aws/log-queries.ts";
import { hasEnded, type LogQuery, type QueryAnswer } from "../../src/model/log-query.ts";
import { localClients } from "./local-cloud.ts";

const clients = await localClients();
const queries = insights(clients);
const now = Date.now();
const group = "/gworld/dev/agent-runtime";

const client = await clients.logs();
afterAll(() => client.destroy());
await client.createLogGroup({ logGroupName: group });
await client.createLogStream({ logGroupName: group, logStreamName: "agent-runtime/app/t1" });
for (let batch = 0; batch < 3; batch += 1)
  await client.putLogEvents({
    logGroupName: group,
    logStreamName: "agent-runtime/app/t1",
    logEvents: Array.from({ length: 5_000 }, (_, index) => ({
      timestamp: now - 60_000 + batch * 5_000 + index,
      message: JSON.stringify({ level: index % 10 === 0 ? "error" : "info", n: batch * 5_000 + index }),
    })),
  });

const asking = (text: string): LogQuery => ({ text, groups: [group], from: now - 60_000, to: now });

async function ended(id: string): Promise<QueryAnswer> {
  for (;;) {
    const answer = await queries.answer(id);
    if (hasEnded(answer)) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a query answers rows of fields, without pointers, and what it looked at", async () => {
  const answer = await ended(await queries.start(asking("fields n | filter level = 'error' | sort n asc | limit 2")));
  expect(answer).toMatchObject({ status: "complete", rows: [{ n: "0" }, { n: "10" }] });
  expect(answer.statistics).toMatchObject({ scanned: 15_000, matched: 1_500 });
  expect(answer.statistics.bytes).toBeGreaterThan(100_000);
});

test("more rows than a page has come together", async () => {
  const { rows } = await ended(await queries.start(asking("fields n | limit 15000")));
  expect(rows).toHaveLength(15_000);
  expect(new Set(rows.map(({ n }) => n)).size).toBe(15_000);
});

test("a query that cannot be read is shown with a caret under the mistake", async () => {
  const text = "fields n | filter level == ) 'error'";
  const { message, code } = await queries.start(asking(text)).then(
    () => ({ message: "", code: "" }),
    (error: Error & { code: string }) => error,
  );
  expect(code).toBe("usage");
  const [what, shown = "", caret = ""] = message.split("\n");
  expect(what).toContain("Logs Insights cannot read the query:");
  expect(shown.trim()).toBe(text);
  expect(shown.slice(caret.indexOf("^"))).toMatch(/^(?:= )?\)|^==/);
});

test("stopping a query that has ended is no error", async () => {
  const id = await queries.start(asking("limit 1"));
  await ended(id);
  await expect(queries.stop(id)).resolves.toBeUndefined();
});

test("saved queries are found by how their names begin", async () => {
  await client.putQueryDefinition({ name: "gworld/dev/mine", queryString: "limit 3", logGroupNames: [group] });
  await client.putQueryDefinition({ name: "other", queryString: "limit 4" });
  expect(await queries.saved("gworld/dev/")).toEqual([{ name: "gworld/dev/mine", query: "limit 3", groups: [group] }]);
});
