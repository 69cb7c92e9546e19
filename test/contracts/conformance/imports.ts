import {
  type CreateChangeSetCommandInput,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { partialOrder } from "./order.ts";
import { impossible, parameter, template, topic } from "./templates.ts";
import { neutral, refusal, type World } from "./world.ts";

const kept = { DeletionPolicy: "Retain" };
const body = (name: string, rest: object = {}) =>
  template({ T: topic(), P: parameter({ Name: `/${name}` }, { ...kept, ...rest }) });
const importing = (Name: string, LogicalResourceId = "P"): Partial<CreateChangeSetCommandInput> => ({
  ChangeSetType: "IMPORT",
  ResourcesToImport: [{ ResourceType: "AWS::SSM::Parameter", LogicalResourceId, ResourceIdentifier: { Name } }],
});
const make = (on: World, name: string) =>
  on.ssm.send(new PutParameterCommand({ Name: `/${name}`, Value: "mine", Type: "String" }));

/** A stack, and a parameter that it does not have yet. */
async function ready(on: World) {
  const name = on.fresh();
  await on.create(name, template({ T: topic() }));
  await make(on, name);
  return name;
}

/** Resources that existed before their stack. */
export const imports: readonly Case[] = [
  {
    name: "an import takes over what exists, as it is",
    source: sources.import,
    script: async (on) => {
      const name = await ready(on);
      const set = await on.propose(name, body(name), importing(`/${name}`));
      const before = (await on.events(name)).length;
      const status = await on.execute(set);
      const { Parameter } = await on.ssm.send(new GetParameterCommand({ Name: `/${name}` }));
      return {
        changes: (set.Changes ?? []).map(
          ({ ResourceChange: change }) =>
            `${change?.Action} ${change?.LogicalResourceId} ${neutral(change?.PhysicalResourceId)}`,
        ),
        status,
        value: Parameter?.Value,
        events: (await on.history(name)).slice(before),
      };
    },
    expected: {
      changes: ["Import P /<stack>"],
      status: "IMPORT_COMPLETE",
      value: "mine",
      events: partialOrder([
        "stack IMPORT_IN_PROGRESS by user",
        "P IMPORT_IN_PROGRESS",
        "P IMPORT_COMPLETE",
        "P UPDATE_IN_PROGRESS",
        "P UPDATE_COMPLETE",
        "stack IMPORT_COMPLETE",
      ]),
    },
  },
  {
    name: "a stack may begin with an import",
    source: sources.import,
    script: async (on) => {
      const name = on.fresh();
      await make(on, name);
      const set = await on.propose(name, template({ P: parameter({ Name: `/${name}` }, kept) }), importing(`/${name}`));
      return [await on.status(name), await on.execute(set)];
    },
    expected: ["REVIEW_IN_PROGRESS", "IMPORT_COMPLETE"],
  },
  {
    name: "what was imported is updated like any other resource",
    source: sources.import,
    script: async (on) => {
      const name = await ready(on);
      await on.execute(await on.propose(name, body(name), importing(`/${name}`)));
      const status = await on.update(
        name,
        template({ T: topic(), P: parameter({ Name: `/${name}`, Value: "new" }, kept) }),
      );
      const { Parameter } = await on.ssm.send(new GetParameterCommand({ Name: `/${name}` }));
      return { status, value: Parameter?.Value };
    },
    expected: { status: "UPDATE_COMPLETE", value: "new" },
  },
  {
    name: "an import of what is not there is rolled back",
    source: sources.statusCodes,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }));
      const status = await on.execute(await on.propose(name, body(name), importing(`/${name}`)));
      const { StackResources = [] } = await on.cloudformation.send(
        new DescribeStackResourcesCommand({ StackName: name }),
      );
      const rolling = (await on.history(name)).includes("stack IMPORT_ROLLBACK_IN_PROGRESS");
      return {
        status,
        rolling,
        failed: (await on.history(name)).includes("P IMPORT_FAILED"),
        T: StackResources[0]?.ResourceStatus,
      };
    },
    expected: { status: "IMPORT_ROLLBACK_COMPLETE", rolling: true, failed: true, T: "CREATE_COMPLETE" },
  },
  {
    name: "a resource belongs to one stack at a time: that of another is not imported",
    source: sources.import,
    script: async (on) => {
      const owner = on.fresh();
      await on.create(owner, template({ Q: parameter({ Name: `/${owner}` }) }));
      const name = on.fresh();
      const set = await on.propose(
        name,
        template({ P: parameter({ Name: `/${owner}` }, kept) }),
        importing(`/${owner}`),
      );
      const status = await on.execute(set);
      const { StackEvents = [] } = await on.cloudformation.send(new DescribeStackEventsCommand({ StackName: name }));
      const reasons = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === "IMPORT_FAILED");
      return { status, reason: neutral(reasons[0]?.ResourceStatusReason) };
    },
    expected: {
      status: "IMPORT_ROLLBACK_COMPLETE",
      reason: expect.stringMatching(/^\/\S+ already exists in stack \S.*$/),
    },
  },
  {
    name: "what another stack has is not taken over by its name either",
    source: sources.createChangeSet,
    script: async (on) => {
      const owner = on.fresh();
      await on.create(owner, template({ Q: parameter({ Name: `/${owner}` }) }));
      const { Status, StatusReason } = await on.propose(
        on.fresh(),
        template({ P: parameter({ Name: `/${owner}` }, kept) }),
        { ChangeSetType: "CREATE", ImportExistingResources: true },
      );
      return { Status, StatusReason };
    },
    expected: { Status: "FAILED", StatusReason: expect.stringMatching(/^\/\S+ already exists in stack arn:aws:\S+$/) },
  },
  {
    name: "what a stack let go of when it was deleted may belong to the next",
    source: sources.import,
    script: async (on) => {
      const owner = on.fresh();
      await on.create(owner, template({ Q: parameter({ Name: `/${owner}` }, kept) }));
      await on.remove(owner);
      const name = on.fresh();
      return on.execute(
        await on.propose(name, template({ P: parameter({ Name: `/${owner}` }, kept) }), importing(`/${owner}`)),
      );
    },
    expected: "IMPORT_COMPLETE",
  },
  {
    name: "what a stack has is not imported into it again",
    source: "https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1607 (recorded on AWS)",
    script: async (on) => {
      const name = await ready(on);
      await on.execute(await on.propose(name, body(name), importing(`/${name}`)));
      return refusal(on.propose(name, body(name), importing(`/${name}`)));
    },
    expected:
      "ValidationError: Resources [P] passed in ResourceToImport are already in a stack and cannot be imported.",
  },
  {
    name: "what a failed import took over is let go and stays",
    source: sources.import,
    script: async (on) => {
      const name = await ready(on);
      const both = template({
        T: topic(),
        P: parameter({ Name: `/${name}` }, kept),
        Q: parameter({ Name: `/${name}-none` }, { ...kept, DependsOn: "P" }),
      });
      const more = {
        ChangeSetType: "IMPORT" as const,
        ResourcesToImport: [
          ...(importing(`/${name}`).ResourcesToImport ?? []),
          ...(importing(`/${name}-none`, "Q").ResourcesToImport ?? []),
        ],
      };
      const status = await on.execute(await on.propose(name, both, more));
      const { Parameter } = await on.ssm.send(new GetParameterCommand({ Name: `/${name}` }));
      return {
        status,
        value: Parameter?.Value,
        released: (await on.history(name)).includes("P IMPORT_ROLLBACK_COMPLETE"),
      };
    },
    expected: { status: "IMPORT_ROLLBACK_COMPLETE", value: "mine", released: true },
  },
  {
    name: "a stack goes on after an import that was rolled back",
    source: sources.statusCodes,
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template({ T: topic() }));
      await on.execute(await on.propose(name, body(name), importing(`/${name}`)));
      return on.update(name, template({ T: topic({ DisplayName: "x" }) }));
    },
    expected: "UPDATE_COMPLETE",
  },
  {
    name: "the rollback of an import can fail",
    source: sources.statusCodes,
    needs: "faults",
    script: async (on) => {
      const name = await ready(on);
      const both = template({
        T: topic(),
        P: parameter({ Name: `/${name}` }, kept),
        Q: parameter({ Name: `/${name}-none` }, { ...kept, DependsOn: "P" }),
      });
      const more = {
        ChangeSetType: "IMPORT" as const,
        ResourcesToImport: [
          ...(importing(`/${name}`).ResourcesToImport ?? []),
          ...(importing(`/${name}-none`, "Q").ResourcesToImport ?? []),
        ],
      };
      await on.fault({ logicalId: "P", action: "release", reason: "Internal Failure" });
      return on.execute(await on.propose(name, both, more));
    },
    expected: "IMPORT_ROLLBACK_FAILED",
  },
  {
    name: "what is imported must say what becomes of it",
    source: sources.recorded,
    script: async (on) => {
      const name = await ready(on);
      return refusal(
        on.propose(name, template({ T: topic(), P: parameter({ Name: `/${name}` }) }), importing(`/${name}`)),
      );
    },
    expected:
      "ValidationError: The following resources to import [P] must have DeletionPolicy attribute specified in the template.",
  },
  {
    name: "an import changes nothing else",
    source: sources.recorded,
    script: async (on) => {
      const name = await ready(on);
      const changed = template({ T: topic({ DisplayName: "x" }), P: parameter({ Name: `/${name}` }, kept) });
      return refusal(on.propose(name, changed, importing(`/${name}`)));
    },
    expected:
      "ValidationError: You have modified resources [T] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.",
  },
  {
    name: "an import changes no outputs",
    source: sources.recorded,
    script: async (on) => {
      const name = await ready(on);
      const outputs = template(
        { T: topic(), P: parameter({ Name: `/${name}` }, kept) },
        { Outputs: { O: { Value: "x" } } },
      );
      return refusal(on.propose(name, outputs, importing(`/${name}`)));
    },
    expected: "ValidationError: As part of the import operation, you cannot modify or add [Outputs]",
  },
  {
    name: "existing resources are taken over by their names on demand",
    source: sources.createChangeSet,
    script: async (on) => {
      const name = await ready(on);
      const set = await on.propose(name, body(name), { ImportExistingResources: true });
      return {
        changes: (set.Changes ?? []).map(
          ({ ResourceChange: change }) => `${change?.Action} ${change?.LogicalResourceId}`,
        ),
        status: await on.execute(set),
        imported: (await on.history(name)).includes("P IMPORT_COMPLETE"),
      };
    },
    expected: { changes: ["Import P"], status: "UPDATE_COMPLETE", imported: true },
  },
  {
    name: "existing resources are taken over only when nothing deletes them",
    source: "https://github.com/aws/aws-cdk-cli/pull/1367 (recorded on AWS)",
    script: async (on) => {
      const name = await ready(on);
      const { Status, StatusReason } = await on.propose(
        name,
        template({ T: topic(), P: parameter({ Name: `/${name}` }) }),
        { ImportExistingResources: true },
      );
      return { Status, StatusReason: neutral(StatusReason) };
    },
    expected: {
      Status: "FAILED",
      StatusReason:
        "CloudFormation is attempting to import some resources because they already exist in your account. The resources must have the DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate' in the template for successful import. The affected resources are P ({Name=/<stack>})",
    },
  },
  {
    name: "what was taken over stays when the stack is rolled back",
    source: sources.import,
    script: async (on) => {
      const name = on.fresh();
      await make(on, name);
      const failing = template({ P: parameter({ Name: `/${name}` }, kept), B: impossible({ DependsOn: "P" }) });
      const status = await on.execute(
        await on.propose(name, failing, { ChangeSetType: "CREATE", ImportExistingResources: true }),
      );
      const { Parameter } = await on.ssm.send(new GetParameterCommand({ Name: `/${name}` }));
      return { status, value: Parameter?.Value };
    },
    expected: { status: "ROLLBACK_COMPLETE", value: "mine" },
  },
  {
    name: "early validation finds a name that is taken",
    source: "https://github.com/aws/aws-cdk-cli/issues/1000 (recorded on AWS)",
    script: async (on) => {
      const name = await ready(on);
      const { Status, StatusReason } = await on.propose(name, body(name));
      return { Status, StatusReason };
    },
    expected: {
      Status: "FAILED",
      StatusReason:
        "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.",
    },
  },
  {
    name: "early validation finds properties that are not allowed",
    source: sources.earlyValidation,
    script: async (on) =>
      (await on.propose(on.fresh(), template({ T: topic({ Colour: "red" }) }), { ChangeSetType: "CREATE" }))
        .StatusReason,
    expected: expect.stringContaining("[AWS::EarlyValidation::PropertyValidation]"),
  },
  {
    name: "early validation can be switched off",
    source: sources.createChangeSet,
    script: async (on) => {
      const name = on.fresh();
      const set = await on.propose(name, template({ T: topic({ Colour: "red" }) }), {
        ChangeSetType: "CREATE",
        DisableValidation: true,
      });
      return [set.Status, await on.execute(set)];
    },
    expected: ["CREATE_COMPLETE", "ROLLBACK_COMPLETE"],
  },
];
