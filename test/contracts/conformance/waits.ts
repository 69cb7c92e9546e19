import { CancelUpdateStackCommand, DeleteStackCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { CreateChangeSetCommand, DetectStackDriftCommand, RollbackStackCommand } from "@aws-sdk/client-cloudformation";
import { ContinueUpdateRollbackCommand } from "@aws-sdk/client-cloudformation";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { template, topic } from "./templates.ts";
import { neutral, polled, refusal, type World } from "./world.ts";

const waitCondition = "TemplateReference/aws-resource-cloudformation-waitcondition";

/** A handle, and a condition that waits for it; a stack with both is in progress until it is signalled. */
const waiting = (properties: object = {}, n = "") => ({
  [`Handle${n}`]: { Type: "AWS::CloudFormation::WaitConditionHandle" },
  [`Wait${n}`]: {
    Type: "AWS::CloudFormation::WaitCondition",
    Properties: { Handle: { Ref: `Handle${n}` }, Timeout: "600", ...properties },
  },
});

/** The address of a handle, as soon as there is one. */
const addressOf = (on: World, name: string, handle: string): Promise<string> =>
  polled(`the handle ${handle} of ${name}`, async () => {
    const made = (await on.events(name)).find(
      ({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === handle && ResourceStatus === "CREATE_COMPLETE",
    );
    return made && (made.PhysicalResourceId ?? "");
  });

async function signal(on: World, name: string, said: object, handle = "Handle") {
  const url = await addressOf(on, name, handle);
  await fetch(url, { method: "PUT", body: JSON.stringify({ Status: "SUCCESS", UniqueId: "one", ...said }) });
}

/** A stack that is being updated until somebody signals Handle2. */
async function updating(on: World) {
  const name = on.fresh();
  await on.create(name, template({ T: topic({ DisplayName: "a" }) }));
  const TemplateBody = template({ T: topic({ DisplayName: "b" }), ...waiting({}, "2") });
  await on.cloudformation.send(new UpdateStackCommand({ StackName: name, TemplateBody }));
  return name;
}
const updateOf = (on: World, StackName: string) =>
  on.cloudformation.send(new UpdateStackCommand({ StackName, TemplateBody: template({ T: topic() }) }));

/** What is refused of a stack that is busy, and that it stays as it is. */
const busy = (name: string, begin: (on: World) => Promise<string>, status: string): Case => ({
  name,
  source: sources.recorded,
  script: async (on) => {
    const stack = await begin(on);
    const { cloudformation } = on;
    const set = { StackName: stack, ChangeSetName: "c", TemplateBody: template({ T: topic() }) };
    const found = {
      update: neutral(await refusal(updateOf(on, stack))),
      changeSet: neutral(await refusal(cloudformation.send(new CreateChangeSetCommand(set)))),
      rollback: neutral(await refusal(cloudformation.send(new RollbackStackCommand({ StackName: stack })))),
      carriedOn: neutral(await refusal(cloudformation.send(new ContinueUpdateRollbackCommand({ StackName: stack })))),
      drift: await refusal(cloudformation.send(new DetectStackDriftCommand({ StackName: stack }))),
      status: await on.status(stack),
    };
    await cloudformation.send(
      status === "CREATE_IN_PROGRESS"
        ? new DeleteStackCommand({ StackName: stack })
        : new CancelUpdateStackCommand({ StackName: stack }),
    );
    const { StackId = stack } = await on.stack(stack).catch(() => ({ StackId: stack }));
    await on.settled(StackId).catch(() => undefined);
    return found;
  },
  expected: {
    update: `ValidationError: Stack:<stack ID> is in ${status} state and can not be updated.`,
    changeSet: `ValidationError: Stack:<stack ID> is in ${status} state and can not be updated.`,
    rollback: expect.stringMatching(new RegExp(`^ValidationError: .*${status}`)),
    carriedOn: expect.stringMatching(new RegExp(`^ValidationError: .*${status}`)),
    drift: expect.stringMatching(new RegExp(`^ValidationError: .*${status}`)),
    status,
  },
});

/** Wait conditions, and what can be asked of a stack that waits. */
export const waits: readonly Case[] = [
  {
    name: "a stack waits for the signal of its handle, whose data it then has",
    source: waitCondition,
    script: async (on) => {
      const name = on.fresh();
      const Outputs = { Data: { Value: { "Fn::GetAtt": ["Wait", "Data"] } } };
      await on.begin(name, template(waiting(), { Outputs }));
      await addressOf(on, name, "Handle");
      const before = await on.status(name);
      await signal(on, name, { Data: "port 80", Reason: "up" });
      return [before, await on.settled(name), (await on.stack(name)).Outputs?.[0]?.OutputValue];
    },
    expected: ["CREATE_IN_PROGRESS", "CREATE_COMPLETE", '{"one":"port 80"}'],
  },
  {
    name: "a wait condition counts signals of different IDs: one that is sent again does not count twice",
    source: waitCondition,
    script: async (on) => {
      const name = on.fresh();
      const Outputs = { Data: { Value: { "Fn::GetAtt": ["Wait", "Data"] } } };
      await on.begin(name, template(waiting({ Count: 2 }), { Outputs }));
      await signal(on, name, {});
      await signal(on, name, {});
      const after = await on.status(name);
      await signal(on, name, { UniqueId: "two" });
      const settled = await on.settled(name);
      const told: object = JSON.parse((await on.stack(name)).Outputs?.[0]?.OutputValue ?? "{}");
      return [after, settled, ...Object.keys(told)];
    },
    expected: ["CREATE_IN_PROGRESS", "CREATE_COMPLETE", "one", "two"],
  },
  {
    name: "a signal of failure fails the wait condition with its reason",
    source: waitCondition,
    script: async (on) => {
      const name = on.fresh();
      await on.begin(name, template(waiting()));
      await signal(on, name, { Status: "FAILURE", Reason: "no disk" });
      return [await on.settled(name), await on.reason(name, "Wait", "CREATE_FAILED")];
    },
    expected: ["ROLLBACK_COMPLETE", "WaitCondition received failed message: 'no disk' for uniqueId: one"],
  },
  {
    name: "a wait condition that hears nothing in its time fails",
    source: sources.troubleshooting,
    script: async (on) => {
      const name = on.fresh();
      return [
        await on.create(name, template(waiting({ Timeout: "1" }))),
        await on.reason(name, "Wait", "CREATE_FAILED"),
      ];
    },
    expected: ["ROLLBACK_COMPLETE", "WaitCondition timed out. Received 0 conditions when expecting 1"],
  },
  busy(
    "a stack that is being created is not changed otherwise",
    async (on) => {
      const name = on.fresh();
      await on.begin(name, template(waiting()));
      return name;
    },
    "CREATE_IN_PROGRESS",
  ),
  busy("a stack that is being updated is not changed otherwise", updating, "UPDATE_IN_PROGRESS"),
  {
    name: "a stack that is being created cannot be cancelled, and can be deleted",
    source: "API_CancelUpdateStack",
    script: async (on) => {
      const name = on.fresh();
      const id = await on.begin(name, template(waiting()));
      const cancelled = await refusal(on.cloudformation.send(new CancelUpdateStackCommand({ StackName: name })));
      await on.cloudformation.send(new DeleteStackCommand({ StackName: name }));
      return [cancelled, await on.settled(id)];
    },
    expected: ["ValidationError: CancelUpdateStack cannot be called from current stack status", "DELETE_COMPLETE"],
  },
  {
    name: "an update that is cancelled while it waits goes back to what was there",
    source: "API_CancelUpdateStack",
    script: async (on) => {
      const name = await updating(on);
      await addressOf(on, name, "Handle2");
      await on.cloudformation.send(new CancelUpdateStackCommand({ StackName: name }));
      const status = await on.settled(name);
      const told = (await on.events(name)).map(({ ResourceStatus = "" }) => ResourceStatus);
      return [status, told.filter((each) => each.startsWith("UPDATE_ROLLBACK"))];
    },
    expected: [
      "UPDATE_ROLLBACK_COMPLETE",
      ["UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"],
    ],
  },
  ...["CREATE_COMPLETE", "ROLLBACK_COMPLETE"].map((status): Case => ({
    name: `there is no update to cancel of a stack in ${status}`,
    source: "API_CancelUpdateStack",
    script: async (on) => {
      const name = on.fresh();
      const body = status === "CREATE_COMPLETE" ? template({ T: topic() }) : template(waiting({ Timeout: "0" }));
      const came = await on.create(name, body);
      return [came, await refusal(on.cloudformation.send(new CancelUpdateStackCommand({ StackName: name })))];
    },
    expected: [status, "ValidationError: CancelUpdateStack cannot be called from current stack status"],
  })),
];
