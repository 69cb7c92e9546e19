import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  DescribeStackResourceCommand,
  RollbackStackCommand,
} from "@aws-sdk/client-cloudformation";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { partialOrder } from "./order.ts";
import { impossible, parameter, table, template, topic } from "./templates.ts";
import { neutral, refusal, type World } from "./world.ts";

const named = (DisplayName: string, rest: object = {}) => topic({ DisplayName }, rest);

/** A stack whose update cannot go back: its parameter was deleted by somebody else. */
async function stuck(on: World) {
  const name = on.fresh();
  await on.create(name, template({ P: parameter({ Name: `/${name}` }), T: topic() }));
  await on.ssm.send(new DeleteParameterCommand({ Name: `/${name}` }));
  const status = await on.update(name, template({ P: parameter({ Name: `/${name}`, Value: "new" }), T: topic() }));
  return { name, status };
}

/** How stacks change, and how they come back. */
export const updates: readonly Case[] = [
  {
    name: "an update cleans up after itself",
    source: sources.statusCodes,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: named("a"), Old: topic() }));
      const before = (await on.events(name)).length;
      const status = await on.update(name, template({ A: named("b"), New: topic() }));
      return { status, events: (await on.history(name)).slice(before) };
    },
    expected: {
      status: "UPDATE_COMPLETE",
      events: partialOrder(
        [
          "stack UPDATE_IN_PROGRESS by user",
          "A UPDATE_IN_PROGRESS",
          "A UPDATE_COMPLETE",
          "stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
          "Old DELETE_IN_PROGRESS",
          "Old DELETE_COMPLETE",
          "stack UPDATE_COMPLETE",
        ],
        [
          "stack UPDATE_IN_PROGRESS by user",
          "New CREATE_IN_PROGRESS",
          "New CREATE_IN_PROGRESS started",
          "New CREATE_COMPLETE",
          "stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        ],
      ),
    },
  },
  {
    name: "a replacement makes the new one first and deletes the old one at the end",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic({ TopicName: `${name}-a` }) }));
      const before = (await on.events(name)).length;
      await on.update(name, template({ T: topic({ TopicName: `${name}-b` }) }));
      return {
        events: (await on.history(name)).slice(before),
        reason: await on.reason(name, "T", "UPDATE_IN_PROGRESS"),
      };
    },
    expected: {
      reason: "Requested update requires the creation of a new physical resource; hence creating one.",
      events: partialOrder([
        "stack UPDATE_IN_PROGRESS by user",
        "T UPDATE_IN_PROGRESS",
        "T UPDATE_IN_PROGRESS started",
        "T UPDATE_COMPLETE",
        "stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "T DELETE_IN_PROGRESS",
        "T DELETE_COMPLETE",
        "stack UPDATE_COMPLETE",
      ]),
    },
  },
  {
    name: "a failed update is rolled back, and what it added is deleted",
    source: sources.statusCodes,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: named("a") }));
      const before = (await on.events(name)).length;
      const status = await on.update(
        name,
        template({ A: named("b"), B: topic({}, { DependsOn: "A" }), C: impossible({ DependsOn: "B" }) }),
      );
      const reason = await on.reason(name, name, "UPDATE_ROLLBACK_IN_PROGRESS");
      return { status, reason, events: (await on.history(name)).slice(before) };
    },
    expected: {
      status: "UPDATE_ROLLBACK_COMPLETE",
      reason: "The following resource(s) failed to create: [C]. ",
      events: partialOrder(
        [
          "stack UPDATE_IN_PROGRESS by user",
          "A UPDATE_COMPLETE",
          "B CREATE_IN_PROGRESS",
          "B CREATE_IN_PROGRESS started",
          "B CREATE_COMPLETE",
          "C CREATE_IN_PROGRESS",
          "C CREATE_FAILED",
          "stack UPDATE_ROLLBACK_IN_PROGRESS",
          "A UPDATE_IN_PROGRESS",
          "stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
          "C DELETE_COMPLETE",
          "B DELETE_IN_PROGRESS",
          "B DELETE_COMPLETE",
          "stack UPDATE_ROLLBACK_COMPLETE",
        ],
        ["A UPDATE_IN_PROGRESS", "A UPDATE_COMPLETE", "A UPDATE_IN_PROGRESS", "A UPDATE_COMPLETE"],
      ),
    },
  },
  {
    name: "without rollback a failed update stays, and goes on without rollback",
    source: sources.rollbackFailures,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: named("a") }));
      const failed = await on.update(name, template({ A: named("b"), B: impossible({ DependsOn: "A" }) }), {
        DisableRollback: true,
      });
      const refused = await refusal(on.update(name, template({ A: named("c") })));
      return {
        failed,
        refused,
        repaired: await on.update(name, template({ A: named("c") }), { DisableRollback: true }),
      };
    },
    expected: {
      failed: "UPDATE_FAILED",
      refused:
        "ValidationError: This stack is currently in a non-terminal [UPDATE_FAILED] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API",
      repaired: "UPDATE_COMPLETE",
    },
  },
  {
    name: "a failed update that stayed is rolled back on demand",
    source: "API_RollbackStack",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ P: parameter({ Name: `/${name}`, Value: "old" }) }));
      const next = template({ P: parameter({ Name: `/${name}`, Value: "new" }), B: impossible({ DependsOn: "P" }) });
      await on.update(name, next, { DisableRollback: true });
      await on.cloudformation.send(new RollbackStackCommand({ StackName: name }));
      const status = await on.settled(name);
      const { Parameter } = await on.ssm.send(new GetParameterCommand({ Name: `/${name}` }));
      return { status, value: Parameter?.Value };
    },
    expected: { status: "UPDATE_ROLLBACK_COMPLETE", value: "old" },
  },
  {
    name: "only a stack that stopped at a failure can be rolled back",
    source: "API_RollbackStack",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      return refusal(on.cloudformation.send(new RollbackStackCommand({ StackName: name })));
    },
    expected: expect.stringMatching(/^ValidationError: .*<stack ID>.* is in CREATE_COMPLETE state/),
  },
  {
    name: "an update that cannot go back has failed to roll back",
    source: sources.continueRollback,
    script: async (on) => {
      const { name, status } = await stuck(on);
      return { status, reason: await on.reason(name, name, "UPDATE_ROLLBACK_FAILED") };
    },
    expected: { status: "UPDATE_ROLLBACK_FAILED", reason: "The following resource(s) failed to update: [P]. " },
  },
  {
    name: "a rollback is continued when what stood in its way is mended",
    source: sources.continueRollback,
    script: async (on) => {
      const { name } = await stuck(on);
      await on.ssm.send(new PutParameterCommand({ Name: `/${name}`, Value: "again", Type: "String" }));
      await on.cloudformation.send(new ContinueUpdateRollbackCommand({ StackName: name }));
      const status = await on.settled(name);
      const { Parameter } = await on.ssm.send(new GetParameterCommand({ Name: `/${name}` }));
      return { status, value: Parameter?.Value };
    },
    expected: { status: "UPDATE_ROLLBACK_COMPLETE", value: "v" },
  },
  {
    name: "a rollback goes on without the resources that are skipped",
    source: sources.continueRollback,
    script: async (on) => {
      const { name } = await stuck(on);
      await on.cloudformation.send(new ContinueUpdateRollbackCommand({ StackName: name, ResourcesToSkip: ["P"] }));
      const status = await on.settled(name);
      const wanted = { StackName: name, LogicalResourceId: "P" };
      const { StackResourceDetail } = await on.cloudformation.send(new DescribeStackResourceCommand(wanted));
      return { status, skipped: StackResourceDetail?.ResourceStatus };
    },
    expected: { status: "UPDATE_ROLLBACK_COMPLETE", skipped: "UPDATE_COMPLETE" },
  },
  {
    name: "only what failed to roll back can be skipped",
    source: sources.continueRollback,
    script: async (on) => {
      const { name } = await stuck(on);
      return refusal(
        on.cloudformation.send(new ContinueUpdateRollbackCommand({ StackName: name, ResourcesToSkip: ["T"] })),
      );
    },
    expected: expect.stringMatching(/^ValidationError: /),
  },
  {
    name: "no change set can be made while a rollback has failed",
    source: sources.changeSets,
    script: async (on) => {
      const { name } = await stuck(on);
      return refusal(on.propose(name, template({ T: named("x") })));
    },
    expected: "ValidationError: Stack:<stack ID> is in UPDATE_ROLLBACK_FAILED state and can not be updated.",
  },
  {
    name: "a stack whose rollback failed can be deleted",
    source: sources.troubleshooting,
    script: async (on) => on.remove((await stuck(on)).name),
    expected: "DELETE_COMPLETE",
  },
  {
    name: "only a running update can be cancelled",
    source: "API_CancelUpdateStack",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      return refusal(on.cloudformation.send(new CancelUpdateStackCommand({ StackName: name })));
    },
    expected: "ValidationError: CancelUpdateStack cannot be called from current stack status",
  },
  {
    name: "nothing to do is refused",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      return refusal(on.update(name, template({ A: topic() })));
    },
    expected: "ValidationError: No updates are to be performed.",
  },
  {
    name: "a deletion policy alone is no update",
    source: sources.deletionPolicy,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      return refusal(on.update(name, template({ A: topic({}, { DeletionPolicy: "Retain" }) })));
    },
    expected: "ValidationError: No updates are to be performed.",
  },
  {
    name: "outputs alone are an update",
    source: sources.updateStack,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      const status = await on.update(name, template({ A: topic() }, { Outputs: { O: { Value: "x" } } }));
      return { status, outputs: (await on.stack(name)).Outputs };
    },
    expected: { status: "UPDATE_COMPLETE", outputs: [{ OutputKey: "O", OutputValue: "x" }] },
  },
  {
    name: "the previous template and previous values serve again",
    source: sources.updateStack,
    script: async (on) => {
      const name = on.fresh();
      const two = { Parameters: { P: { Type: "String" }, Q: { Type: "String", Default: "q" } } };
      const body = template({ A: topic({ DisplayName: { "Fn::Sub": "${P}${Q}" } }) }, two);
      await on.create(name, body, { Parameters: [{ ParameterKey: "P", ParameterValue: "one" }] });
      await on.update(name, "", {
        TemplateBody: undefined,
        UsePreviousTemplate: true,
        Parameters: [
          { ParameterKey: "P", UsePreviousValue: true },
          { ParameterKey: "Q", ParameterValue: "r" },
        ],
      });
      return (await on.stack(name)).Parameters;
    },
    expected: [
      { ParameterKey: "P", ParameterValue: "one" },
      { ParameterKey: "Q", ParameterValue: "r" },
    ],
  },
  {
    name: "a replaced resource stays where UpdateReplacePolicy is Retain",
    source: sources.updateReplacePolicy,
    script: async (on) => {
      const name = on.fresh();
      const body = (suffix: string) =>
        template({ P: parameter({ Name: `/${name}-${suffix}` }, { UpdateReplacePolicy: "Retain" }) });
      await on.create(name, body("a"));
      await on.update(name, body("b"));
      const { Parameter } = await on.ssm.send(new GetParameterCommand({ Name: `/${name}-a` }));
      return { kept: Parameter?.Value, told: (await on.history(name)).filter((step) => step.includes("DELETE")) };
    },
    expected: { kept: "v", told: ["P DELETE_SKIPPED"] },
  },
  {
    name: "a deletion policy does not keep what is replaced",
    source: sources.updateReplacePolicy,
    script: async (on) => {
      const name = on.fresh();
      const body = (suffix: string) =>
        template({ P: parameter({ Name: `/${name}-${suffix}` }, { DeletionPolicy: "Retain" }) });
      await on.create(name, body("a"));
      await on.update(name, body("b"));
      return refusal(on.ssm.send(new GetParameterCommand({ Name: `/${name}-a` })));
    },
    expected: expect.stringMatching(/^ParameterNotFound/),
  },
  {
    name: "a custom name stands in the way of its own replacement",
    source: "TemplateReference/aws-properties-name",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: table(name, "id") }));
      const status = await on.update(name, template({ T: table(name, "other") }));
      return { status, reason: neutral(await on.reason(name, "T", "UPDATE_FAILED")) };
    },
    expected: {
      status: "UPDATE_ROLLBACK_COMPLETE",
      reason:
        "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename <stack> and update the stack again.",
    },
  },
  {
    name: "the type of a logical ID cannot be changed",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      return refusal(on.update(name, template({ A: parameter() })));
    },
    expected:
      "ValidationError: Update of resource type is not permitted. The new template modifies resource type of the following resources: [A]",
  },
  {
    name: "a rolled back stack is updated again",
    source: sources.statusCodes,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: named("a") }));
      await on.update(name, template({ A: named("b"), B: impossible({ DependsOn: "A" }) }));
      return on.update(name, template({ A: named("c") }));
    },
    expected: "UPDATE_COMPLETE",
  },
  {
    name: "a stack whose creation was rolled back can only be deleted",
    source: sources.troubleshooting,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ B: impossible() }));
      return { update: await refusal(on.update(name, template({ A: topic() }))), deleted: await on.remove(name) };
    },
    expected: {
      update: "ValidationError: Stack:<stack ID> is in ROLLBACK_COMPLETE state and can not be updated.",
      deleted: "DELETE_COMPLETE",
    },
  },
];
