import { describe, expect, test } from "vitest";
import { isObject, list, object, text, type JsonObject } from "../../../src/local/json.ts";
import { cloud, first, refusal, template, topic, type CloudOptions } from "./stacks.ts";

async function deployed(body: string, input: JsonObject = {}, options: CloudOptions = {}) {
  const here = cloud(options);
  await here.call("CreateStack", { StackName: "s", TemplateBody: body, ...input });
  await here.run();
  const propose = async (next: string, more: JsonObject = {}) => {
    const name = text(more, "ChangeSetName") ?? "c";
    await here.call("CreateChangeSet", { StackName: "s", ChangeSetName: name, TemplateBody: next, ...more });
    await here.run(100);
    return here.call("DescribeChangeSet", { StackName: "s", ChangeSetName: name, IncludePropertyValues: "false" });
  };
  const valued = async () =>
    changesOf(
      await here.call("DescribeChangeSet", { StackName: "s", ChangeSetName: "c", IncludePropertyValues: "true" }),
    );
  return { ...here, propose, valued };
}

const changesOf = (described: JsonObject): readonly JsonObject[] =>
  list(described, "Changes").map((change) => object(change, "ResourceChange"));

const directly = { ChangeSource: "DirectModification", Evaluation: "Static" };

describe("what changes", () => {
  test("a modified property, and nothing else", async () => {
    const here = await deployed(template({ A: topic({ DisplayName: "x", TopicName: "n" }), B: topic() }));
    const found = changesOf(
      await here.propose(template({ A: topic({ DisplayName: "y", TopicName: "n" }), B: topic() })),
    );
    expect(found).toEqual([
      {
        Action: "Modify",
        LogicalResourceId: "A",
        PhysicalResourceId: "arn:aws:sns:eu-west-1:000000000000:n",
        ResourceType: "AWS::SNS::Topic",
        Replacement: "False",
        Scope: ["Properties"],
        Details: [
          { ...directly, Target: { Attribute: "Properties", Name: "DisplayName", RequiresRecreation: "Never" } },
        ],
      },
    ]);
  });

  test("a replacement, and what refers to it", async () => {
    const body = (name: string) =>
      template({
        Foo: topic({ TopicName: name }),
        Parameter: {
          Type: "AWS::SSM::Parameter",
          Properties: { Type: "String", Value: { "Fn::GetAtt": ["Foo", "TopicName"] } },
        },
        Copy: topic({ TopicName: { "Fn::Sub": "${Foo.TopicName}-copy" } }),
      });
    const here = await deployed(body("topic-1"));
    const found = changesOf(await here.propose(body("topic-2")));
    expect(found.map((change) => [change["LogicalResourceId"], change["Replacement"], change["PolicyAction"]])).toEqual(
      [
        ["Copy", "True", "ReplaceAndDelete"],
        ["Foo", "True", "ReplaceAndDelete"],
        ["Parameter", "False", undefined],
      ],
    );
    expect(found[2]).toMatchObject({
      Details: [
        {
          CausingEntity: "Foo.TopicName",
          ChangeSource: "ResourceAttribute",
          Evaluation: "Static",
          Target: { Attribute: "Properties", Name: "Value", RequiresRecreation: "Never" },
        },
      ],
    });
    const [, foo, parameter] = await here.valued();
    const target = { Attribute: "Properties", AttributeChangeType: "Modify", BeforeValue: "topic-1" };
    expect(foo).toMatchObject({
      BeforeContext: '{"Properties":{"TopicName":"topic-1"}}',
      AfterContext: '{"Properties":{"TopicName":"topic-2"}}',
      Details: [
        { Target: { ...target, AfterValue: "topic-2", Path: "/Properties/TopicName", RequiresRecreation: "Always" } },
      ],
    });
    expect(list(parameter, "Details")).toMatchObject([
      {
        ChangeSource: "ResourceAttribute",
        Evaluation: "Static",
        Target: { AfterValue: "{{changeSet:KNOWN_AFTER_APPLY}}" },
      },
      {
        ChangeSource: "DirectModification",
        Evaluation: "Dynamic",
        Target: { AfterValue: "{{changeSet:KNOWN_AFTER_APPLY}}" },
      },
    ]);
  });

  test("a change by parameter names the parameter", async () => {
    const body = template({ A: topic({ DisplayName: { Ref: "P" } }) }, { Parameters: { P: { Type: "String" } } });
    const here = await deployed(body, { Parameters: [{ ParameterKey: "P", ParameterValue: "x" }] });
    const [found] = changesOf(await here.propose(body, { Parameters: [{ ParameterKey: "P", ParameterValue: "y" }] }));
    expect(found).toMatchObject({
      Details: [{ ChangeSource: "ParameterReference", CausingEntity: "P", Evaluation: "Static" }],
    });
    const same = await here.propose(body, {
      ChangeSetName: "same",
      Parameters: [{ ParameterKey: "P", UsePreviousValue: "true" }],
    });
    expect(same["Status"]).toBe("FAILED");
  });

  test("a conditional replacement makes what refers to it uncertain", async () => {
    const vpc = (tenancy: string) =>
      template({
        V: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16", InstanceTenancy: tenancy } },
        S: { Type: "AWS::EC2::Subnet", Properties: { VpcId: { Ref: "V" }, CidrBlock: "10.0.0.0/24" } },
      });
    const here = await deployed(vpc("dedicated"));
    const found = changesOf(await here.propose(vpc("default")));
    expect(found).toMatchObject([
      {
        LogicalResourceId: "S",
        Replacement: "Conditional",
        Details: [{ ChangeSource: "ResourceReference", Evaluation: "Dynamic", CausingEntity: "V" }],
      },
      {
        LogicalResourceId: "V",
        Replacement: "Conditional",
        Details: [{ Target: { RequiresRecreation: "Conditionally" } }],
      },
    ]);
  });

  test("additions and removals, with what becomes of the removed", async () => {
    const here = await deployed(template({ A: topic(), K: topic({}, { DeletionPolicy: "RetainExceptOnCreate" }) }));
    const found = changesOf(await here.propose(template({ N: topic({ DisplayName: "n" }) })));
    expect(found.map((change) => [change["Action"], change["LogicalResourceId"], change["PolicyAction"]])).toEqual([
      ["Remove", "A", "Delete"],
      ["Remove", "K", "Retain"],
      ["Add", "N", undefined],
    ]);
    const valued = await here.valued();
    expect(valued[2]).toMatchObject({ AfterContext: '{"Properties":{"DisplayName":"n"}}' });
  });

  test("nested properties are told by their path", async () => {
    const trust = (service: string) => ({
      Type: "AWS::IAM::Role",
      Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Principal: { Service: service } }] } },
    });
    const iam = { Capabilities: ["CAPABILITY_IAM"] };
    const here = await deployed(template({ R: trust("a") }), iam);
    await here.propose(template({ R: trust("b") }), iam);
    expect(list((await here.valued())[0], "Details")).toMatchObject([
      {
        Target: {
          Path: "/Properties/AssumeRolePolicyDocument/Statement/0/Principal/Service",
          BeforeValue: "a",
          AfterValue: "b",
        },
      },
    ]);
  });
});

