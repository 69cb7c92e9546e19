import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
} from "@aws-sdk/client-cloudformation";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { impossible, parameter, template, topic } from "./templates.ts";
import { neutral, refusal, type World } from "./world.ts";

/** A stack of one template, and what a change set says of another one for it. */
async function changed(on: World, before: string, after: string, more: object = {}) {
  const name = on.fresh();
  await on.create(name, before);
  const set = await on.propose(name, after, more);
  return { name, set, changes: (set.Changes ?? []).map(({ ResourceChange }) => ResourceChange ?? {}) };
}
const named = (TopicName: string, rest: object = {}) => topic({ TopicName }, rest);
const own = expect.stringMatching(/./);

/** What change sets show and do. */
export const changeSets: readonly Case[] = [
  {
    name: "a new stack is in review until its change set is executed",
    source: sources.createChangeSet,
    script: async (on) => {
      const name = on.fresh();
      const set = await on.propose(name, template({ A: topic() }), { ChangeSetType: "CREATE" });
      const review = await on.status(name);
      const status = await on.execute(set);
      return { review, execution: set.ExecutionStatus, status, first: (await on.history(name)).slice(0, 2) };
    },
    expected: {
      review: "REVIEW_IN_PROGRESS",
      execution: "AVAILABLE",
      status: "CREATE_COMPLETE",
      first: ["stack REVIEW_IN_PROGRESS by user", "stack CREATE_IN_PROGRESS by user"],
    },
  },
  {
    name: "a stack in review has no template yet",
    source: "https://github.com/envato/stack_master/issues/232 (recorded on AWS)",
    script: async (on) => {
      const name = on.fresh();
      await on.propose(name, template({ A: topic() }), { ChangeSetType: "CREATE" });
      const { TemplateBody = "" } = await on.cloudformation.send(new GetTemplateCommand({ StackName: name }));
      return [TemplateBody, await refusal(on.cloudformation.send(new GetTemplateSummaryCommand({ StackName: name })))];
    },
    expected: ["", "ValidationError: GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks."],
  },
  {
    name: "an addition has no physical ID and no details",
    source: sources.describeChangeSet,
    script: async (on) => (await changed(on, template({ A: topic() }), template({ A: topic(), B: topic() }))).changes,
    expected: [{ Action: "Add", LogicalResourceId: "B", ResourceType: "AWS::SNS::Topic", Scope: [], Details: [] }],
  },
  {
    name: "a removal says what becomes of the resource",
    source: sources.describeChangeSet,
    script: async (on) => {
      const before = template({ A: topic(), B: topic(), C: topic({}, { DeletionPolicy: "Retain" }) });
      const { changes } = await changed(on, before, template({ A: topic() }));
      return changes.map(({ Action, LogicalResourceId, PolicyAction }) =>
        [Action, LogicalResourceId, PolicyAction].join(" "),
      );
    },
    expected: ["Remove B Delete", "Remove C Retain"],
  },
  {
    name: "a modification in place",
    source: sources.describeChangeSet,
    script: async (on) =>
      (await changed(on, template({ A: topic({ DisplayName: "a" }) }), template({ A: topic({ DisplayName: "b" }) })))
        .changes,
    expected: [
      {
        Action: "Modify",
        LogicalResourceId: "A",
        PhysicalResourceId: own,
        ResourceType: "AWS::SNS::Topic",
        Replacement: "False",
        Scope: ["Properties"],
        Details: [
          {
            Target: { Attribute: "Properties", Name: "DisplayName", RequiresRecreation: "Never" },
            Evaluation: "Static",
            ChangeSource: "DirectModification",
          },
        ],
      },
    ],
  },
  {
    name: "a replacement, and what refers to it",
    source: sources.describeChangeSet,
    script: async (on) => {
      const body = (name: string) =>
        template({ T: named(name), P: parameter({ Value: { "Fn::GetAtt": ["T", "TopicName"] } }) });
      const prefix = on.fresh();
      const { changes } = await changed(on, body(`${prefix}-a`), body(`${prefix}-b`));
      return changes.map(({ LogicalResourceId, Replacement, PolicyAction, Details }) => ({
        LogicalResourceId,
        Replacement,
        PolicyAction,
        details: Details?.map(({ ChangeSource, CausingEntity, Evaluation, Target }) =>
          [ChangeSource, CausingEntity, Evaluation, Target?.RequiresRecreation].join(" "),
        ),
      }));
    },
    expected: [
      {
        LogicalResourceId: "P",
        Replacement: "False",
        PolicyAction: undefined,
        details: ["ResourceAttribute T.TopicName Static Never"],
      },
      {
        LogicalResourceId: "T",
        Replacement: "True",
        PolicyAction: "ReplaceAndDelete",
        details: ["DirectModification  Static Always"],
      },
    ],
  },
  {
    name: "UpdateReplacePolicy shows in the policy action",
    source: sources.describeChangeSet,
    script: async (on) => {
      const body = (name: string) => template({ T: named(name, { UpdateReplacePolicy: "Retain" }) });
      const prefix = on.fresh();
      return (await changed(on, body(`${prefix}-a`), body(`${prefix}-b`))).changes[0]?.PolicyAction;
    },
    expected: "ReplaceAndRetain",
  },
  {
    name: "a parameter that changes is the cause of what it changes",
    source: sources.describeChangeSet,
    script: async (on) => {
      const body = template(
        { T: topic({ DisplayName: { Ref: "P" } }) },
        { Parameters: { P: { Type: "String", Default: "a" } } },
      );
      const { changes } = await changed(on, body, body, { Parameters: [{ ParameterKey: "P", ParameterValue: "b" }] });
      return changes[0]?.Details?.map(({ ChangeSource, CausingEntity, Evaluation }) => [
        ChangeSource,
        CausingEntity,
        Evaluation,
      ]);
    },
    expected: expect.arrayContaining([["ParameterReference", "P", "Static"]]),
  },
  {
    name: "property values are shown before and after",
    source: "API_ResourceTargetDefinition",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic({ DisplayName: "a" }) }));
      const { ChangeSetId = "" } = await on.propose(name, template({ A: topic({ DisplayName: "b" }) }));
      const { Changes = [] } = await on.described(ChangeSetId, name, true);
      const change = Changes[0]?.ResourceChange;
      const { BeforeValue, AfterValue, Path, AttributeChangeType } = change?.Details?.[0]?.Target ?? {};
      return {
        BeforeValue,
        AfterValue,
        Path,
        AttributeChangeType,
        contexts: [change?.BeforeContext, change?.AfterContext].map((text) => JSON.parse(text ?? "{}")),
      };
    },
    expected: {
      BeforeValue: "a",
      AfterValue: "b",
      Path: "/Properties/DisplayName",
      AttributeChangeType: "Modify",
      contexts: [{ Properties: { DisplayName: "a" } }, { Properties: { DisplayName: "b" } }],
    },
  },
  {
    name: "what only the execution tells is shown as known after apply",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      const after = template({ A: topic(), P: parameter({ Value: { Ref: "B" } }), B: topic() });
      const { ChangeSetId = "" } = await on.propose(name, after);
      const { Changes = [] } = await on.described(ChangeSetId, name, true);
      const added = Changes.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === "P");
      return JSON.parse(added?.ResourceChange?.AfterContext ?? "{}").Properties.Value;
    },
    expected: "{{changeSet:KNOWN_AFTER_APPLY}}",
  },
  {
    name: "nothing to do fails with the words everybody looks for, and cannot be executed",
    source: sources.recorded,
    script: async (on) => {
      const body = template({ A: topic() });
      const { set } = await changed(on, body, body);
      const { Status, ExecutionStatus, StatusReason } = set;
      return { Status, ExecutionStatus, StatusReason, executed: await refusal(on.execute(set)) };
    },
    expected: {
      Status: "FAILED",
      ExecutionStatus: "UNAVAILABLE",
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
      executed:
        "InvalidChangeSetStatusException: ChangeSet [<change set ID>] cannot be executed in its current status of [FAILED]",
    },
  },
  {
    name: "outputs alone have no changes and can be executed",
    source: sources.recorded,
    script: async (on) => {
      const { set, changes } = await changed(
        on,
        template({ A: topic() }),
        template({ A: topic() }, { Outputs: { O: { Value: "x" } } }),
      );
      return { changes, status: await on.execute(set) };
    },
    expected: { changes: [], status: "UPDATE_COMPLETE" },
  },
  {
    name: "tags of the stack touch its resources",
    source: sources.describeChangeSet,
    script: async (on) => {
      const body = template({ A: topic() });
      const { changes } = await changed(on, body, body, { Tags: [{ Key: "k", Value: "v" }] });
      return changes.map(({ Action, Scope }) => ({ Action, Scope }));
    },
    expected: [{ Action: "Modify", Scope: ["Tags"] }],
  },
  {
    name: "executing one change set deletes the others",
    source: sources.executeChangeSet,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      await on.propose(name, template({ A: topic(), B: topic() }));
      await on.execute(await on.propose(name, template({ A: topic(), C: topic() })));
      return (await on.cloudformation.send(new ListChangeSetsCommand({ StackName: name }))).Summaries ?? [];
    },
    expected: [],
  },
  {
    name: "a stack that is created directly makes its change set obsolete",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      const { ChangeSetId = "" } = await on.propose(name, template({ A: topic() }), { ChangeSetType: "CREATE" });
      await on.create(name, template({ A: topic() }));
      const set = await on.described(ChangeSetId, name);
      return { execution: set.ExecutionStatus, executed: await refusal(on.execute(set)) };
    },
    expected: {
      execution: "OBSOLETE",
      executed: expect.stringMatching(/^InvalidChangeSetStatusException: .*\[OBSOLETE\]$/),
    },
  },
  {
    name: "a direct update makes change sets obsolete",
    source: sources.describeChangeSet,
    script: async (on) => {
      const { name, set } = await changed(on, template({ A: topic() }), template({ A: topic(), B: topic() }));
      await on.update(name, template({ A: topic({ DisplayName: "x" }) }));
      return (await on.described(set.ChangeSetId ?? "", name)).ExecutionStatus;
    },
    expected: "OBSOLETE",
  },
  {
    name: "deleting the only change set leaves the stack in review, which can be deleted",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      const { ChangeSetName } = await on.propose(name, template({ A: topic() }), { ChangeSetType: "CREATE" });
      await on.cloudformation.send(new DeleteChangeSetCommand({ ChangeSetName, StackName: name }));
      return [await on.status(name), await on.remove(name)];
    },
    expected: ["REVIEW_IN_PROGRESS", "DELETE_COMPLETE"],
  },
  {
    name: "a name is unique among the change sets of a stack",
    source: sources.createChangeSet,
    script: async (on) => {
      const { name, set } = await changed(on, template({ A: topic() }), template({ A: topic(), B: topic() }));
      return neutral(
        await refusal(on.propose(name, template({ A: topic(), C: topic() }), { ChangeSetName: set.ChangeSetName })),
      );
    },
    expected: expect.stringMatching(/^AlreadyExistsException: ChangeSet .* already exists$/),
  },
  {
    name: "a change set of type CREATE needs a free name",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      return refusal(on.propose(name, template({ A: topic() }), { ChangeSetType: "CREATE", ChangeSetName: "again" }));
    },
    expected: "ValidationError: Stack [<stack>] already exists and cannot be created again with the changeSet [again].",
  },
  {
    name: "a change set of type UPDATE needs a stack",
    source: sources.recorded,
    script: (on) => refusal(on.propose(on.fresh(), template({ A: topic() }))),
    expected: "ValidationError: Stack [<stack>] does not exist",
  },
  {
    name: "a change set that is not there is not found",
    source: sources.recorded,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ A: topic() }));
      const none = { ChangeSetName: "none", StackName: name };
      return [
        await refusal(on.cloudformation.send(new DescribeChangeSetCommand(none))),
        await refusal(on.cloudformation.send(new DeleteChangeSetCommand(none))),
      ];
    },
    expected: ["ChangeSetNotFoundException: ChangeSet [none] does not exist", "it was not refused"],
  },
  {
    name: "the name of a change set begins with a letter",
    source: sources.createChangeSet,
    script: (on) =>
      refusal(
        on.cloudformation.send(
          new CreateChangeSetCommand({
            StackName: on.fresh(),
            ChangeSetName: "1st",
            TemplateBody: template({ A: topic() }),
          }),
        ),
      ),
    expected: expect.stringMatching(
      /^ValidationError: 1 validation error detected: Value '1st' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern/,
    ),
  },
  {
    name: "a change set can leave a failed creation as it is",
    source: sources.createChangeSet,
    script: async (on) => {
      const body = template({ A: topic(), B: impossible({ DependsOn: "A" }) });
      return on.execute(await on.propose(on.fresh(), body, { ChangeSetType: "CREATE", OnStackFailure: "DO_NOTHING" }));
    },
    expected: "CREATE_FAILED",
  },
  {
    name: "a change set can delete a failed creation",
    source: sources.createChangeSet,
    script: async (on) => {
      const body = template({ A: topic(), B: impossible({ DependsOn: "A" }) });
      return on.execute(await on.propose(on.fresh(), body, { ChangeSetType: "CREATE", OnStackFailure: "DELETE" }));
    },
    expected: "DELETE_COMPLETE",
  },
  {
    name: "an execution without rollback leaves a failed update as it is",
    source: sources.executeChangeSet,
    script: async (on) => {
      const { set } = await changed(
        on,
        template({ A: topic() }),
        template({ A: topic(), B: impossible({ DependsOn: "A" }) }),
      );
      return on.execute(set, { DisableRollback: true });
    },
    expected: "UPDATE_FAILED",
  },
  {
    name: "a change set says how its execution ended",
    source: sources.describeChangeSet,
    script: async (on) => {
      const { name, set } = await changed(on, template({ A: topic() }), template({ A: topic(), B: topic() }));
      await on.execute(set);
      return (await on.described(set.ChangeSetId ?? "", name)).ExecutionStatus;
    },
    expected: "EXECUTE_COMPLETE",
  },
  {
    name: "an executed change set cannot be executed again",
    source: sources.executeChangeSet,
    script: async (on) => {
      const { set } = await changed(on, template({ A: topic() }), template({ A: topic(), B: topic() }));
      await on.execute(set);
      const { ChangeSetId } = set;
      return refusal(on.cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId })));
    },
    expected: expect.stringMatching(/^InvalidChangeSetStatusException: .*\[EXECUTE_COMPLETE\]$/),
  },
];
