import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStacksCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, describe, expect, test } from "vitest";
import { contract } from "./endpoints.ts";

const topic = (properties: object = {}, rest: object = {}) => ({
  Type: "AWS::SNS::Topic",
  Properties: properties,
  ...rest,
});
const parameter = (properties: object) => ({
  Type: "AWS::SSM::Parameter",
  Properties: { Type: "String", ...properties },
});
const template = (resources: object, rest: object = {}) => JSON.stringify({ Resources: resources, ...rest });
let names = 0;
const fresh = () => `contract-${(names += 1)}`;

/** Expectations are AWS's documented or recorded behaviour; what moto does otherwise is named and skipped there. */
contract("CloudFormation", (endpoint, config) => {
  const clients: CloudFormationClient[] = [];
  const client = () => {
    const [made = new CloudFormationClient(config())] = clients;
    clients[0] = made;
    return made;
  };
  afterAll(() => clients.forEach((each) => each.destroy()));

  const describeOne = async (name: string) =>
    (await client().send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  const settled = async (name: string) => {
    await expect
      .poll(async () => (await describeOne(name))?.StackStatus, { timeout: 20_000, interval: 50 })
      .not.toMatch(/(?<!REVIEW)_IN_PROGRESS$/);
    return (await describeOne(name))?.StackStatus;
  };
  const create = async (name: string, body: string, more: Partial<CreateStackCommandInput> = {}) => {
    const { StackId = "" } = await client().send(
      new CreateStackCommand({ StackName: name, TemplateBody: body, ...more }),
    );
    await settled(StackId);
    return StackId;
  };
  const update = async (name: string, body: string) => {
    await client().send(new UpdateStackCommand({ StackName: name, TemplateBody: body }));
    return settled(name);
  };
  const events = async (name: string) => {
    const { StackEvents = [] } = await client().send(new DescribeStackEventsCommand({ StackName: name }));
    return StackEvents.reverse().map((event) => [event.LogicalResourceId, event.ResourceStatus].join(" "));
  };
  const propose = async (name: string, body: string, more: Partial<CreateChangeSetCommandInput> = {}) => {
    const input = { StackName: name, ChangeSetName: fresh(), TemplateBody: body, ...more };
    const { Id = "" } = await client().send(new CreateChangeSetCommand(input));
    const look = () => client().send(new DescribeChangeSetCommand({ ChangeSetName: Id, StackName: name }));
    await expect.poll(async () => (await look()).Status, { timeout: 20_000, interval: 50 }).toMatch(/COMPLETE|FAILED/);
    return look();
  };

  describe("stacks", () => {
    test("what was given is described", async () => {
      const name = fresh();
      const body = template(
        { T: topic({ DisplayName: { Ref: "P" } }) },
        {
          Description: "a topic",
          Parameters: { P: { Type: "String" } },
          Outputs: { O: { Value: { Ref: "P" }, Description: "it" } },
        },
      );
      const id = await create(name, body, {
        Parameters: [{ ParameterKey: "P", ParameterValue: "v" }],
        Tags: [{ Key: "k", Value: "t" }],
      });
      expect(await describeOne(name)).toMatchObject({
        StackId: id,
        StackName: name,
        StackStatus: "CREATE_COMPLETE",
        Description: "a topic",
        Parameters: [{ ParameterKey: "P", ParameterValue: "v" }],
        Outputs: [{ OutputKey: "O", OutputValue: "v", Description: "it" }],
        Tags: [{ Key: "k", Value: "t" }],
      });
      expect(id).toMatch(
        new RegExp(`^arn:aws:cloudformation:eu-central-1:${endpoint.account}:stack/${name}/[0-9a-f-]{36}$`),
      );
    });

    test.skipIf(endpoint.name === "moto")(
      "a template is given back as it came (moto: it answers JSON in its own spacing)",
      async () => {
        const name = fresh();
        const body = "Resources:\n  T: # a topic\n    Type: AWS::SNS::Topic\n";
        await create(name, body);
        expect((await client().send(new GetTemplateCommand({ StackName: name }))).TemplateBody).toBe(body);
      },
    );

    test("names that are missing, taken and deleted are told apart", async () => {
      const name = fresh();
      await expect(describeOne(name)).rejects.toMatchObject({
        name: "ValidationError",
        message: `Stack with id ${name} does not exist`,
      });
      const id = await create(name, template({ T: topic() }));
      await expect(create(name, template({ T: topic() }))).rejects.toMatchObject({
        name: "AlreadyExistsException",
      });
      await client().send(new DeleteStackCommand({ StackName: name }));
      expect(await settled(id)).toBe("DELETE_COMPLETE");
      await expect(describeOne(name)).rejects.toMatchObject({ message: `Stack with id ${name} does not exist` });
      await client().send(new DeleteStackCommand({ StackName: name }));
      const { StackSummaries = [] } = await client().send(
        new ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"] }),
      );
      expect(StackSummaries.map(({ StackId }) => StackId)).toContain(id);
    });

    test.skipIf(endpoint.name === "moto")(
      "resources are told as they come (moto: it has events of stacks only)",
      async () => {
        const name = fresh();
        await create(name, template({ T: topic() }));
        expect(await events(name)).toEqual([
          `${name} CREATE_IN_PROGRESS`,
          "T CREATE_IN_PROGRESS",
          "T CREATE_IN_PROGRESS",
          "T CREATE_COMPLETE",
          `${name} CREATE_COMPLETE`,
        ]);
      },
    );

    test.skipIf(endpoint.name === "moto")(
      "a failed creation is taken back (moto: it answers with the error and leaves what was made)",
      async () => {
        const name = fresh();
        const body = template({ T: topic(), U: parameter({ Name: "/ok", Colour: "red", Value: "x" }) });
        await create(name, body);
        expect((await describeOne(name))?.StackStatus).toBe("ROLLBACK_COMPLETE");
        await expect(update(name, template({ T: topic() }))).rejects.toMatchObject({
          message: expect.stringMatching(/ROLLBACK_COMPLETE state and can not be updated\.$/),
        });
      },
    );

    test.skipIf(endpoint.name === "moto")(
      "termination protection holds (moto: it is shown and not enforced)",
      async () => {
        const name = fresh();
        await create(name, template({ T: topic() }), { EnableTerminationProtection: true });
        await expect(client().send(new DeleteStackCommand({ StackName: name }))).rejects.toMatchObject({
          message: `Stack [${name}] cannot be deleted while TerminationProtection is enabled`,
        });
        await client().send(
          new UpdateTerminationProtectionCommand({ StackName: name, EnableTerminationProtection: false }),
        );
        await client().send(new DeleteStackCommand({ StackName: name }));
      },
    );
  });

  describe("updates", () => {
    test.skipIf(endpoint.name === "moto")(
      "nothing to do is refused (moto: only when parameters are given)",
      async () => {
        const name = fresh();
        await create(name, template({ T: topic() }));
        await expect(update(name, template({ T: topic() }))).rejects.toMatchObject({
          name: "ValidationError",
          message: "No updates are to be performed.",
        });
      },
    );

    test("resources come, change and go", async () => {
      const name = fresh();
      await create(name, template({ Same: topic(), Old: topic() }));
      expect(await update(name, template({ Same: topic(), New: topic() }))).toBe("UPDATE_COMPLETE");
      const { StackResources = [] } = await client().send(new DescribeStackResourcesCommand({ StackName: name }));
      const ids = StackResources.map(({ LogicalResourceId }) => LogicalResourceId);
      expect(new Set(ids)).toEqual(new Set(["New", "Same"]));
    });

    test.skipIf(endpoint.name === "moto")("a stack policy denies (moto: it is stored and not enforced)", async () => {
      const name = fresh();
      await create(name, template({ T: topic({ DisplayName: "a" }) }));
      const statement = [
        { Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" },
        { Effect: "Deny", Action: "Update:Modify", Principal: "*", Resource: "LogicalResourceId/T" },
      ];
      await client().send(
        new SetStackPolicyCommand({ StackName: name, StackPolicyBody: JSON.stringify({ Statement: statement }) }),
      );
      expect(await update(name, template({ T: topic({ DisplayName: "b" }) }))).toBe("UPDATE_ROLLBACK_COMPLETE");
      await expect(client().send(new ContinueUpdateRollbackCommand({ StackName: name }))).rejects.toMatchObject({
        name: "ValidationError",
      });
    });
  });

  describe("change sets", () => {
    test.skipIf(endpoint.name === "moto")(
      "say what is replaced, and why (moto: they have action, ID and type only)",
      async () => {
        const name = fresh();
        const body = (topicName: string) =>
          template({
            T: topic({ TopicName: topicName }),
            P: parameter({ Value: { "Fn::GetAtt": ["T", "TopicName"] } }),
          });
        await create(name, body(`${name}-a`));
        const { Changes = [] } = await propose(name, body(`${name}-b`));
        expect(Changes.map(({ ResourceChange: change }) => change)).toMatchObject([
          {
            LogicalResourceId: "P",
            Replacement: "False",
            Details: [{ ChangeSource: "ResourceAttribute", CausingEntity: "T.TopicName", Evaluation: "Static" }],
          },
          { LogicalResourceId: "T", Replacement: "True", PolicyAction: "ReplaceAndDelete", Scope: ["Properties"] },
        ]);
      },
    );

    test.skipIf(endpoint.name === "moto")(
      "nothing to do fails with the words everybody looks for (moto: it finds something to do)",
      async () => {
        const name = fresh();
        await create(name, template({ T: topic() }));
        expect(await propose(name, template({ T: topic() }))).toMatchObject({
          Status: "FAILED",
          ExecutionStatus: "UNAVAILABLE",
          StatusReason: expect.stringMatching(
            /^The submitted information didn't contain changes\. Submit different information to create a change set\.$/,
          ),
        });
      },
    );

    test.skipIf(endpoint.name === "moto")(
      "a stack made by one is in review first, and has its outputs and exports (moto: it has no outputs then)",
      async () => {
        const name = fresh();
        const body = template({ T: topic() }, { Outputs: { O: { Value: "v", Export: { Name: `${name}-export` } } } });
        const { ChangeSetId, Changes } = await propose(name, body, { ChangeSetType: "CREATE" });
        expect(Changes).toMatchObject([{ ResourceChange: { Action: "Add", LogicalResourceId: "T" } }]);
        expect((await describeOne(name))?.StackStatus).toBe("REVIEW_IN_PROGRESS");
        await client().send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }));
        expect(await settled(name)).toBe("CREATE_COMPLETE");
        expect((await describeOne(name))?.Outputs).toMatchObject([{ OutputKey: "O", ExportName: `${name}-export` }]);
        const { Exports = [] } = await client().send(new ListExportsCommand({}));
        expect(Exports).toContainEqual(expect.objectContaining({ Name: `${name}-export`, Value: "v" }));
      },
    );
  });

  describe("templates", () => {
    test.skipIf(endpoint.name === "moto")(
      "that are wrong are refused in AWS's words (moto: it has words of its own)",
      async () => {
        const refused = (body: string) => client().send(new ValidateTemplateCommand({ TemplateBody: body }));
        await expect(refused("{}")).rejects.toMatchObject({
          name: "ValidationError",
          message: "Template format error: At least one Resources member must be defined.",
        });
        await expect(refused(template({ T: topic({ DisplayName: { Ref: "Nobody" } }) }))).rejects.toMatchObject({
          message:
            "Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template",
        });
      },
    );

    test.skipIf(endpoint.name === "moto")(
      "that make roles must be acknowledged (moto: capabilities are not checked)",
      async () => {
        const role = {
          Type: "AWS::IAM::Role",
          Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
        };
        await expect(create(fresh(), template({ R: role }))).rejects.toMatchObject({
          name: "InsufficientCapabilitiesException",
          message: "Requires capabilities : [CAPABILITY_IAM]",
        });
      },
    );

    test("functions and conditions are evaluated", async () => {
      const name = fresh();
      const body = template(
        { T: topic({ TopicName: { "Fn::Sub": "${AWS::StackName}-t" } }), U: { ...topic(), Condition: "Never" } },
        {
          Conditions: { Never: { "Fn::Equals": ["a", "b"] } },
          Mappings: { M: { k: { v: "mapped" } } },
          Outputs: {
            Joined: { Value: { "Fn::Join": ["-", ["a", { "Fn::Select": [1, { "Fn::Split": [",", "x,y"] }] }]] } },
            Mapped: { Value: { "Fn::FindInMap": ["M", "k", "v"] } },
            Arn: { Value: { Ref: "T" } },
          },
        },
      );
      await create(name, body);
      const outputs = new Map(
        (await describeOne(name))?.Outputs?.map((output) => [output.OutputKey, output.OutputValue]),
      );
      expect(Object.fromEntries(outputs)).toEqual({
        Joined: "a-y",
        Mapped: "mapped",
        Arn: `arn:aws:sns:eu-central-1:${endpoint.account}:${name}-t`,
      });
    });

    test.skipIf(endpoint.name === "moto")(
      "what a condition leaves out is not there (moto: it answers 500)",
      async () => {
        const name = fresh();
        const never = { Conditions: { Never: { "Fn::Equals": ["a", "b"] } } };
        await create(name, template({ T: topic(), U: { ...topic(), Condition: "Never" } }, never));
        const wanted = { StackName: name, LogicalResourceId: "U" };
        await expect(client().send(new DescribeStackResourceCommand(wanted))).rejects.toMatchObject({
          name: "ValidationError",
          message: `Resource U does not exist for stack ${name}`,
        });
      },
    );
  });
});