describe("change sets without resource changes", () => {
  const body = template({ A: topic() }, { Outputs: { O: { Value: "1" } } });

  test("nothing at all fails with CloudFormation's words", async () => {
    const here = await deployed(body);
    const described = await here.propose(body);
    expect(described).toMatchObject({
      Status: "FAILED",
      ExecutionStatus: "UNAVAILABLE",
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
      Changes: [],
    });
    expect(await refusal(here.call("ExecuteChangeSet", { StackName: "s", ChangeSetName: "c" }))).toMatch(
      /^ChangeSet \[arn:.*\] cannot be executed in its current status of \[FAILED\]$/,
    );
  });

  test("outputs alone can be executed", async () => {
    const here = await deployed(body);
    const described = await here.propose(template({ A: topic() }, { Outputs: { O: { Value: "2" } } }));
    expect(described).toMatchObject({ Status: "CREATE_COMPLETE", ExecutionStatus: "AVAILABLE", Changes: [] });
    await here.call("ExecuteChangeSet", { StackName: "s", ChangeSetName: "c" });
    await here.run();
    expect(await here.status("s")).toBe("UPDATE_COMPLETE");
    expect(first(await here.call("DescribeStacks", { StackName: "s" }), "Stacks")).toMatchObject({
      Outputs: [{ OutputValue: "2" }],
    });
  });

  test("tags alone touch every taggable resource", async () => {
    const here = await deployed(body);
    const described = await here.propose(body, { Tags: [{ Key: "team", Value: "worlds" }] });
    expect(changesOf(described)).toMatchObject([{ Scope: ["Tags"], Details: [{ Target: { Attribute: "Tags" } }] }]);
    await here.call("ExecuteChangeSet", { StackName: "s", ChangeSetName: "c" });
    await here.run();
    expect(here.provider.calls).toEqual(["create A", "update A"]);
  });

  test("a policy attribute alone is no update; metadata is one that asks no provider", async () => {
    const here = await deployed(body);
    const retained = template({ A: topic({}, { DeletionPolicy: "Retain" }) }, { Outputs: { O: { Value: "1" } } });
    expect((await here.propose(retained))["Status"]).toBe("FAILED");
    const noted = template({ A: topic({}, { Metadata: { note: "x" } }) }, { Outputs: { O: { Value: "1" } } });
    expect(changesOf(await here.propose(noted, { ChangeSetName: "m" }))).toMatchObject([{ Scope: ["Metadata"] }]);
    await here.call("ExecuteChangeSet", { StackName: "s", ChangeSetName: "m" });
    await here.run();
    expect(here.provider.calls).toEqual(["create A"]);
    expect(await here.status("s")).toBe("UPDATE_COMPLETE");
  });
});

