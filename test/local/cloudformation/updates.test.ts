import { describe, expect, test } from "vitest";
import { text } from "../../../src/local/json.ts";
import { cloud, first, refusal, template, topic, type CloudOptions } from "./stacks.ts";

const chain = (display: string, rest: Record<string, ReturnType<typeof topic>> = {}) =>
  template({
    A: topic({ DisplayName: display }),
    B: topic({ DisplayName: { "Fn::Sub": `${display} \${A}` } }),
    ...rest,
  });

async function created(body: string, input = {}, options: CloudOptions = {}) {
  const here = cloud(options);
  await here.call("CreateStack", { StackName: "s", TemplateBody: body, ...input });
  await here.run();
  expect(await here.status("s")).toBe("CREATE_COMPLETE");
  const update = async (next: string, more = {}) => {
    await here.call("UpdateStack", { StackName: "s", TemplateBody: next, ...more });
    await here.run();
    return here.status("s");
  };
  return { ...here, update };
}

describe("an update that fails", () => {
  test("takes back changes in order, deletes what it added and keeps outputs", async () => {
    const here = await created(chain("one"));
    const before = new Map(here.provider.things);
    here.provider.script.set("create C", { fail: "no C" });
    const status = await here.update(
      chain("two", { C: topic({ DisplayName: { "Fn::GetAtt": ["B", "TopicName"] } }), D: topic() }),
    );
    expect(status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(here.provider.things).toEqual(before);
    const events = (await here.events("s")).filter((event) => !/^[AB] UPDATE|^D/.test(event));
    expect(events.slice(-6)).toEqual([
      "C CREATE_IN_PROGRESS",
      "C CREATE_FAILED no C",
      "s UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [C]. ",
      "s UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      "C DELETE_COMPLETE",
      "s UPDATE_ROLLBACK_COMPLETE",
    ]);
    const stack = first(await here.call("DescribeStacks", { StackName: "s" }), "Stacks");
    expect(stack["StackStatusReason"]).toBeUndefined();
    expect((await here.call("GetTemplate", { StackName: "s" }))["TemplateBody"]).toBe(chain("one"));
  });

  test("gives a replaced resource its old physical ID back", async () => {
    const here = await created(template({ A: topic({ TopicName: "old" }), B: topic({ DisplayName: "b" }) }));
    here.provider.script.set("update B", { fail: "no" });
    const next = template({
      A: topic({ TopicName: "new" }),
      B: topic({ DisplayName: { "Fn::GetAtt": ["A", "TopicName"] } }),
    });
    expect(await here.update(next)).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect([...here.provider.things.keys()].filter((name) => name.endsWith("old") || name.endsWith("new"))).toEqual([
      "arn:aws:sns:eu-west-1:000000000000:old",
    ]);
  });

  test("stops where it is without rollback, and can be rolled back or finished later", async () => {
    const here = await created(chain("one"));
    const before = new Map(here.provider.things);
    here.provider.script.set("update B", { fail: "no" });
    expect(await here.update(chain("two"), { DisableRollback: "true" })).toBe("UPDATE_FAILED");
    await here.call("RollbackStack", { StackName: "s" });
    await here.run();
    expect(await here.status("s")).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(here.provider.things).toEqual(before);
    here.provider.script.set("update B", { fail: "no" });
    expect(await here.update(chain("two"), { DisableRollback: "true" })).toBe("UPDATE_FAILED");
    expect(await here.update(chain("two"), { DisableRollback: "true" })).toBe("UPDATE_COMPLETE");
    expect([...here.provider.things.values()].map((thing) => text(thing, "DisplayName"))).toContain("two");
  });

  test("whose rollback fails too is continued, or goes on without the resource", async () => {
    const here = await created(chain("one"));
    here.provider.script.set("update B", { fail: "never", always: true });
    expect(await here.update(chain("two"))).toBe("UPDATE_ROLLBACK_FAILED");
    const stack = first(await here.call("DescribeStacks", { StackName: "s" }), "Stacks");
    expect(stack["StackStatusReason"]).toBe("The following resource(s) failed to update: [B]. ");
    expect(await refusal(here.call("UpdateStack", { StackName: "s", TemplateBody: chain("x") }))).toMatch(
      /is in UPDATE_ROLLBACK_FAILED state and can not be updated\.$/,
    );
    await here.call("ContinueUpdateRollback", { StackName: "s" });
    await here.run();
    expect(await here.status("s")).toBe("UPDATE_ROLLBACK_FAILED");
    expect(await refusal(here.call("ContinueUpdateRollback", { StackName: "s", ResourcesToSkip: ["A"] }))).toMatch(/A/);
    await here.call("ContinueUpdateRollback", { StackName: "s", ResourcesToSkip: ["B"] });
    await here.run();
    expect(await here.status("s")).toBe("UPDATE_ROLLBACK_COMPLETE");
  });

  test("may be called off while resources are updated", async () => {
    const here = await created(chain("one"));
    const before = new Map(here.provider.things);
    here.provider.script.set("update B", { pending: 1000 });
    expect(await here.update(chain("two"))).toBe("UPDATE_IN_PROGRESS");
    await here.call("CancelUpdateStack", { StackName: "s" });
    await here.run();
    expect(await here.status("s")).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(here.provider.things).toEqual(before);
    expect(await here.events("s")).toContain("B UPDATE_FAILED Resource update cancelled");
    expect(await refusal(here.call("CancelUpdateStack", { StackName: "s" }))).toBe(
      "CancelUpdateStack cannot be called from current stack status",
    );
  });
});

describe("the cleanup", () => {
  test("deletes what left the template, dependants first, and forgets it", async () => {
    const here = await created(chain("one", { C: topic() }));
    here.provider.calls.length = 0;
    expect(await here.update(template({ C: topic() }))).toBe("UPDATE_COMPLETE");
    expect(here.provider.calls).toEqual(["delete B", "delete A"]);
    const resources = await here.call("ListStackResources", { StackName: "s" });
    expect(resources["StackResourceSummaries"]).toHaveLength(1);
  });

  test("that cannot delete tries three times and lets the update succeed", async () => {
    const here = await created(template({ A: topic(), B: topic() }));
    here.provider.script.set("delete B", { fail: "in use", always: true });
    expect(await here.update(template({ A: topic() }))).toBe("UPDATE_COMPLETE");
    expect(here.provider.calls.filter((call) => call === "delete B")).toHaveLength(3);
    expect(await here.events("s")).toContain("B DELETE_FAILED in use");
  });

  test("leaves replaced resources where UpdateReplacePolicy is Retain", async () => {
    const retain = { UpdateReplacePolicy: "Retain" };
    const here = await created(template({ A: topic({ TopicName: "old" }, retain) }));
    expect(await here.update(template({ A: topic({ TopicName: "new" }, retain) }))).toBe("UPDATE_COMPLETE");
    expect(here.provider.things.size).toBe(2);
    expect(await here.events("s")).toContain("A DELETE_SKIPPED");
  });
});

test("nothing to do is refused", async () => {
  const here = await created(chain("one"));
  expect(await refusal(here.update(chain("one")))).toBe("No updates are to be performed.");
  expect(await refusal(here.call("UpdateStack", { StackName: "s" }))).toBe(
    "Either Template URL or Template Body must be specified.",
  );
});

test("a custom name stands in the way of its own replacement", async () => {
  const parameter = (tier: string) => ({
    Type: "AWS::SSM::Parameter",
    Properties: { Name: "/fixed", Type: "String", Value: "x", Tier: tier },
  });
  const vpc = (name: string) => ({ Type: "AWS::IAM::User", Properties: { UserName: "ann", Path: name } });
  const here = await created(template({ P: parameter("Standard") }));
  expect(await here.update(template({ P: parameter("Advanced") }))).toBe("UPDATE_COMPLETE");
  const role = (path: string) => ({
    Type: "AWS::IAM::Role",
    Properties: { RoleName: "fixed", Path: path, AssumeRolePolicyDocument: {} },
  });
  const other = await created(template({ R: role("/a/"), U: vpc("/") }), { Capabilities: ["CAPABILITY_NAMED_IAM"] });
  const capabilities = { Capabilities: ["CAPABILITY_NAMED_IAM"] };
  expect(await other.update(template({ R: role("/b/"), U: vpc("/") }), capabilities)).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await other.events("s")).toContain(
    "R UPDATE_FAILED CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename fixed and update the stack again.",
  );
});

