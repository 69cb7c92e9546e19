import {
  DeleteStackCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { partialOrder } from "./order.ts";
import { bucket, parameter, template, topic } from "./templates.ts";
import { refusal, type World } from "./world.ts";

/** A stack with a bucket that holds something, whose deletion fails. */
async function full(on: World) {
  const name = on.fresh();
  const BucketName = `${name}-full`;
  const id = await on.begin(name, template({ A: topic(), B: bucket({ BucketName }) }));
  await on.settled(id);
  await on.put(BucketName);
  await on.cloudformation.send(new DeleteStackCommand({ StackName: name }));
  return { id, name, BucketName, status: await on.settled(id) };
}

/** How stacks end. */
export const deletions: readonly Case[] = [
  {
    name: "a stack is deleted in the reverse order of its making",
    source: "UserGuide/using-cfn-stack-dependencies",
    script: async (on) => {
      const name = on.fresh();
      const id = await on.begin(name, template({ A: topic(), B: topic({}, { DependsOn: "A" }) }));
      await on.settled(id);
      const before = (await on.events(id)).length;
      return { status: await on.remove(name), events: (await on.history(id)).slice(before) };
    },
    expected: {
      status: "DELETE_COMPLETE",
      events: partialOrder([
        "stack DELETE_IN_PROGRESS by user",
        "B DELETE_IN_PROGRESS",
        "B DELETE_COMPLETE",
        "A DELETE_IN_PROGRESS",
        "A DELETE_COMPLETE",
        "stack DELETE_COMPLETE",
      ]),
    },
  },
  {
    name: "a deleted stack is gone by name, told by ID, and listed",
    source: sources.describeStacks,
    moto: true,
    script: async (on) => {
      const name = on.fresh();
      const id = await on.begin(name, template({ A: topic() }));
      await on.settled(id);
      await on.remove(name);
      const { StackSummaries = [] } = await on.cloudformation.send(
        new ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"] }),
      );
      return {
        byName: await refusal(on.stack(name)),
        byId: await on.status(id),
        listed: StackSummaries.some(({ StackId }) => StackId === id),
      };
    },
    expected: {
      byName: "ValidationError: Stack with id <stack> does not exist",
      byId: "DELETE_COMPLETE",
      listed: true,
    },
  },
  {
    name: "deleting a stack that is not there succeeds",
    source: sources.deleteStack,
    moto: true,
    script: async (on) => {
      await on.cloudformation.send(new DeleteStackCommand({ StackName: on.fresh() }));
      return "silence";
    },
    expected: "silence",
  },
  {
    name: "a name that is free again gets another ID",
    source: sources.recorded,
    moto: true,
    script: async (on) => {
      const name = on.fresh();
      const first = await on.begin(name, template({ A: topic() }));
      await on.settled(first);
      await on.remove(name);
      const second = await on.begin(name, template({ A: topic() }));
      await on.settled(second);
      return first === second;
    },
    expected: false,
  },
  {
    name: "a resource that cannot be deleted keeps the stack",
    source: sources.troubleshooting,
    script: async (on) => {
      const { id, name, status } = await full(on);
      return { status, reason: await on.reason(id, name, "DELETE_FAILED") };
    },
    expected: { status: "DELETE_FAILED", reason: "The following resource(s) failed to delete: [B]. " },
  },
  {
    name: "the deletion is repeated when what stood in its way is gone",
    source: sources.troubleshooting,
    script: async (on) => {
      const { name, BucketName } = await full(on);
      await on.unput(BucketName);
      return on.remove(name);
    },
    expected: "DELETE_COMPLETE",
  },
  {
    name: "what could not be deleted may be retained",
    source: sources.deleteStack,
    script: async (on) => {
      const { id, name } = await full(on);
      const status = await on.remove(name, { RetainResources: ["B"] });
      return { status, skipped: (await on.history(id)).includes("B DELETE_SKIPPED") };
    },
    expected: { status: "DELETE_COMPLETE", skipped: true },
  },
  {
    name: "resources may be retained only after a failed deletion",
    source: sources.deleteStack,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      return refusal(on.cloudformation.send(new DeleteStackCommand({ StackName: name, RetainResources: ["A"] })));
    },
    expected: expect.stringMatching(/^ValidationError: .*RetainResources.*DELETE_FAILED/),
  },
  {
    name: "FORCE_DELETE_STACK lets go of what cannot be deleted",
    source: sources.deleteStack,
    script: async (on) => {
      const { name } = await full(on);
      return on.remove(name, { DeletionMode: "FORCE_DELETE_STACK" });
    },
    expected: "DELETE_COMPLETE",
  },
  {
    name: "a deletion policy of Retain keeps the resource",
    source: sources.deletionPolicy,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ P: parameter({ Name: `/${name}` }, { DeletionPolicy: "Retain" }) }));
      const status = await on.remove(name);
      const { Parameter } = await on.ssm.send(new GetParameterCommand({ Name: `/${name}` }));
      return { status, kept: Parameter?.Value };
    },
    expected: { status: "DELETE_COMPLETE", kept: "v" },
  },
  {
    name: "termination protection refuses, and leaves the stack as it was",
    source: sources.protection,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }), { EnableTerminationProtection: true });
      const refused = await refusal(on.cloudformation.send(new DeleteStackCommand({ StackName: name })));
      const status = await on.status(name);
      const off = { StackName: name, EnableTerminationProtection: false };
      await on.cloudformation.send(new UpdateTerminationProtectionCommand(off));
      return { refused, status, afterwards: await on.remove(name) };
    },
    expected: {
      refused: "ValidationError: Stack [<stack>] cannot be deleted while TerminationProtection is enabled",
      status: "CREATE_COMPLETE",
      afterwards: "DELETE_COMPLETE",
    },
  },
];