describe("the life of a change set", () => {
  const body = template({ A: topic() });
  const creating = { StackName: "n", ChangeSetName: "first", ChangeSetType: "CREATE", TemplateBody: body };

  test("a new stack is in review until it is executed", async () => {
    const here = cloud();
    const made = await here.call("CreateChangeSet", creating);
    expect((await here.call("DescribeChangeSet", { ChangeSetName: made["Id"] }))["Status"]).toBe("CREATE_PENDING");
    await here.run(100);
    expect(await here.status("n")).toBe("REVIEW_IN_PROGRESS");
    expect((await here.call("ListChangeSets", { StackName: "n" }))["Summaries"]).toHaveLength(1);
    await here.call("ExecuteChangeSet", { ChangeSetName: made["Id"] });
    await here.run();
    expect((await here.events("n")).slice(0, 2)).toEqual([
      "n REVIEW_IN_PROGRESS User Initiated",
      "n CREATE_IN_PROGRESS User Initiated",
    ]);
    expect(await here.call("DescribeChangeSet", { ChangeSetName: made["Id"] })).toMatchObject({
      ExecutionStatus: "EXECUTE_COMPLETE",
    });
    expect(await refusal(here.call("ExecuteChangeSet", { ChangeSetName: made["Id"] }))).toMatch(/EXECUTE_COMPLETE/);
    expect(await refusal(here.call("CreateChangeSet", creating))).toBe(
      "Stack [n] already exists and cannot be created again with the changeSet [first].",
    );
    // The name is free again for the next proposal.
    await here.call("CreateChangeSet", { ...creating, ChangeSetType: "UPDATE" });
  });

  test("creating the stack directly makes its proposals obsolete", async () => {
    const here = cloud();
    const made = await here.call("CreateChangeSet", creating);
    await here.run(100);
    const { StackId } = await here.call("CreateStack", { StackName: "n", TemplateBody: body });
    expect(StackId).toBe(made["StackId"]);
    expect(await here.call("DescribeChangeSet", { ChangeSetName: made["Id"] })).toMatchObject({
      ExecutionStatus: "OBSOLETE",
    });
  });

  test("deleting the only one leaves the stack in review, which can be deleted", async () => {
    const here = cloud();
    const { StackId: id } = await here.call("CreateChangeSet", creating);
    await here.run(100);
    await here.call("DeleteChangeSet", { StackName: "n", ChangeSetName: "first" });
    await here.call("DeleteChangeSet", { StackName: "n", ChangeSetName: "first" });
    expect(await here.status("n")).toBe("REVIEW_IN_PROGRESS");
    await here.call("DeleteStack", { StackName: "n" });
    await here.run();
    expect(await here.status(typeof id === "string" ? id : "")).toBe("DELETE_COMPLETE");
  });

  test("executing one discards the others", async () => {
    const here = await deployed(body);
    await here.propose(template({ A: topic({ DisplayName: "1" }) }), { ChangeSetName: "one" });
    await here.propose(template({ A: topic({ DisplayName: "2" }) }), { ChangeSetName: "two" });
    await here.call("ExecuteChangeSet", { StackName: "s", ChangeSetName: "two" });
    expect(await refusal(here.call("DescribeChangeSet", { StackName: "s", ChangeSetName: "one" }))).toBe(
      "ChangeSet [one] does not exist",
    );
  });

  test("names and stacks that are not there are told apart", async () => {
    const here = await deployed(body);
    expect(await refusal(here.call("DescribeChangeSet", { StackName: "x", ChangeSetName: "c" }))).toBe(
      "Stack [x] does not exist",
    );
    expect(await refusal(here.call("DeleteChangeSet", { ChangeSetName: "c" }))).toBe(
      "StackName must be specified if ChangeSetName is not specified as an ARN.",
    );
    expect(await refusal(here.propose(body, { ChangeSetName: "1bad" }))).toMatch(/'changeSetName' failed to satisfy/);
    await here.propose(template({ B: topic() }));
    expect(await refusal(here.propose(template({ B: topic() })))).toBe("ChangeSet [c] already exists");
  });

  test("one that was pending when the process ended is worked out by the next", async () => {
    const here = cloud();
    const { Id } = await here.call("CreateChangeSet", creating);
    const next = await here.restart();
    await next.run(100);
    const described = await next.call("DescribeChangeSet", { ChangeSetName: Id });
    expect(described["Status"]).toBe("CREATE_COMPLETE");
    expect(list(described, "Changes").every((change) => isObject(change))).toBe(true);
  });
});

test("a change set with those of nested stacks is refused where there is one, and made where there is none", async () => {
  const url = "https://s3.amazonaws.com/b/inner.json";
  const here = await deployed(template({ A: topic() }), {}, { urls: new Map([[url, template({ T: topic() })]]) });
  const outer = template({ A: topic(), N: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: url } } });
  expect(await refusal(here.propose(outer, { IncludeNestedStacks: "true" }))).toBe(
    "Change sets of nested stacks are not part of the local cloud: leave IncludeNestedStacks out for the nested stack N.",
  );
  expect(await here.call("ListChangeSets", { StackName: "s" })).toMatchObject({ Summaries: [] });
  const flat = template({ A: topic(), B: topic() });
  expect(await here.propose(flat, { IncludeNestedStacks: "true" })).toMatchObject({ Status: "CREATE_COMPLETE" });
});