test("a type cannot be changed under one logical ID", async () => {
  const here = await created(template({ A: topic() }));
  expect(await refusal(here.update(template({ A: { Type: "AWS::EC2::VPC", Properties: {} } })))).toMatch(
    /^Update of resource type is not permitted\..*\[A\]$/,
  );
});

describe("a stack policy", () => {
  const allowAll = { Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" };
  const deny = (action: string) => ({
    Effect: "Deny",
    Action: action,
    Principal: "*",
    Resource: "LogicalResourceId/A",
  });
  const policy = (...statements: unknown[]) => JSON.stringify({ Statement: statements });

  test.each([
    { action: "Update:Modify", next: topic({ DisplayName: "y", TopicName: "n" }) },
    { action: "Update:Replace", next: topic({ DisplayName: "x", TopicName: "m" }) },
  ])("denies $action", async ({ action, next }) => {
    const here = await created(template({ A: topic({ DisplayName: "x", TopicName: "n" }) }));
    await here.call("SetStackPolicy", { StackName: "s", StackPolicyBody: policy(allowAll, deny(action)) });
    expect(await here.update(template({ A: next }))).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await here.events("s")).toContain(
      `A UPDATE_FAILED Action denied by stack policy: Statement [#2] does not allow [${action}] for resource [A]`,
    );
  });

  test("denies Update:Delete, and everything it does not allow", async () => {
    const here = await created(template({ A: topic(), B: topic() }), {
      StackPolicyBody: policy(allowAll, deny("Update:Delete")),
    });
    expect(await here.update(template({ B: topic() }))).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(here.provider.things.size).toBe(2);
    await here.call("SetStackPolicy", {
      StackName: "s",
      StackPolicyBody: policy({ ...allowAll, Resource: "LogicalResourceId/B" }),
    });
    expect(await here.update(template({ A: topic({ DisplayName: "z" }), B: topic() }))).toBe(
      "UPDATE_ROLLBACK_COMPLETE",
    );
    expect(await here.call("GetStackPolicy", { StackName: "s" })).toHaveProperty("StackPolicyBody");
  });

  test.each([
    { condition: { StringEquals: { ResourceType: ["AWS::SNS::Topic"] } }, status: "UPDATE_ROLLBACK_COMPLETE" },
    { condition: { StringEquals: { ResourceType: "AWS::SNS::*" } }, status: "UPDATE_COMPLETE" },
    { condition: { StringLike: { ResourceType: "AWS::SNS::*" } }, status: "UPDATE_ROLLBACK_COMPLETE" },
    { condition: { StringLike: { ResourceType: "AWS::EC2::*" } }, status: "UPDATE_COMPLETE" },
  ])("that denies under $condition ends in $status", async ({ condition, status }) => {
    const here = await created(template({ A: topic() }));
    const denial = { ...deny("Update:*"), Condition: condition };
    await here.call("SetStackPolicy", { StackName: "s", StackPolicyBody: policy(allowAll, denial) });
    expect(await here.update(template({ A: topic({ DisplayName: "y" }) }))).toBe(status);
  });

  test("that is none, or has other conditions, is refused", async () => {
    const here = await created(template({ A: topic() }));
    const conditions = [{ StringNotLike: { ResourceType: "AWS::*" } }, { StringEquals: { Region: "x" } }, "x"];
    for (const body of [
      "{}",
      "no",
      policy({ Effect: "Allow", Action: "*", Resource: "*" }),
      ...conditions.map((condition) => policy({ ...allowAll, Condition: condition })),
    ])
      expect(await refusal(here.call("SetStackPolicy", { StackName: "s", StackPolicyBody: body }))).toBe(
        "Error validating stack policy: Invalid stack policy",
      );
  });
});

