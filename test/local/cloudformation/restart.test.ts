import { describe, expect, test } from "vitest";
import { text, type JsonObject } from "../../../src/local/json.ts";
import type { Store } from "../../../src/local/store.ts";
import { fakeGround, handClock, memoryStore } from "../fake-ground.ts";
import { mortal } from "./mortal.ts";
import { scriptedProvider, type ScriptedProvider } from "./scripted-provider.ts";
import { cloud, refusal, template, topic, type Cloud } from "./stacks.ts";

const before = template({
  A: topic({ DisplayName: "one" }),
  B: topic({ DisplayName: { "Fn::GetAtt": ["A", "TopicName"] } }),
  Old: topic({ TopicName: "old" }),
});
const after = template({
  A: topic({ DisplayName: "two", TopicName: "replaced" }),
  B: topic({ DisplayName: { "Fn::GetAtt": ["A", "TopicName"] } }),
  New: topic({ TopicName: "new" }),
});

interface Story {
  readonly name: string;
  /** What was there before the request, in a process of its own. */
  readonly prepare?: (here: Cloud) => Promise<unknown>;
  readonly begin: (here: Cloud) => Promise<unknown>;
  readonly script?: (provider: ScriptedProvider) => void;
  readonly status: string;
  readonly things: number;
}

const call = (operation: string, input: JsonObject) => (here: Cloud) =>
  here.call(operation, { StackName: "s", ...input });
const deployed = call("CreateStack", { TemplateBody: before });
const proposed = async (here: Cloud, input: JsonObject) => {
  for (const ChangeSetName of ["other", "c"])
    await here.call("CreateChangeSet", { StackName: "s", ChangeSetName, TemplateBody: after, ...input });
};
const executed = (here: Cloud) => here.call("ExecuteChangeSet", { StackName: "s", ChangeSetName: "c" });
const refusing =
  (id: string, partial = false) =>
  (provider: ScriptedProvider) => {
    provider.script.set(id, { fail: "no", partial, always: true });
  };

const stories: readonly Story[] = [
  {
    name: "a creation",
    begin: call("CreateStack", { TemplateBody: before }),
    status: "CREATE_COMPLETE",
    things: 3,
  },
  {
    name: "a creation that is rolled back",
    begin: call("CreateStack", { TemplateBody: before }),
    script: refusing("create B", true),
    status: "ROLLBACK_COMPLETE",
    things: 0,
  },
  {
    name: "an update with its cleanup",
    prepare: deployed,
    begin: call("UpdateStack", { TemplateBody: after }),
    status: "UPDATE_COMPLETE",
    things: 3,
  },
  {
    name: "an update that is rolled back",
    prepare: deployed,
    begin: call("UpdateStack", { TemplateBody: after }),
    script: refusing("create New"),
    status: "UPDATE_ROLLBACK_COMPLETE",
    things: 3,
  },
  {
    name: "a deletion",
    prepare: deployed,
    begin: call("DeleteStack", {}),
    status: "DELETE_COMPLETE",
    things: 0,
  },
  {
    name: "a change set that creates",
    prepare: (here) => proposed(here, { ChangeSetType: "CREATE" }),
    begin: executed,
    status: "CREATE_COMPLETE",
    things: 3,
  },
  {
    name: "a change set that updates, beside another one",
    prepare: async (here) => {
      await deployed(here);
      await here.run(500);
      await proposed(here, {});
    },
    begin: executed,
    status: "UPDATE_COMPLETE",
    things: 3,
  },
  {
    name: "a change set that is rolled back",
    prepare: async (here) => {
      await deployed(here);
      await here.run(500);
      await proposed(here, {});
    },
    begin: executed,
    script: refusing("create New"),
    status: "UPDATE_ROLLBACK_COMPLETE",
    things: 3,
  },
  {
    name: "an update that makes a change set obsolete",
    prepare: async (here) => {
      await deployed(here);
      await here.run(500);
      await proposed(here, {});
    },
    begin: call("UpdateStack", { TemplateBody: after }),
    status: "UPDATE_COMPLETE",
    things: 3,
  },
  {
    name: "a deletion that an export in use forbids",
    prepare: async (here) => {
      const exporting = { Outputs: { O: { Value: "v", Export: { Name: "e" } } } };
      await here.call("CreateStack", { StackName: "s", TemplateBody: template({ A: topic() }, exporting) });
      await here.run(500);
      const importing = template({ A: topic({ DisplayName: { "Fn::ImportValue": "e" } }) });
      await here.call("CreateStack", { StackName: "reader", TemplateBody: importing });
    },
    begin: call("DeleteStack", {}),
    status: "DELETE_FAILED",
    things: 2,
  },
  {
    name: "a rollback that goes on without a resource",
    prepare: async (here) => {
      const body = (text: string) =>
        template({ A: topic({ DisplayName: text }), B: topic({ DisplayName: text }, { DependsOn: "A" }) });
      await here.call("CreateStack", { StackName: "s", TemplateBody: body("one") });
      await here.run(500);
      here.provider.script.set("update B", { fail: "never", always: true });
      await here.call("UpdateStack", { StackName: "s", TemplateBody: body("two") });
    },
    begin: call("ContinueUpdateRollback", { ResourcesToSkip: ["B"] }),
    status: "UPDATE_ROLLBACK_COMPLETE",
    things: 2,
  },
  {
    name: "steps that are pending",
    begin: call("CreateStack", { TemplateBody: before }),
    script: (provider) => {
      for (const id of ["A", "B", "Old"]) provider.script.set(`create ${id}`, { pending: 3 });
    },
    status: "CREATE_COMPLETE",
    things: 3,
  },
];

