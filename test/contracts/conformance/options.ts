import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { impossible, parameter, template, topic } from "./templates.ts";
import { refusal, type World } from "./world.ts";

const retained = (name: string, DeletionPolicy: string) =>
  template({ P: parameter({ Name: `/${name}` }, { DeletionPolicy }), B: impossible({ DependsOn: "P" }) });
const left = async (on: World, name: string) =>
  (await refusal(on.ssm.send(new GetParameterCommand({ Name: `/${name}` })))).startsWith("ParameterNotFound")
    ? "gone"
    : "there";
const alarm = (Type = "AWS::CloudWatch::Alarm", Arn = "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:a") => ({
  Type,
  Arn,
});

/** A rollback configuration that is refused. */
const refused = (name: string, RollbackConfiguration: object, expected: unknown): Case => ({
  name: `rollback triggers are refused: ${name}`,
  source: sources.rollbackTriggers,
  script: (on) => refusal(on.create(on.fresh(), template({ T: topic() }), { RollbackConfiguration })),
  expected,
});

/** Options of operations. */
export const options: readonly Case[] = [
  {
    name: "a retained resource outlives the rollback of its creation",
    source: sources.deletionPolicy,
    script: async (on) => {
      const name = on.fresh();
      return [await on.create(name, retained(name, "Retain")), await left(on, name)];
    },
    expected: ["ROLLBACK_COMPLETE", "there"],
  },
  {
    name: "RetainExceptOnCreate of a resource deletes it with the rollback of its creation",
    source: sources.deletionPolicy,
    script: async (on) => {
      const name = on.fresh();
      return [await on.create(name, retained(name, "RetainExceptOnCreate")), await left(on, name)];
    },
    expected: ["ROLLBACK_COMPLETE", "gone"],
  },
  {
    name: "RetainExceptOnCreate of an operation counts for all it makes",
    source: sources.createStack,
    script: async (on) => {
      const name = on.fresh();
      return [await on.create(name, retained(name, "Retain"), { RetainExceptOnCreate: true }), await left(on, name)];
    },
    expected: ["ROLLBACK_COMPLETE", "gone"],
  },
  {
    name: "RetainExceptOnCreate of a resource keeps it when the stack is deleted",
    source: sources.deletionPolicy,
    script: async (on) => {
      const name = on.fresh();
      await on.create(
        name,
        template({ P: parameter({ Name: `/${name}` }, { DeletionPolicy: "RetainExceptOnCreate" }) }),
      );
      return [await on.remove(name), await left(on, name)];
    },
    expected: ["DELETE_COMPLETE", "there"],
  },
  {
    name: "a change set made with OnStackFailure leaves its execution no choice",
    source: sources.executeChangeSet,
    script: async (on) => {
      const set = await on.propose(on.fresh(), template({ T: topic() }), {
        ChangeSetType: "CREATE",
        OnStackFailure: "ROLLBACK",
      });
      return refusal(on.execute(set, { DisableRollback: true }));
    },
    expected: expect.stringMatching(/^ValidationError: .*DisableRollback.*OnStackFailure/),
  },
  refused(
    "of another type",
    { RollbackTriggers: [alarm("AWS::SNS::Topic")] },
    "ValidationError: Rollback Trigger Type not supported",
  ),
  refused(
    "of an ARN that is none",
    { RollbackTriggers: [alarm(undefined, "arn:aws:cloudwatch:eu-central-1:111122223333:dashboard:d")] },
    "ValidationError: RelativeId of a Rollback Trigger's ARN is incorrect",
  ),
  refused(
    "more than five",
    { RollbackTriggers: Array.from({ length: 6 }, () => alarm()) },
    expect.stringMatching(
      /^ValidationError: .* at 'rollbackConfiguration\.rollbackTriggers' failed to satisfy constraint: Member must have length less than or equal to 5$/,
    ),
  ),
  refused(
    "more than three hours",
    { MonitoringTimeInMinutes: 181 },
    "ValidationError: 1 validation error detected: Value '181' at 'rollbackConfiguration.monitoringTimeInMinutes' failed to satisfy constraint: Member must have value less than or equal to 180",
  ),
  {
    name: "rollback triggers are kept and shown",
    source: sources.rollbackTriggers,
    script: async (on) => {
      const set = await on.propose(on.fresh(), template({ T: topic() }), {
        ChangeSetType: "CREATE",
        RollbackConfiguration: { RollbackTriggers: [alarm()], MonitoringTimeInMinutes: 0 },
      });
      return set.RollbackConfiguration?.RollbackTriggers;
    },
    expected: [alarm()],
  },
  {
    name: "a rollback trigger that does not exist rolls the creation back",
    source: "API_RollbackTrigger",
    script: (on) =>
      on.create(on.fresh(), template({ T: topic() }), {
        RollbackConfiguration: { RollbackTriggers: [alarm()], MonitoringTimeInMinutes: 0 },
      }),
    expected: "ROLLBACK_COMPLETE",
  },
  {
    name: "a rollback trigger that does not exist rolls the update back, and the old configuration of resources with it",
    source: "API_RollbackTrigger",
    script: async (on) => {
      const name = on.fresh();
      const say = (DisplayName: string) =>
        template({ T: topic({ DisplayName }) }, { Outputs: { Said: { Value: DisplayName } } });
      await on.create(name, say("a"));
      const status = await on.update(name, say("b"), { RollbackConfiguration: { RollbackTriggers: [alarm()] } });
      return [status, (await on.stack(name)).Outputs?.[0]?.OutputValue];
    },
    expected: ["UPDATE_ROLLBACK_COMPLETE", "a"],
  },
  {
    name: "more than 60 dynamic references",
    source: sources.dynamicReferences,
    script: (on) =>
      refusal(
        on.create(
          on.fresh(),
          template({ P: parameter({ Value: Array.from({ length: 61 }, (_, n) => `{{resolve:ssm:/p${n}}}`).join() }) }),
        ),
      ),
    expected: expect.stringMatching(/^ValidationError: .*60/),
  },
];
