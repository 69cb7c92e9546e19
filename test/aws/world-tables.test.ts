import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awsClients } from "../../src/aws/clients.ts";
import { worldTables } from "../../src/aws/world-tables.ts";
import { fakeClock } from "../fakes/clock.ts";

let server: Server;
let endpoint = "";
let calls = 0;
/** Reasons of the calls that are refused, in order; after them all succeed. */
let refusals: readonly (readonly string[])[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const codes = refusals[calls];
    calls += 1;
    const body = codes && {
      __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
      message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`,
      CancellationReasons: codes.map((Code) => ({ Code })),
    };
    request.resume().on("end", () => {
      response.writeHead(body ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(body ?? {}));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
});
afterAll(() => new Promise((done) => server.close(done)));

function tables() {
  const clock = fakeClock();
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const clients = awsClients({ region: "eu-west-1", endpoint, credentials });
  return { clock, tables: worldTables(clients, "dev", clock) };
}

const parts = [{ kind: "Put", table: "Agents", request: { Item: {} } } as const];

test.each([
  { codes: ["None", "ThrottlingError"], tries: 6 },
  { codes: ["ProvisionedThroughputExceeded"], tries: 6 },
  { codes: ["TransactionConflict", "ThrottlingError"], tries: 6 },
  { codes: ["TransactionConflict"], tries: 6 },
])("a transaction that is cancelled for $codes is sent again until it goes through", async ({ codes, tries }) => {
  [calls, refusals] = [0, Array.from({ length: tries - 1 }, () => codes)];
  const { tables: some, clock } = tables();
  expect(await some.transact(parts)).toBe(true);
  expect([calls, clock.waits.length]).toEqual([tries, tries - 1]);
});

test("one that stays throttled is told as such, after half a minute at most", async () => {
  [calls, refusals] = [0, Array.from({ length: 99 }, () => ["ThrottlingError"])];
  const { tables: some, clock } = tables();
  await expect(some.transact(parts)).rejects.toMatchObject({ failure: "throttled" });
  expect(clock.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(30_000);
});

test("one whose condition does not hold is not sent again, whatever else there was", async () => {
  [calls, refusals] = [0, [["ConditionalCheckFailed", "ThrottlingError", "TransactionConflict"]]];
  expect(await tables().tables.transact(parts)).toBe(false);
  expect(calls).toBe(1);
});
