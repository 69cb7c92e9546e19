import { DescribeStackResourcesCommand, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { partialOrder } from "./order.ts";
import { impossible, template, topic } from "./templates.ts";
import { neutral, type World } from "./world.ts";

const inner = (more: object = {}) =>
  template(
    { T: topic({ DisplayName: { Ref: "Say" } }), ...more },
    {
      Parameters: { Say: { Type: "String", Default: "nothing" } },
      Outputs: { Name: { Value: { "Fn::GetAtt": ["T", "TopicName"] } }, Said: { Value: { Ref: "Say" } } },
    },
  );
const nested = (TemplateURL: string, Say: string, rest: object = {}) => ({
  Type: "AWS::CloudFormation::Stack",
  Properties: { TemplateURL, Parameters: { Say } },
  ...rest,
});
const outer = (url: string, Say: string, more: object = {}) =>
  template({ N: nested(url, Say), ...more }, { Outputs: { Said: { Value: { "Fn::GetAtt": ["N", "Outputs.Said"] } } } });

/** The ID of the stack that a stack's resource N is. */
async function childOf(on: World, StackName: string) {
  const { StackResources = [] } = await on.cloudformation.send(new DescribeStackResourcesCommand({ StackName }));
  return StackResources.find(({ LogicalResourceId }) => LogicalResourceId === "N")?.PhysicalResourceId ?? "";
}
async function made(on: World, Say: string) {
  const name = on.fresh();
  const url = await on.upload(`${name}.json`, inner());
  const status = await on.create(name, outer(url, Say));
  return { name, url, status };
}

/** Stacks in stacks. */
export const nestedStacks: readonly Case[] = [
  {
    name: "a nested stack is made with what its parent says, and says what it has",
    source: sources.nested,
    script: async (on) => {
      const { name, status } = await made(on, "hello");
      const child = await on.stack(await childOf(on, name));
      const { StackId } = await on.stack(name);
      return {
        status,
        said: (await on.stack(name)).Outputs?.[0]?.OutputValue,
        name: neutral(child.StackName),
        parents: [child.ParentId === StackId, child.RootId === StackId],
        child: child.StackStatus,
      };
    },
    expected: {
      status: "CREATE_COMPLETE",
      said: "hello",
      name: expect.stringMatching(/^<stack>-N-[A-Za-z0-9]{12,13}$/),
      parents: [true, true],
      child: "CREATE_COMPLETE",
    },
  },
  {
    name: "the parent tells the nested stack as one resource",
    source: sources.nested,
    script: async (on) => on.history((await made(on, "x")).name),
    expected: partialOrder([
      "stack CREATE_IN_PROGRESS by user",
      "N CREATE_IN_PROGRESS",
      "N CREATE_IN_PROGRESS started",
      "N CREATE_COMPLETE",
      "stack CREATE_COMPLETE",
    ]),
  },
  {
    name: "a changed parameter updates the nested stack",
    source: sources.nested,
    script: async (on) => {
      const { name, url } = await made(on, "hello");
      const status = await on.update(name, outer(url, "goodbye"));
      return [status, await on.status(await childOf(on, name)), (await on.stack(name)).Outputs?.[0]?.OutputValue];
    },
    expected: ["UPDATE_COMPLETE", "UPDATE_COMPLETE", "goodbye"],
  },
  {
    name: "a failed update of the parent takes the nested stack back",
    source: sources.nested,
    script: async (on) => {
      const { name, url } = await made(on, "hello");
      const status = await on.update(name, outer(url, "goodbye", { B: impossible({ DependsOn: "N" }) }));
      const { Outputs } = await on.stack(await childOf(on, name));
      return [status, Outputs?.find(({ OutputKey }) => OutputKey === "Said")?.OutputValue];
    },
    expected: ["UPDATE_ROLLBACK_COMPLETE", "hello"],
  },
  {
    name: "a nested stack that fails to be made fails its parent, and goes with it",
    source: sources.nested,
    script: async (on) => {
      const name = on.fresh();
      const url = await on.upload(`${name}.json`, inner({ B: impossible() }));
      const status = await on.create(name, outer(url, "x"));
      const reason = (await on.reason(name, "N", "CREATE_FAILED")) ?? "";
      const child = /arn:\S+/.exec(reason)?.[0] ?? "";
      return { status, reason: neutral(reason), child: await on.status(child) };
    },
    expected: {
      status: "ROLLBACK_COMPLETE",
      reason: expect.stringMatching(
        /^Embedded stack \S.* was not successfully created: The following resource\(s\) failed to create: \[B\]\. $/,
      ),
      child: "DELETE_COMPLETE",
    },
  },
  {
    name: "a nested stack that fails to be updated fails its parent's update",
    source: sources.nested,
    script: async (on) => {
      const { name } = await made(on, "hello");
      const broken = await on.upload(`${name}-b.json`, inner({ B: impossible() }));
      const status = await on.update(name, outer(broken, "goodbye"));
      return {
        status,
        reason: await on.reason(name, "N", "UPDATE_FAILED"),
        child: await on.status(await childOf(on, name)),
      };
    },
    expected: {
      status: "UPDATE_ROLLBACK_COMPLETE",
      reason: expect.stringMatching(
        /^Embedded stack arn:\S+ was not successfully updated\. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource\(s\) failed to create: \[B\]/,
      ),
      child: "UPDATE_ROLLBACK_COMPLETE",
    },
  },
  {
    name: "a nested stack is deleted with its parent",
    source: sources.nested,
    script: async (on) => {
      const { name } = await made(on, "x");
      const child = await childOf(on, name);
      return [await on.remove(name), await on.status(child)];
    },
    expected: ["DELETE_COMPLETE", "DELETE_COMPLETE"],
  },
  {
    name: "a nested stack that left the template is deleted",
    source: sources.nested,
    script: async (on) => {
      const { name } = await made(on, "x");
      const child = await childOf(on, name);
      return [await on.update(name, template({ A: topic() })), await on.status(child)];
    },
    expected: ["UPDATE_COMPLETE", "DELETE_COMPLETE"],
  },
  {
    name: "stacks nest in nested stacks, and know who is at the root",
    source: sources.nested,
    script: async (on) => {
      const name = on.fresh();
      const innermost = await on.upload(`${name}-i.json`, inner());
      const middle = await on.upload(
        `${name}-m.json`,
        outer(innermost, "deep").replace('"Resources"', '"Parameters":{"Say":{"Type":"String"}},"Resources"'),
      );
      await on.create(name, outer(middle, "unused"));
      const { StackId } = await on.stack(name);
      const child = await childOf(on, name);
      const grandchild = await on.stack(await childOf(on, child));
      return [
        (await on.stack(name)).Outputs?.[0]?.OutputValue,
        grandchild.ParentId === child,
        grandchild.RootId === StackId,
      ];
    },
    expected: ["deep", true, true],
  },
  {
    name: "a nested stack has its own template",
    source: sources.nested,
    script: async (on) => {
      const { name } = await made(on, "x");
      const { TemplateBody } = await on.cloudformation.send(
        new GetTemplateCommand({ StackName: await childOf(on, name) }),
      );
      return TemplateBody === inner();
    },
    expected: true,
  },
];
