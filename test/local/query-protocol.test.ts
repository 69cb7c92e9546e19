import { DescribeStacksCommand, CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { GetTopicAttributesCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/local/json.ts";
import { parseQueryForm } from "../../src/local/query-form.ts";
import type { Part } from "../../src/local/resource.ts";
import type { Operation } from "../../src/local/service.ts";
import { xmlMap } from "../../src/local/xml.ts";
import { serving } from "./serving.ts";

const query = (scope: string, namespace: string, operations: Record<string, Operation>): Part => ({
  services: [{ scope, protocol: "query", namespace, operations }],
  resources: [],
});

const settings = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  maxAttempts: 1,
});

test.each<{ form: string; input: JsonObject }>([
  { form: "A=1&B=two", input: { A: "1", B: "two" } },
  { form: "A.B.C=1&A.B.D=2", input: { A: { B: { C: "1", D: "2" } } } },
  { form: "L.member.1=a&L.member.2=b", input: { L: ["a", "b"] } },
  { form: "L.1=a&L.2=b", input: { L: ["a", "b"] } },
  { form: "L.member.10=c&L.member.2=b&L.member.1=a", input: { L: ["a", "b", "c"] } },
  { form: "L.member.1.K=a&L.member.1.V=b&L.member.2.K=c", input: { L: [{ K: "a", V: "b" }, { K: "c" }] } },
  { form: "M.entry.1.key=a&M.entry.1.value=x&M.entry.2.key=b", input: { M: { a: "x", b: "" } } },
  { form: "L.member.1.L.member.1=deep", input: { L: [{ L: ["deep"] }] } },
  { form: "L=", input: { L: "" } },
  { form: "A=a%20b%2Bc+d%26", input: { A: "a b+c d&" } },
  { form: "", input: {} },
])("the form $form is read", ({ form, input }) => {
  expect(parseQueryForm(form)).toEqual(input);
});

test("a name cannot reach into what every object has", () => {
  expect(Object.hasOwn(parseQueryForm("__proto__.polluted=1"), "__proto__")).toBe(true);
  expect({}).not.toHaveProperty("polluted");
});

test("any form at all is read without failing, however deep", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (pairs) => {
      expect(parseQueryForm(new URLSearchParams(pairs).toString())).toBeTypeOf("object");
    }),
  );
  expect(parseQueryForm(`${"a.".repeat(100_000)}b=1`)).toEqual({});
});

/** XML says nothing of text that is white space alone next to line ends: the SDK's parser takes it for indentation. */
const told = fc.string({ unit: "grapheme" }).filter((text) => text.trim() !== "" || text === "");

test("text comes back from the SDK as it was sent, through form and XML", async () => {
  const echo: Operation = ({ Message }) => ({ MessageId: Message });
  const { endpoint } = await serving(() => [
    query("sns", "http://sns.amazonaws.com/doc/2010-03-31/", { Publish: echo }),
  ]);
  const client = new SNSClient(settings(endpoint));
  await fc.assert(
    fc.asyncProperty(told, async (Message) => {
      const { MessageId } = await client.send(new PublishCommand({ TopicArn: "t", Message }));
      expect(MessageId ?? "").toBe(Message);
    }),
    { numRuns: 60 },
  );
  client.destroy();
});

test.each(["a\u0000b", "\u001b[31mred", "line\r\nend", "a\u0085\u2028b", "]]>", "<a>&amp;</a>", "tab\tin"])(
  "control characters and markup survive: %j",
  async (text) => {
    const part = query("sns", "ns", { Publish: () => ({ MessageId: text }) });
    const { endpoint } = await serving(() => [part]);
    const client = new SNSClient(settings(endpoint));
    expect((await client.send(new PublishCommand({ TopicArn: "t", Message: "m" }))).MessageId).toBe(text);
    client.destroy();
  },
);

test("maps come back from the SDK with any keys", async () => {
  let attributes: Record<string, Json> = {};
  const part = query("sns", "ns", { GetTopicAttributes: () => ({ Attributes: xmlMap(attributes) }) });
  const { endpoint } = await serving(() => [part]);
  const client = new SNSClient(settings(endpoint));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(told, told), async (map) => {
      attributes = map;
      const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn: "t" }));
      expect(Attributes).toEqual({ ...map });
    }),
    { numRuns: 40 },
  );
  client.destroy();
});

test("nested lists and structures are read as the SDK writes them, and written as it reads them", async () => {
  const seen: JsonObject[] = [];
  const part = query("cloudformation", "http://cloudformation.amazonaws.com/doc/2010-05-15/", {
    CreateStack(input) {
      seen.push(input);
      return { StackId: "s" };
    },
    DescribeStacks: () => ({
      Stacks: [
        {
          StackName: "one",
          CreationTime: "2026-11-22T20:00:00.000Z",
          StackStatus: "CREATE_COMPLETE",
          EnableTerminationProtection: true,
          Tags: [{ Key: "a", Value: "<b>" }],
          Outputs: [],
          Description: undefined,
        },
      ],
    }),
  });
  const { endpoint } = await serving(() => [part]);
  const client = new CloudFormationClient(settings(endpoint));
  const Tags = [
    { Key: "env", Value: "dev" },
    { Key: "empty", Value: "" },
  ];
  await client.send(
    new CreateStackCommand({ StackName: "s", Tags, Capabilities: ["CAPABILITY_IAM"], NotificationARNs: [] }),
  );
  expect(seen).toEqual([{ StackName: "s", Tags, Capabilities: ["CAPABILITY_IAM"], NotificationARNs: "" }]);
  const { Stacks } = await client.send(new DescribeStacksCommand({}));
  expect(Stacks).toMatchObject([
    {
      StackName: "one",
      CreationTime: new Date("2026-11-22T20:00:00.000Z"),
      EnableTerminationProtection: true,
      Tags: [{ Key: "a", Value: "<b>" }],
      Outputs: [],
    },
  ]);
  client.destroy();
});
