import { expect, test } from "vitest";
import { cloud, first, refusal, template, topic } from "./stacks.ts";
import { list, text } from "../../../src/local/json.ts";

const chain = template({
  First: topic({ DisplayName: "one" }),
  Second: topic({ DisplayName: { "Fn::GetAtt": ["First", "TopicName"] } }),
});

test("a stack is created in the order of its references, with CloudFormation's events", async () => {
  const { call, run, status, events } = cloud();
  await call("CreateStack", { StackName: "s", TemplateBody: chain });
  expect(await status("s")).toBe("CREATE_IN_PROGRESS");
  await run();
  expect(await status("s")).toBe("CREATE_COMPLETE");
  expect(await events("s")).toEqual([
    "s CREATE_IN_PROGRESS User Initiated",
    "First CREATE_IN_PROGRESS",
    "First CREATE_IN_PROGRESS Resource creation Initiated",
    "First CREATE_COMPLETE",
    "Second CREATE_IN_PROGRESS",
    "Second CREATE_IN_PROGRESS Resource creation Initiated",
    "Second CREATE_COMPLETE",
    "s CREATE_COMPLETE",
  ]);
});

test("a failed creation is taken back", async () => {
  const { call, run, status, events, provider } = cloud();
  provider.script.set("create Second", { fail: "No more topics" });
  await call("CreateStack", { StackName: "s", TemplateBody: chain });
  await run();
  expect(await status("s")).toBe("ROLLBACK_COMPLETE");
  expect((await events("s")).slice(4)).toEqual([
    "Second CREATE_IN_PROGRESS",
    "Second CREATE_FAILED No more topics",
    "s ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Second]. Rollback requested by user.",
    "Second DELETE_COMPLETE",
    "First DELETE_IN_PROGRESS",
    "First DELETE_COMPLETE",
    "s ROLLBACK_COMPLETE",
  ]);
  expect([...provider.things.keys()]).toEqual([]);
});

test("an update replaces what cannot be changed, and cleans up at the end", async () => {
  const { call, run, status, events, provider } = cloud();
  await call("CreateStack", { StackName: "s", TemplateBody: template({ A: topic({ TopicName: "one" }) }) });
  await run();
  await call("UpdateStack", { StackName: "s", TemplateBody: template({ A: topic({ TopicName: "two" }) }) });
  await run();
  expect(await status("s")).toBe("UPDATE_COMPLETE");
  expect((await events("s")).slice(5)).toEqual([
    "s UPDATE_IN_PROGRESS User Initiated",
    "A UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.",
    "A UPDATE_IN_PROGRESS Resource creation Initiated",
    "A UPDATE_COMPLETE",
    "s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "A DELETE_IN_PROGRESS",
    "A DELETE_COMPLETE",
    "s UPDATE_COMPLETE",
  ]);
  expect([...provider.things.keys()]).toEqual(["arn:aws:sns:eu-west-1:000000000000:two"]);
  const found = list(await call("DescribeStackResources", { StackName: "s" }), "StackResources");
  expect(found).toMatchObject([{ LogicalResourceId: "A", ResourceStatus: "UPDATE_COMPLETE" }]);
});

test("a failed update returns to what was before", async () => {
  const { call, run, status, provider } = cloud();
  const before = { A: topic({ DisplayName: "a" }), B: topic({ DisplayName: { "Fn::GetAtt": ["A", "TopicName"] } }) };
  await call("CreateStack", { StackName: "s", TemplateBody: template(before) });
  await run();
  const things = new Map(provider.things);
  provider.script.set("update B", { fail: "B will not" });
  await call("UpdateStack", {
    StackName: "s",
    TemplateBody: template({
      A: topic({ DisplayName: "changed" }),
      B: topic({ DisplayName: { "Fn::Sub": "x ${A}" } }),
      C: topic(),
    }),
  });
  await run(100);
  provider.script.clear();
  await run();
  expect(await status("s")).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(provider.things).toEqual(things);
});

test("a deleted stack is gone by name and told by ID", async () => {
  const { call, run, status, provider } = cloud();
  const created = await call("CreateStack", { StackName: "s", TemplateBody: chain });
  await run();
  await call("DeleteStack", { StackName: "s" });
  await run();
  expect(provider.things.size).toBe(0);
  expect(await refusal(call("DescribeStacks", { StackName: "s" }))).toBe("Stack with id s does not exist");
  expect(await status(text(created, "StackId") ?? "")).toBe("DELETE_COMPLETE");
});

test("a parameter without a name is called CFN, not after its stack", async () => {
  const { call, run, provider } = cloud();
  const parameter = { Type: "AWS::SSM::Parameter", Properties: { Type: "String", Value: "v" } };
  await call("CreateStack", { StackName: "s", TemplateBody: template({ P: parameter }) });
  await run();
  expect([...provider.things.keys()]).toEqual([expect.stringMatching(/^CFN-P-[A-Za-z0-9]{12}$/)]);
});

test("a token of any name is remembered, the newest fifty of them", async () => {
  const { call, run } = cloud();
  const body = (text: string) => template({ A: topic({ DisplayName: text }) });
  await call("CreateStack", { StackName: "s", TemplateBody: body("0"), ClientRequestToken: "constructor" });
  for (let at = 1; at <= 50; at += 1) {
    await run(100);
    await call("UpdateStack", { StackName: "s", TemplateBody: body(`${at}`), ClientRequestToken: `t${at}` });
  }
  await run(100);
  const again = (token: string, text: string) =>
    refusal(call("UpdateStack", { StackName: "s", TemplateBody: body(text), ClientRequestToken: token }));
  expect(await again("t1", "other")).toBe("");
  expect(await again("t50", "other")).toBe("");
  expect(await again("constructor", "50")).toBe("No updates are to be performed.");
});

test("outputs, exports and parameters are told", async () => {
  const { call, run } = cloud();
  await call("CreateStack", {
    StackName: "s",
    TemplateBody: template(
      { A: topic({ DisplayName: { Ref: "P" } }) },
      {
        Parameters: { P: { Type: "String", Default: "x" }, Q: { Type: "String", NoEcho: true, Default: "hidden" } },
        Outputs: { O: { Value: { "Fn::GetAtt": ["A", "TopicName"] }, Description: "d", Export: { Name: "e" } } },
      },
    ),
  });
  await run();
  const stack = first(await call("DescribeStacks", { StackName: "s" }), "Stacks");
  expect(stack).toMatchObject({
    Outputs: [{ OutputKey: "O", Description: "d", ExportName: "e" }],
    Parameters: [
      { ParameterKey: "P", ParameterValue: "x" },
      { ParameterKey: "Q", ParameterValue: "****" },
    ],
  });
  expect(list(await call("ListExports"), "Exports")).toMatchObject([{ Name: "e" }]);
});
