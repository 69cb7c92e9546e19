import {
  DescribeEventsCommand,
  type DescribeEventsCommandInput,
  RollbackStackCommand,
} from "@aws-sdk/client-cloudformation";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { impossible, template, topic } from "./templates.ts";
import { refusal, type World } from "./world.ts";

const eventsOf = async (on: World, input: DescribeEventsCommandInput) =>
  (await on.cloudformation.send(new DescribeEventsCommand(input))).OperationEvents ?? [];
const failing = template({ A: topic(), B: impossible({ DependsOn: "A" }) });

/** Operations, and events by operation. */
export const operations: readonly Case[] = [
  {
    name: "a creation is an operation of its own",
    source: sources.describeEvents,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      const events = await eventsOf(on, { StackName: name });
      const last = (await on.stack(name)).LastOperations ?? [];
      return {
        types: [...new Set(events.map(({ OperationType }) => OperationType))],
        ids: new Set(events.map(({ OperationId }) => OperationId)).size,
        last: last.map(({ OperationType }) => OperationType),
        same: last[0]?.OperationId === events[0]?.OperationId,
      };
    },
    expected: { types: ["CREATE_STACK"], ids: 1, last: ["CREATE_STACK"], same: true },
  },
  {
    name: "a failed creation and its rollback are two operations",
    source: sources.describeEvents,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, failing);
      const { LastOperations = [] } = await on.stack(name);
      const [rollback] = LastOperations;
      const events = await eventsOf(on, { OperationId: rollback?.OperationId });
      return {
        last: LastOperations.map(({ OperationType }) => OperationType),
        statuses: new Set(events.map(({ ResourceStatus }) => ResourceStatus)),
      };
    },
    expected: {
      last: ["ROLLBACK", "CREATE_STACK"],
      statuses: new Set(["DELETE_COMPLETE", "DELETE_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_IN_PROGRESS"]),
    },
  },
  {
    name: "failed events alone are asked for",
    source: sources.describeEvents,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, failing);
      const events = await eventsOf(on, { StackName: name, Filters: { FailedEvents: true } });
      return events.map(({ EventType, LogicalResourceId, ResourceStatus }) =>
        [EventType, LogicalResourceId, ResourceStatus].join(" "),
      );
    },
    expected: ["PROVISIONING_ERROR B CREATE_FAILED"],
  },
  {
    name: "what early validation found is told by resource and place",
    source: sources.earlyValidation,
    script: async (on) => {
      const { ChangeSetId } = await on.propose(
        on.fresh(),
        template({ R: { Type: "AWS::IAM::Policy", Properties: { PolicyName: "p" } } }),
        {
          ChangeSetType: "CREATE",
          Capabilities: ["CAPABILITY_NAMED_IAM"],
        },
      );
      const events = await eventsOf(on, { ChangeSetName: ChangeSetId });
      return events.map(
        ({
          EventType,
          LogicalResourceId,
          ValidationName,
          ValidationStatus,
          ValidationStatusReason,
          ValidationPath,
        }) => ({
          EventType,
          LogicalResourceId,
          ValidationName,
          ValidationStatus,
          ValidationStatusReason,
          ValidationPath,
        }),
      );
    },
    expected: [
      {
        EventType: "VALIDATION_ERROR",
        LogicalResourceId: "R",
        ValidationName: "PROPERTY_VALIDATION",
        ValidationStatus: "FAILED",
        ValidationStatusReason: "Required property [PolicyDocument] not found",
        ValidationPath: "/Resources/R/Properties",
      },
    ],
  },
  {
    name: "events are asked for by change set, operation or stack",
    source: "https://github.com/aws-cloudformation/cloudformation-cli/issues/1116 (recorded on AWS)",
    script: (on) => refusal(eventsOf(on, {})),
    expected: "ValidationError: One of ChangeSetName, OperationId or StackName must be specified",
  },
  {
    name: "a rollback on demand is told as one, and answers its operation",
    source: "API_RollbackStack",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, failing, { DisableRollback: true });
      const { OperationId } = await on.cloudformation.send(new RollbackStackCommand({ StackName: name }));
      await on.settled(name);
      const events = await eventsOf(on, { OperationId });
      return [...new Set(events.map(({ OperationType }) => OperationType))];
    },
    expected: ["ROLLBACK"],
  },
  {
    name: "classic events carry the operation, too",
    source: "API_StackEvent",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      return [...new Set((await on.events(name)).map(({ OperationId }) => OperationId))];
    },
    expected: [expect.stringMatching(/^[0-9a-f-]{36}$/)],
  },
];
