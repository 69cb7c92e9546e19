import { GetStackPolicyCommand, SetStackPolicyCommand } from "@aws-sdk/client-cloudformation";
import { type Case, sources } from "./case.ts";
import { template, topic } from "./templates.ts";
import { refusal, type World } from "./world.ts";

const allow = { Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" };
const deny = (Action: string, more: object = {}) => ({
  Effect: "Deny",
  Action,
  Principal: "*",
  Resource: "LogicalResourceId/T",
  ...more,
});
const policyOf = (...Statement: object[]) => JSON.stringify({ Statement });

/** Updates a stack under a policy; where it comes to, and what its topic said. */
async function under(on: World, policy: string, after: (name: string) => object) {
  const name = on.fresh();
  await on.create(name, template({ T: topic({ DisplayName: "a", TopicName: `${name}-a` }), Other: topic() }), {
    StackPolicyBody: policy,
  });
  const status = await on.update(name, template(after(name)));
  return { status, reason: (await on.reason(name, "T", "UPDATE_FAILED")) ?? "" };
}
const modified = (name: string) => ({ T: topic({ DisplayName: "b", TopicName: `${name}-a` }), Other: topic() });
const replaced = (name: string) => ({ T: topic({ DisplayName: "a", TopicName: `${name}-b` }), Other: topic() });

/** Stack policies. */
export const protection: readonly Case[] = [
  {
    name: "a stack policy denies a modification",
    source: sources.stackPolicy,
    script: (on) => under(on, policyOf(allow, deny("Update:Modify")), modified),
    expected: {
      status: "UPDATE_ROLLBACK_COMPLETE",
      reason: "Action denied by stack policy: Statement [#2] does not allow [Update:Modify] for resource [T]",
    },
  },
  {
    name: "a stack policy denies a replacement and not a modification",
    source: sources.stackPolicy,
    script: async (on) => [
      (await under(on, policyOf(allow, deny("Update:Replace")), replaced)).status,
      (await under(on, policyOf(allow, deny("Update:Replace")), modified)).status,
    ],
    expected: ["UPDATE_ROLLBACK_COMPLETE", "UPDATE_COMPLETE"],
  },
  {
    name: "a stack policy denies a removal",
    source: sources.stackPolicy,
    script: async (on) => (await under(on, policyOf(allow, deny("Update:Delete")), () => ({ Other: topic() }))).status,
    expected: "UPDATE_ROLLBACK_COMPLETE",
  },
  {
    name: "what no statement allows is denied",
    source: sources.stackPolicy,
    script: async (on) =>
      (await under(on, policyOf({ ...allow, Resource: "LogicalResourceId/Other" }), modified)).status,
    expected: "UPDATE_ROLLBACK_COMPLETE",
  },
  {
    name: "a stack policy by resource type",
    source: sources.stackPolicy,
    script: async (on) => {
      const byType = deny("Update:*", {
        Resource: "*",
        Condition: { StringEquals: { ResourceType: ["AWS::SNS::Topic"] } },
      });
      return (await under(on, policyOf(allow, byType), modified)).status;
    },
    expected: "UPDATE_ROLLBACK_COMPLETE",
  },
  {
    name: "a policy for one update only stands above the stack's own",
    source: sources.stackPolicy,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic({ DisplayName: "a" }) }), {
        StackPolicyBody: policyOf(deny("Update:*")),
      });
      const status = await on.update(name, template({ T: topic({ DisplayName: "b" }) }), {
        StackPolicyDuringUpdateBody: policyOf(allow),
      });
      return { status, afterwards: await on.update(name, template({ T: topic({ DisplayName: "c" }) })) };
    },
    expected: { status: "UPDATE_COMPLETE", afterwards: "UPDATE_ROLLBACK_COMPLETE" },
  },
  {
    name: "a stack policy does not keep a stack from being deleted",
    source: sources.stackPolicy,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }), { StackPolicyBody: policyOf(deny("Update:*")) });
      return on.remove(name);
    },
    expected: "DELETE_COMPLETE",
  },
  {
    name: "a stack policy is given back as it was set",
    source: "API_GetStackPolicy",
    moto: true,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }));
      const body = policyOf(allow);
      await on.cloudformation.send(new SetStackPolicyCommand({ StackName: name, StackPolicyBody: body }));
      const { StackPolicyBody } = await on.cloudformation.send(new GetStackPolicyCommand({ StackName: name }));
      return StackPolicyBody === body;
    },
    expected: true,
  },
  {
    name: "what is no stack policy is refused",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }));
      return refusal(
        on.cloudformation.send(
          new SetStackPolicyCommand({ StackName: name, StackPolicyBody: '{"Statement":[{"Effect":"Maybe"}]}' }),
        ),
      );
    },
    expected: "ValidationError: Error validating stack policy: Invalid stack policy",
  },
  {
    name: "a stack policy comes as text or by URL, not both",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }));
      const both = {
        StackName: name,
        StackPolicyBody: policyOf(allow),
        StackPolicyURL: "https://s3.amazonaws.com/b/k",
      };
      return refusal(on.cloudformation.send(new SetStackPolicyCommand(both)));
    },
    expected: "ValidationError: You cannot specify both StackPolicyURL and StackPolicyBody",
  },
  {
    name: "termination protection can be set when a stack is made and is shown",
    source: sources.protection,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }), { EnableTerminationProtection: true });
      return (await on.stack(name)).EnableTerminationProtection;
    },
    expected: true,
    moto: true,
  },
  {
    name: "a stack without a policy allows everything",
    source: sources.stackPolicy,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }));
      return (await on.cloudformation.send(new GetStackPolicyCommand({ StackName: name }))).StackPolicyBody;
    },
    expected: undefined,
  },
  {
    name: "an empty list of statements is a policy that denies all updates",
    source: sources.stackPolicy,
    script: async (on) => (await under(on, policyOf(), modified)).status,
    expected: "UPDATE_ROLLBACK_COMPLETE",
  },
];
