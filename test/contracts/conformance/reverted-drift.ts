import { DeleteTopicCommand, GetTopicAttributesCommand, SetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { expect } from "vitest";
import { type Case } from "./case.ts";
import { impossible, template, topic } from "./templates.ts";
import { refusal, type World } from "./world.ts";

const source = "UserGuide/drift-aware-change-sets";
const mode = { DeploymentMode: "REVERT_DRIFT" as const };
const body = (name: string, DisplayName: string, more: object = {}) =>
  template({ T: topic({ TopicName: name, DisplayName }), ...more }, { Outputs: { Arn: { Value: { Ref: "T" } } } });

/** A stack whose topic somebody has renamed. */
async function drifted(on: World) {
  const name = on.fresh();
  await on.create(name, body(name, "said"));
  const TopicArn = (await on.stack(name)).Outputs?.[0]?.OutputValue ?? "";
  await on.sns.send(
    new SetTopicAttributesCommand({ TopicArn, AttributeName: "DisplayName", AttributeValue: "by hand" }),
  );
  const shown = async () =>
    (await on.sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes?.["DisplayName"];
  return { name, TopicArn, shown };
}

/** Change sets that compare with what is there. */
export const revertedDrift: readonly Case[] = [
  {
    name: "a drift-aware change set tells what is there, what was deployed and what is wanted, and brings that about",
    source,
    script: async (on) => {
      const { name, shown } = await drifted(on);
      const set = await on.propose(name, body(name, "said"), mode);
      const full = await on.described(set.ChangeSetId ?? "", name, true);
      const change = full.Changes?.[0]?.ResourceChange;
      const { BeforeValue, BeforeValueFrom, AfterValue, AfterValueFrom } = change?.Details?.[0]?.Target ?? {};
      return {
        mode: set.DeploymentMode,
        change: [change?.Action, change?.LogicalResourceId, change?.ResourceDriftStatus],
        values: [BeforeValue, BeforeValueFrom, AfterValue, AfterValueFrom],
        deployed: JSON.parse(change?.PreviousDeploymentContext ?? "{}").Properties.DisplayName,
        status: await on.execute(set),
        shown: await shown(),
      };
    },
    expected: {
      mode: "REVERT_DRIFT",
      change: ["Modify", "T", "MODIFIED"],
      values: ["by hand", "ACTUAL_STATE", "said", "TEMPLATE"],
      deployed: "said",
      status: "UPDATE_COMPLETE",
      shown: "said",
    },
  },
  {
    name: "a change set that is not drift-aware sees nothing of it",
    source,
    script: async (on) => {
      const { name } = await drifted(on);
      return (await on.propose(name, body(name, "said"))).Status;
    },
    expected: "FAILED",
  },
  {
    name: "a template that says what is there is synchronised, and nothing is changed",
    source,
    script: async (on) => {
      const { name, shown } = await drifted(on);
      const set = await on.propose(name, body(name, "by hand"), mode);
      const actions = set.Changes?.map(({ ResourceChange: change }) => change?.Action);
      const status = await on.execute(set);
      const told = (await on.events(name)).filter(
        ({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === "T" && ResourceStatus === "UPDATE_COMPLETE",
      );
      return [actions, status, told.length, await shown()];
    },
    expected: [["SyncWithActual"], "UPDATE_COMPLETE", 0, "by hand"],
  },
  {
    name: "what was deleted by hand is made again",
    source,
    script: async (on) => {
      const { name, TopicArn, shown } = await drifted(on);
      await on.sns.send(new DeleteTopicCommand({ TopicArn }));
      const set = await on.propose(name, body(name, "said"), mode);
      return [set.Changes?.[0]?.ResourceChange?.ResourceDriftStatus, await on.execute(set), await shown()];
    },
    expected: ["DELETED", "UPDATE_COMPLETE", "said"],
  },
  {
    name: "a drift-aware deployment that fails goes back to what was there, not to what was deployed",
    source,
    script: async (on) => {
      const { name, shown } = await drifted(on);
      const set = await on.propose(name, body(name, "new", { No: impossible({ DependsOn: "T" }) }), mode);
      return [await on.execute(set), await shown()];
    },
    expected: ["UPDATE_ROLLBACK_COMPLETE", "by hand"],
  },
  {
    name: "drift is reverted by no import",
    source,
    script: async (on) => {
      const { name } = await drifted(on);
      const input = { ...mode, ChangeSetType: "IMPORT" as const };
      return refusal(on.propose(name, body(name, "said"), input));
    },
    expected: expect.stringMatching(/^ValidationError: .*REVERT_DRIFT/),
  },
];
