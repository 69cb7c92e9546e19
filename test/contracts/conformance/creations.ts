import {
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  RollbackStackCommand,
} from "@aws-sdk/client-cloudformation";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { partialOrder } from "./order.ts";
import { impossible, template, topic } from "./templates.ts";
import { neutral } from "./world.ts";

const failing = (rest: object = {}) => template({ A: topic(), B: impossible({ DependsOn: "A", ...rest }) });

/** How stacks come to be, and what becomes of those that fail. */
export const creations: readonly Case[] = [
  {
    name: "a creation tells each resource twice in progress, then done, then the stack",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      const status = await on.create(name, template({ A: topic() }));
      return { status, events: await on.history(name) };
    },
    expected: {
      status: "CREATE_COMPLETE",
      events: partialOrder([
        "stack CREATE_IN_PROGRESS by user",
        "A CREATE_IN_PROGRESS",
        "A CREATE_IN_PROGRESS started",
        "A CREATE_COMPLETE",
        "stack CREATE_COMPLETE",
      ]),
    },
  },
  {
    name: "independent resources are made in any order, dependants after what they need",
    source: "TemplateReference/aws-attribute-dependson",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic(), B: topic(), C: topic({}, { DependsOn: ["A", "B"] }) }));
      return on.history(name);
    },
    expected: partialOrder(
      ...["A", "B"].map((id) => [
        "stack CREATE_IN_PROGRESS by user",
        `${id} CREATE_IN_PROGRESS`,
        `${id} CREATE_IN_PROGRESS started`,
        `${id} CREATE_COMPLETE`,
        "C CREATE_IN_PROGRESS",
        "C CREATE_IN_PROGRESS started",
        "C CREATE_COMPLETE",
        "stack CREATE_COMPLETE",
      ]),
    ),
  },
  {
    name: "a reference is a dependency",
    source: "UserGuide/using-cfn-stack-dependencies",
    script: async (on) => {
      const name = on.fresh();
      const refers = topic({ DisplayName: { "Fn::GetAtt": ["Z", "TopicName"] } });
      await on.create(name, template({ A: refers, Z: topic() }));
      const history = await on.history(name);
      return history.filter((step) => step.endsWith("_COMPLETE"));
    },
    expected: ["Z CREATE_COMPLETE", "A CREATE_COMPLETE", "stack CREATE_COMPLETE"],
  },
  {
    name: "a failed creation is rolled back",
    source: sources.rollbackFailures,
    script: async (on) => {
      const name = on.fresh();
      const status = await on.create(name, failing());
      return {
        status,
        reason: neutral(await on.reason(name, name, "ROLLBACK_IN_PROGRESS")),
        events: await on.history(name),
      };
    },
    expected: {
      status: "ROLLBACK_COMPLETE",
      reason: "The following resource(s) failed to create: [B]. Rollback requested by user.",
      events: partialOrder(
        [
          "stack CREATE_IN_PROGRESS by user",
          "A CREATE_COMPLETE",
          "B CREATE_IN_PROGRESS",
          "B CREATE_FAILED",
          "stack ROLLBACK_IN_PROGRESS",
          "B DELETE_COMPLETE",
          "A DELETE_IN_PROGRESS",
          "A DELETE_COMPLETE",
          "stack ROLLBACK_COMPLETE",
        ],
        ["A CREATE_IN_PROGRESS", "A CREATE_IN_PROGRESS started", "A CREATE_COMPLETE"],
      ),
    },
  },
  {
    name: "without rollback a failed creation stays as it is",
    source: sources.rollbackFailures,
    script: async (on) => {
      const name = on.fresh();
      const status = await on.create(name, failing(), { DisableRollback: true });
      const { StackResources = [] } = await on.cloudformation.send(
        new DescribeStackResourcesCommand({ StackName: name }),
      );
      const reason = await on.reason(name, name, "CREATE_FAILED");
      return {
        status,
        reason,
        resources: StackResources.map((each) => `${each.LogicalResourceId} ${each.ResourceStatus}`),
      };
    },
    expected: {
      status: "CREATE_FAILED",
      reason: "The following resource(s) failed to create: [B]. ",
      resources: ["A CREATE_COMPLETE", "B CREATE_FAILED"],
    },
  },
  {
    name: "OnFailure DO_NOTHING is the same as no rollback",
    source: sources.createStack,
    script: (on) => on.create(on.fresh(), failing(), { OnFailure: "DO_NOTHING" }),
    expected: "CREATE_FAILED",
  },
  {
    name: "OnFailure DELETE leaves nothing of a failed creation",
    source: sources.createStack,
    script: async (on) => {
      const id = await on.begin(on.fresh(), failing(), { OnFailure: "DELETE" });
      return {
        status: await on.settled(id),
        reason: (await on.reason(id, id.split("/")[1] ?? "", "DELETE_IN_PROGRESS")) ?? "",
      };
    },
    expected: {
      status: "DELETE_COMPLETE",
      reason: expect.stringContaining("The following resource(s) failed to create: [B]. "),
    },
  },
  {
    name: "a stack left as it failed goes on with a sound template",
    source: sources.rollbackFailures,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, failing(), { DisableRollback: true });
      return on.update(name, template({ A: topic(), B: topic() }), { DisableRollback: true });
    },
    expected: "UPDATE_COMPLETE",
  },
  {
    name: "a stack left as it failed is rolled back on demand, to nothing",
    source: "API_RollbackStack",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, failing(), { DisableRollback: true });
      await on.cloudformation.send(new RollbackStackCommand({ StackName: name }));
      return on.settled(name);
    },
    expected: "ROLLBACK_COMPLETE",
  },
  {
    name: "a rollback that cannot delete what was made has failed",
    source: sources.statusCodes,
    script: async (on) => {
      const name = on.fresh();
      const Bucket = `${name}-full`;
      const B = { Type: "AWS::S3::Bucket", Properties: { BucketName: Bucket } };
      await on.create(name, template({ B, C: impossible({ DependsOn: "B" }) }), { DisableRollback: true });
      await on.put(Bucket);
      await on.cloudformation.send(new RollbackStackCommand({ StackName: name }));
      const failed = await on.settled(name);
      const reason = await on.reason(name, name, "ROLLBACK_FAILED");
      await on.unput(Bucket);
      return { failed, reason, deleted: await on.remove(name) };
    },
    expected: {
      failed: "ROLLBACK_FAILED",
      reason: "The following resource(s) failed to delete: [B]. ",
      deleted: "DELETE_COMPLETE",
    },
  },
  {
    name: "what was given is described",
    source: sources.describeStacks,
    moto: true,
    script: async (on) => {
      const name = on.fresh();
      const rest = {
        Description: "a topic",
        Parameters: { P: { Type: "String" } },
        Outputs: { O: { Value: { Ref: "P" }, Description: "it" } },
      };
      await on.create(name, template({ T: topic({ DisplayName: { Ref: "P" } }) }, rest), {
        Parameters: [{ ParameterKey: "P", ParameterValue: "v" }],
        Tags: [{ Key: "k", Value: "t" }],
      });
      const { Description, Parameters, Outputs, Tags } = await on.stack(name);
      return { Description, Parameters, Outputs, Tags };
    },
    expected: {
      Description: "a topic",
      Parameters: [{ ParameterKey: "P", ParameterValue: "v" }],
      Outputs: [{ OutputKey: "O", OutputValue: "v", Description: "it" }],
      Tags: [{ Key: "k", Value: "t" }],
    },
  },
  {
    name: "a template is given back as it came",
    source: "API_GetTemplate",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, "Resources:\n  T: # a topic\n    Type: AWS::SNS::Topic\n");
      return (await on.cloudformation.send(new GetTemplateCommand({ StackName: name }))).TemplateBody;
    },
    expected: "Resources:\n  T: # a topic\n    Type: AWS::SNS::Topic\n",
  },
  {
    name: "a repeated client request token is the same creation",
    source: sources.createStack,
    script: async (on) => {
      const name = on.fresh();
      const once = { ClientRequestToken: `token-${name}` };
      const first = await on.begin(name, template({ T: topic() }), once);
      const again = await on.begin(name, template({ T: topic() }), once);
      await on.settled(name);
      return first === again;
    },
    expected: true,
  },
  {
    name: "events carry the client request token of their operation",
    source: sources.describeStackEvents,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }), { ClientRequestToken: "mine" });
      return [...new Set((await on.events(name)).map((event) => event.ClientRequestToken))];
    },
    expected: ["mine"],
  },
  {
    name: "events of a stack have a UUID, those of resources their status and time",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }));
      return (await on.events(name)).map(({ EventId }) => EventId).slice(0, 2);
    },
    expected: [
      expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
      expect.stringMatching(/^T-CREATE_IN_PROGRESS-\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    ],
  },
  {
    name: "a physical name is made of stack, logical ID and chance",
    source: "TemplateReference/aws-properties-name",
    script: async (on) => {
      const name = on.fresh();
      await on.create(
        name,
        template({ T: topic() }, { Outputs: { N: { Value: { "Fn::GetAtt": ["T", "TopicName"] } } } }),
      );
      return neutral((await on.stack(name)).Outputs?.[0]?.OutputValue);
    },
    expected: expect.stringMatching(/^<stack>-T-[A-Za-z0-9]{12,13}$/),
  },
  {
    name: "a custom resource that a condition leaves out does not exist",
    source: sources.conditions,
    script: async (on) => {
      const name = on.fresh();
      const never = { Conditions: { Never: { "Fn::Equals": ["a", "b"] } } };
      await on.create(name, template({ T: topic(), U: topic({}, { Condition: "Never" }) }, never));
      const { StackResources = [] } = await on.cloudformation.send(
        new DescribeStackResourcesCommand({ StackName: name }),
      );
      return StackResources.map((each) => each.LogicalResourceId);
    },
    expected: ["T"],
  },
];
