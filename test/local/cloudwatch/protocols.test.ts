import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCbor } from "../../../src/local/cbor/decode.ts";
import { encodeCbor } from "../../../src/local/cbor/encode.ts";
import type { Json } from "../../../src/local/json.ts";
import { onPath } from "../../e2e/on-path.ts";
import { ask, form, signedFor } from "../serving.ts";
import { watched } from "./watched.ts";
import { anyText } from "../../fakes/any-text.ts";

describe("CBOR", () => {
  const json = fc.letrec<{ any: Json }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      anyText(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0)),
      fc.boolean(),
      fc.array(tie("any")),
      fc.dictionary(fc.string(), tie("any"), { noNullPrototype: true }),
    ),
  })).any;

  test("what was written is read again", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(decodeCbor(encodeCbor(value, {}))).toEqual(value);
      }),
    );
  });

  test.each([
    ["f93c00", 1],
    ["f97bff", 65504],
    ["f90001", 5.960464477539063e-8],
    ["fa47c35000", 100000],
    ["fb3ff199999999999a", 1.1],
    ["1bffffffffffffffff", 18446744073709552000],
    ["3903e7", -1000],
    ["c11a514b67b0", 1363896240],
    ["7f657374726561646d696e67ff", "streaming"],
    ["9f018202039f0405ffff", [1, [2, 3], [4, 5]]],
    ["bf6346756ef563416d7421ff", { Fun: true, Amt: -2 }],
    ["43010203", "AQID"],
  ])("%s of RFC 8949's examples is %j", (hex, value) => {
    expect(decodeCbor(Buffer.from(hex, "hex"))).toEqual(value);
  });

  test.each(["", "18", "6261", "9f01", "ff", "fc", "a10102", "0101", `${"81".repeat(70)}01`])(
    "%s is refused",
    (hex) => {
      expect(() => decodeCbor(Buffer.from(hex, "hex"))).toThrow("not one CBOR item");
    },
  );

  test("moments are tagged doubles", () => {
    expect(encodeCbor({ at: 1 }, { at: "moment" }).toString("hex")).toBe("a1626174c1fb3ff0000000000000");
  });
});

const put = "Action=PutMetricData&Version=2010-08-01&Namespace=Game&MetricData.member.1.MetricName=m";
const signed = signedFor("monitoring", "eu-west-1");

test("clients that speak query are answered in XML, with moments in ISO 8601", async () => {
  const { endpoint } = await watched();
  const call = (body: string) => ask(endpoint, { ...signed, ...form }, body);
  const value = "&MetricData.member.1.Value=4&MetricData.member.1.Timestamp=2026-03-01T11:59:00Z";
  expect(await call(put + value)).toMatchObject({ status: 200 });
  const asked =
    "Action=GetMetricStatistics&Namespace=Game&MetricName=m&Period=60&StartTime=2026-03-01T11:00:00Z&EndTime=2026-03-01T12:00:00Z&Statistics.member.1=Sum&ExtendedStatistics.member.1=p99";
  const { body } = await call(asked);
  expect(body).toContain("<Timestamp>2026-03-01T11:59:00.000Z</Timestamp>");
  expect(body).toContain("<ExtendedStatistics><entry><key>p99</key><value>4</value></entry></ExtendedStatistics>");
  // Recorded of AWS.
  expect((await call(`${put}&MetricData.member.1.Value=NaN`)).body).toContain(
    "<Code>InvalidParameterValue</Code><Message>The value NaN for parameter MetricData.member.1.Value is invalid.</Message>",
  );
});

test("an error tells both names, the shape's and query's", async () => {
  const { endpoint } = await watched();
  const headers = { ...signed, "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" };
  const path = "/service/GraniteServiceVersion20100801/operation/GetMetricData";
  const answer = await ask(endpoint + path, headers, "\xa0");
  expect(answer).toMatchObject({ status: 400, headers: { "smithy-protocol": "rpc-v2-cbor" } });
  expect(answer.headers).toMatchObject({ "x-amzn-query-error": expect.stringMatching(/;Sender$/) });
  const target = { "x-amz-target": "GraniteServiceVersion20100801.GetMetricData" };
  const json = await ask(endpoint, { ...signed, ...target }, "{}");
  expect(json.headers).toMatchObject({ "x-amzn-query-error": "MissingParameter;Sender" });
  expect(JSON.parse(json.body)).toMatchObject({ __type: "MissingRequiredParameterException" });
});

test("a body that is not what its encoding says is refused", async () => {
  const { endpoint } = await watched();
  const headers = { ...signed, ...form, "content-encoding": "gzip" };
  expect(await ask(endpoint, headers, "no gzip")).toMatchObject({ status: 400 });
  const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024)).toString("latin1");
  expect(await ask(endpoint, headers, bomb)).toMatchObject({ status: 400 });
});

test.skipIf(!onPath("aws"))(
  "the AWS CLI, which speaks CBOR, publishes and reads",
  async () => {
    const { endpoint } = await watched();
    const env = {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_DEFAULT_REGION: "eu-west-1",
    };
    const aws = async (...args: string[]) => {
      const { stdout } = await promisify(execFile)("aws", ["cloudwatch", ...args, "--output", "json"], { env });
      return stdout === "" ? undefined : JSON.parse(stdout);
    };
    const metric = ["--namespace", "Game", "--metric-name", "m"];
    const dimension = ["--dimensions", "Service=engine"];
    await aws(
      "put-metric-data",
      ...metric,
      "--value",
      "3",
      "--unit",
      "Count",
      "--timestamp",
      "2026-03-01T11:59:30Z",
      ...dimension,
    );
    expect(await aws("list-metrics", "--namespace", "Game")).toEqual({
      Metrics: [{ Namespace: "Game", MetricName: "m", Dimensions: [{ Name: "Service", Value: "engine" }] }],
    });
    const span = ["--start-time", "2026-03-01T11:00:00Z", "--end-time", "2026-03-01T12:00:00Z", "--period", "60"];
    const asked = ["--dimensions", "Name=Service,Value=engine", "--statistics", "Sum", "Average"];
    expect(await aws("get-metric-statistics", ...metric, ...span, ...asked)).toEqual({
      Label: "m",
      Datapoints: [{ Timestamp: 1772366340, Sum: 3, Average: 3, Unit: "Count" }],
    });
    await expect(aws("get-metric-statistics", ...metric, ...span)).rejects.toMatchObject({
      stderr: expect.stringContaining("(MissingParameter) when calling the GetMetricStatistics operation"),
    });
  },
  120_000,
);