/** Runs a story in a process that dies at one write, then in a second one; answers how it ended. */
async function told(story: Story, fatal: number) {
  const store = memoryStore();
  const provider = scriptedProvider();
  const clock = handClock();
  // Stacks live in the store alone: no folder has to be made.
  const ground = fakeGround({ store, clock, dir: "" });
  const prepared = cloud({ ground, provider });
  await story.prepare?.(prepared);
  await prepared.run(500);
  await prepared.stop();
  const status = statusIn(store);
  story.script?.(provider);
  const life = mortal(store, provider, fatal);
  const first = cloud({ ground: { ...ground, store: life.store }, provider, asked: life.provider });
  life.ended = first.stop;
  await refusal(story.begin(first));
  await first.run(700);
  await first.stop();
  const second = cloud({ ground, provider });
  await second.start();
  // A request whose process died before it was written was never accepted: the client asks again.
  if (life.writes() > 0 && statusIn(store) === status) await refusal(story.begin(second));
  await second.run(1000);
  return {
    before: status,
    writes: life.writes(),
    end: { ...endIn(store), status: statusIn(store), things: provider.things.size },
  };
}

const isRow = (value: unknown): value is JsonObject => typeof value === "object" && value !== null;

const statusIn = (store: Store) =>
  text(
    store
      .table("cloudformation.stacks", isRow)
      .values()
      .find(({ name }) => name === "s"),
    "status",
  );

/** What the history tells, whatever the order of what happened at once, and what became of the proposals. */
function endIn(store: Store) {
  const rows = (table: string, ...keys: readonly string[]) =>
    store
      .table(`cloudformation.${table}`, isRow)
      .values()
      .map((row) => keys.map((key) => text(row, key) ?? "-").join(" "))
      .sort();
  return {
    events: rows("events", "stackName", "logicalId", "status", "reason"),
    changeSets: rows("change-sets", "name", "status", "executionStatus"),
    waiting: store
      .table("cloudformation.stacks", isRow)
      .values()
      .filter(({ operation }) => operation !== undefined).length,
  };
}

describe.each(stories)("$name", (story) => {
  test("ends the same wherever the process is killed", async () => {
    const { before, writes, end } = await told(story, Infinity);
    expect(before).not.toBe(story.status);
    expect(end).toMatchObject({ status: story.status, things: story.things, waiting: 0 });
    for (let fatal = 1; fatal <= writes; fatal += 1)
      expect({ fatal, ...(await told(story, fatal)).end }).toEqual({ fatal, ...end });
  }, 20_000);
});
