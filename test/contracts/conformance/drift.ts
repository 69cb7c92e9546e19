import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStackResourcesCommand,
  DetectStackDriftCommand,
  DetectStackResourceDriftCommand,
} from "@aws-sdk/client-cloudformation";
import { SetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { parameter, template, topic } from "./templates.ts";
import { neutral, refusal, type World } from "./world.ts";

const body = (name: string) =>
  template(
    { P: parameter({ Name: `/${name}` }), T: topic({ TopicName: name, DisplayName: "said" }) },
    { Outputs: { Arn: { Value: { Ref: "T" } } } },
  );

/** A stack, after somebody did something to its resources. */
async function after(on: World, act: (name: string, topicArn: string) => Promise<unknown>) {
  const name = on.fresh();
  await on.create(name, body(name));
  await act(name, (await on.stack(name)).Outputs?.[0]?.OutputValue ?? "");
  return name;
}
const untouched = async () => undefined;
const rewritten = (on: World) => (name: string) =>
  on.ssm.send(new PutParameterCommand({ Name: `/${name}`, Value: "by hand", Type: "String", Overwrite: true }));
const renamed = (on: World) => (_: string, TopicArn: string) =>
  on.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "DisplayName", AttributeValue: "by hand" }));

/** Detects drift of a stack and waits for what comes of it. */
async function detect(on: World, StackName: string, LogicalResourceIds?: string[]) {
  const input = { StackName, LogicalResourceIds };
  const { StackDriftDetectionId } = await on.cloudformation.send(new DetectStackDriftCommand(input));
  for (;;) {
    const found = await on.cloudformation.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }));
    if (found.DetectionStatus !== "DETECTION_IN_PROGRESS") return found;
    await pause(5);
  }
}
const drifts = async (on: World, StackName: string) =>
  (await on.cloudformation.send(new DescribeStackResourceDriftsCommand({ StackName }))).StackResourceDrifts ?? [];

