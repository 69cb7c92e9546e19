import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/local/json.ts";
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
  readonly prepared: boolean;
  readonly begin: (here: Cloud) => Promise<unknown>;
  readonly script: (provider: ScriptedProvider) => void;
  readonly status: string;
  readonly things: number;
}

const call = (operation: string, input: JsonObject) => (here: Cloud) =>
  here.call(operation, { StackName: "s", ...input });
const none = () => {};

const stories: readonly Story[] = [
  {
    name: "a creation",
    prepared: false,
    begin: call("CreateStack", { TemplateBody: before }),
    script: none,
    status: "CREATE_COMPLETE",
    things: 3,
  },
  {
    name: "a creation that is rolled back",
    prepared: false,
    begin: call("CreateStack", { TemplateBody: before }),
    script: (provider) => provider.script.set("create B", { fail: "no", partial: true, always: true }),
    status: "ROLLBACK_COMPLETE",
    things: 0,
  },
  {
    name: "an update with its cleanup",
    prepared: true,
    begin: call("UpdateStack", { TemplateBody: after }),
    script: none,
    status: "UPDATE_COMPLETE",
    things: 3,
  },
  {
    name: "an update that is rolled back",
    prepared: true,
    begin: call("UpdateStack", { TemplateBody: after }),
    script: (provider) => provider.script.set("create New", { fail: "no", always: true }),
    status: "UPDATE_ROLLBACK_COMPLETE",
    things: 3,
  },
  {
    name: "a deletion",
    prepared: true,
    begin: call("DeleteStack", {}),
    script: none,
    status: "DELETE_COMPLETE",
    things: 0,
  },
  {
    name: "steps that are pending",
    prepared: false,
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
  const prepared = cloud({ ground: fakeGround({ store, clock }), provider });
  if (story.prepared) {
    await prepared.call("CreateStack", { StackName: "s", TemplateBody: before });
    await prepared.run(1000);
  }
  story.script(provider);
  const life = mortal(store, provider, fatal);
  const first = cloud({ ground: fakeGround({ store: life.store, clock }), provider, asked: life.provider });
  life.ended = first.stop;
  await refusal(story.begin(first));
  await first.run(1000);
  await first.stop();
  const second = cloud({ ground: fakeGround({ store, clock }), provider });
  await second.start();
  // A request whose process died before it was written was never accepted: the client asks again.
  if (life.writes() > 0 && (await unheard(second, story))) await refusal(story.begin(second));
  await second.run(2000);
  const [stack] = store.table("cloudformation.stacks", isRow).values();
  return { writes: life.writes(), status: stack?.status, things: provider.things.size };
}

const isRow = (value: unknown): value is { readonly status: string } => typeof value === "object" && value !== null;

/** Whether the request left no trace. */
async function unheard(here: Cloud, { prepared }: Story): Promise<boolean> {
  const status = await here.status("s").catch(() => "");
  return prepared ? status === "CREATE_COMPLETE" : status === "";
}

describe.each(stories)("$name", (story) => {
  test("ends the same wherever the process is killed", async () => {
    const { writes } = await told(story, Infinity);
    expect(writes).toBeGreaterThan(5);
    for (let fatal = 1; fatal <= writes; fatal += 1) {
      const end = await told(story, fatal);
      expect({ fatal, status: end.status, things: end.things }).toEqual({
        fatal,
        status: story.status,
        things: story.things,
      });
    }
  });
});