describe("exports", () => {
  const exporting = (value: string, name = "shared") =>
    template({ A: topic({ DisplayName: value }) }, { Outputs: { O: { Value: value, Export: { Name: name } } } });
  const importing = template({ I: topic({ DisplayName: { "Fn::ImportValue": "shared" } }) });

  test("in use are neither changed nor deleted", async () => {
    const here = await created(exporting("one"));
    await here.call("CreateStack", { StackName: "i", TemplateBody: importing });
    await here.run();
    expect(await here.call("ListImports", { ExportName: "shared" })).toEqual({ Imports: ["i"] });
    expect(await here.update(exporting("two"))).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect((await here.events("s")).join("\n")).toContain("Export shared cannot be updated as it is in use by i");
    expect(await here.update(exporting("one", "other"))).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect((await here.events("s")).join("\n")).toContain("Export shared cannot be deleted as it is in use by i");
    await here.call("DeleteStack", { StackName: "s" });
    await here.run();
    expect((await here.events("s")).at(-1)).toBe(
      "s DELETE_FAILED Delete canceled. Cannot delete export shared as it is in use by i",
    );
  });

  test("belong to one stack, and must exist to be imported", async () => {
    const here = await created(exporting("one"));
    await here.call("CreateStack", { StackName: "t", TemplateBody: exporting("two") });
    await here.run();
    expect((await here.events("t")).join("\n")).toContain("Export with name shared is already exported by stack s");
    const other = cloud();
    await other.call("CreateStack", { StackName: "i", TemplateBody: importing });
    await other.run();
    expect(await other.events("i")).toContain("I CREATE_FAILED No export named shared found.");
    expect(await refusal(other.call("ListImports", { ExportName: "shared" }))).toBe(
      "Export 'shared' is not imported by any stack.",
    );
  });
});