/** What somebody changed behind a stack's back. */
export const drift: readonly Case[] = [
  {
    name: "a stack nobody touched is in sync",
    source: sources.drift,
    script: async (on) => {
      const name = await after(on, untouched);
      const { DetectionStatus, StackDriftStatus, DriftedStackResourceCount } = await detect(on, name);
      const statuses = (await drifts(on, name)).map(({ StackResourceDriftStatus }) => StackResourceDriftStatus);
      return { DetectionStatus, StackDriftStatus, DriftedStackResourceCount, statuses };
    },
    expected: {
      DetectionStatus: "DETECTION_COMPLETE",
      StackDriftStatus: "IN_SYNC",
      DriftedStackResourceCount: 0,
      statuses: ["IN_SYNC", "IN_SYNC"],
    },
  },
  {
    name: "a property that was changed is told with both values",
    source: sources.drift,
    script: async (on) => {
      const name = await after(on, rewritten(on));
      const { StackDriftStatus, DriftedStackResourceCount } = await detect(on, name);
      const [found] = await drifts(on, name);
      return {
        StackDriftStatus,
        DriftedStackResourceCount,
        resource: [found?.LogicalResourceId, found?.StackResourceDriftStatus],
        differences: found?.PropertyDifferences,
        expected: JSON.parse(found?.ExpectedProperties ?? "{}").Value,
        actual: JSON.parse(found?.ActualProperties ?? "{}").Value,
      };
    },
    expected: {
      StackDriftStatus: "DRIFTED",
      DriftedStackResourceCount: 1,
      resource: ["P", "MODIFIED"],
      differences: [
        { PropertyPath: "/Value", ExpectedValue: "v", ActualValue: "by hand", DifferenceType: "NOT_EQUAL" },
      ],
      expected: "v",
      actual: "by hand",
    },
  },
  {
    name: "a resource that was deleted is told",
    source: sources.drift,
    script: async (on) => {
      const name = await after(on, (own) => on.ssm.send(new DeleteParameterCommand({ Name: `/${own}` })));
      const { StackDriftStatus } = await detect(on, name);
      const [found] = await drifts(on, name);
      return [StackDriftStatus, found?.StackResourceDriftStatus, found?.ActualProperties];
    },
    expected: ["DRIFTED", "DELETED", undefined],
  },
  {
    name: "the stack and its resources say when they were last compared",
    source: "API_StackDriftInformation",
    script: async (on) => {
      const name = await after(on, renamed(on));
      const before = (await on.stack(name)).DriftInformation;
      await detect(on, name);
      const { StackResources = [] } = await on.cloudformation.send(
        new DescribeStackResourcesCommand({ StackName: name }),
      );
      return [
        before,
        (await on.stack(name)).DriftInformation,
        ...StackResources.map(({ DriftInformation }) => DriftInformation),
      ];
    },
    expected: [
      { StackDriftStatus: "NOT_CHECKED" },
      { StackDriftStatus: "DRIFTED", LastCheckTimestamp: expect.any(Date) },
      { StackResourceDriftStatus: "IN_SYNC", LastCheckTimestamp: expect.any(Date) },
      { StackResourceDriftStatus: "MODIFIED", LastCheckTimestamp: expect.any(Date) },
    ],
  },
  {
    name: "one resource is compared at once",
    source: "API_DetectStackResourceDrift",
    script: async (on) => {
      const name = await after(on, renamed(on));
      const input = { StackName: name, LogicalResourceId: "T" };
      const { StackResourceDrift: found } = await on.cloudformation.send(new DetectStackResourceDriftCommand(input));
      return [found?.StackResourceDriftStatus, found?.PropertyDifferences?.map(({ PropertyPath }) => PropertyPath)];
    },
    expected: ["MODIFIED", ["/DisplayName"]],
  },
  {
    name: "only the resources that are named are compared",
    source: "API_DetectStackDrift",
    script: async (on) => {
      const name = await after(on, rewritten(on));
      const { StackDriftStatus } = await detect(on, name, ["T"]);
      return [StackDriftStatus, (await drifts(on, name)).map(({ LogicalResourceId }) => LogicalResourceId)];
    },
    expected: ["IN_SYNC", ["T"]],
  },
  {
    name: "drifts are filtered by status",
    source: "API_DescribeStackResourceDrifts",
    script: async (on) => {
      const name = await after(on, rewritten(on));
      await detect(on, name);
      const input = { StackName: name, StackResourceDriftStatusFilters: ["MODIFIED" as const] };
      const { StackResourceDrifts } = await on.cloudformation.send(new DescribeStackResourceDriftsCommand(input));
      return StackResourceDrifts?.map(({ LogicalResourceId }) => LogicalResourceId);
    },
    expected: ["P"],
  },
  {
    name: "properties that the template leaves open do not drift",
    source: sources.drift,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }, { Outputs: { Arn: { Value: { Ref: "T" } } } }));
      await renamed(on)("", (await on.stack(name)).Outputs?.[0]?.OutputValue ?? "");
      return (await detect(on, name)).StackDriftStatus;
    },
    expected: "IN_SYNC",
  },
  {
    name: "an update after the comparison makes it worthless",
    source: "API_StackDriftInformation",
    script: async (on) => {
      const name = await after(on, rewritten(on));
      await detect(on, name);
      await on.update(
        name,
        template({
          P: parameter({ Name: `/${name}`, Value: "new" }),
          T: topic({ TopicName: name, DisplayName: "said" }),
        }),
      );
      return (await on.stack(name)).DriftInformation;
    },
    expected: { StackDriftStatus: "NOT_CHECKED" },
  },
  {
    name: "a stack in review has nothing to compare",
    source: sources.drift,
    script: async (on) => {
      const name = on.fresh();
      await on.propose(name, template({ T: topic() }), { ChangeSetType: "CREATE" });
      return neutral(await refusal(on.cloudformation.send(new DetectStackDriftCommand({ StackName: name }))));
    },
    expected: expect.stringMatching(/^ValidationError: .*REVIEW_IN_PROGRESS/),
  },
];
