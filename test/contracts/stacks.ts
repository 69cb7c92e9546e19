import { expect, test } from "vitest";
import { followStacks } from "../../src/operations/follow.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { StackInput, Stacks } from "../../src/ports/stacks.ts";

export interface StacksUnderTest {
  readonly stacks: Stacks;
  readonly clock: Clock;
}

const topic = (DisplayName: string, outputs: object = {}) =>
  JSON.stringify({
    Description: "a topic",
    Parameters: { Suffix: { Type: "String", Default: "x" } },
    Resources: { Topic: { Type: "AWS::SNS::Topic", Properties: { DisplayName } } },
    Outputs: { Suffix: { Value: { Ref: "Suffix" } }, ...outputs },
  });

const input = (name: string, body: string, over: Partial<StackInput> = {}): StackInput => ({
  name,
  template: { body },
  parameters: {},
  tags: { "gworld:app": "test" },
  capabilities: [],
  terminationProtection: false,
  token: `token-${name}`,
  ...over,
});

/** What gworld relies on of CloudFormation, whoever plays it. */
export function stacksContract(start: () => Promise<StacksUnderTest>): void {
  let made = 0;
  const fresh = async () => {
    const { stacks, clock } = await start();
    const follow = followStacks({ clock, signal: new AbortController().signal, report: () => undefined });
    const name = `contract-${(made += 1)}`;
    const created = async (body = topic("one"), over: Partial<StackInput> = {}) => {
      const stackId = await stacks.create(input(name, body, over));
      await follow(stacks, { stackId, name, after: undefined, fresh: true });
      return stackId;
    };
    return { stacks, clock, follow, name, created };
  };

  test("a stack that is not there is undefined, not an error", async () => {
    const { stacks, name } = await fresh();
    expect(await stacks.describe(name)).toBeUndefined();
    await stacks.delete(name, "token");
  });

  test("a created stack is described with all that was given", async () => {
    const { stacks, name, created } = await fresh();
    const id = await created(topic("one"), { parameters: { Suffix: "y" } });
    expect(await stacks.describe(name)).toMatchObject({
      id,
      name,
      status: "CREATE_COMPLETE",
      description: "a topic",
      outputs: { Suffix: "y" },
      parameters: { Suffix: "y" },
      tags: { "gworld:app": "test" },
      terminationProtection: false,
    });
    expect(JSON.parse(await stacks.template(id))).toEqual(JSON.parse(topic("one")));
    expect(await stacks.resources(id)).toMatchObject([
      { logicalId: "Topic", type: "AWS::SNS::Topic", status: "CREATE_COMPLETE" },
    ]);
  });

  test("events begin and end with the stack's own, and go on after the last one seen", async () => {
    const { stacks, created } = await fresh();
    const id = await created();
    const events = await stacks.eventsSince(id, undefined);
    expect(events[0]).toMatchObject({ physicalId: id, status: "CREATE_IN_PROGRESS" });
    expect(events.at(-1)).toMatchObject({ physicalId: id, status: "CREATE_COMPLETE" });
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    expect(await stacks.eventsSince(id, events.at(-2)?.id)).toEqual(events.slice(-1));
    expect(await stacks.eventsSince(id, events.at(-1)?.id)).toEqual([]);
    expect(await stacks.newestEvent(id)).toBe(events.at(-1)?.id);
  });

  test("what a request came to is told by its token, by name or ID, also after another one", async () => {
    const { stacks, clock, follow, name, created } = await fresh();
    const asked = { token: `token-${name}`, at: clock.now() };
    expect(await stacks.statusAfter(name, asked)).toBe("");
    const id = await created();
    expect(await stacks.statusAfter(name, asked)).toBe("CREATE_COMPLETE");
    const set = await stacks.createChangeSet(input(name, topic("two")), "gw-1");
    const after = await stacks.newestEvent(id);
    await stacks.execute(set, "token-1");
    await follow(stacks, { stackId: id, name, after, fresh: false });
    expect(await stacks.statusAfter(id, { ...asked, token: "token-1" })).toBe("UPDATE_COMPLETE");
    expect(await stacks.statusAfter(id, asked)).toBe("CREATE_COMPLETE");
    expect(await stacks.statusAfter(id, { ...asked, token: "token-2" })).toBe("");
  });

  test("a name that is taken is refused by name", async () => {
    const { stacks, name, created } = await fresh();
    await created();
    await expect(stacks.create(input(name, topic("two"), { token: "other" }))).rejects.toMatchObject({
      awsCode: "AlreadyExistsException",
    });
  });

  test("a change set tells what changes, is executed once, and its events follow those before", async () => {
    const { stacks, follow, name, created } = await fresh();
    const id = await created();
    const set = await stacks.createChangeSet(input(name, topic("two")), "gw-1");
    expect(set).toMatchObject({ stackId: id, executable: true });
    expect(set.changes).toMatchObject([
      {
        action: "Modify",
        logicalId: "Topic",
        type: "AWS::SNS::Topic",
        replacement: "False",
        properties: ["Properties.DisplayName"],
        values: [{ property: "Properties.DisplayName", before: "one", after: "two" }],
      },
    ]);
    const after = await stacks.newestEvent(id);
    await stacks.execute(set, "token-1");
    const followed = await follow(stacks, { stackId: id, name, after, fresh: false });
    expect(followed).toMatchObject({ phase: "succeeded", stack: { status: "UPDATE_COMPLETE" } });
    expect(followed.events[0]).toMatchObject({ status: "UPDATE_IN_PROGRESS", physicalId: id });
    await expect(stacks.execute(set, "token-2")).rejects.toMatchObject({ code: "failed" });
    expect(await stacks.eventsSince(id, undefined)).toEqual(followed.events);
  });

  test("nothing to do is not executable; outputs alone are, without changes", async () => {
    const { stacks, name, created } = await fresh();
    await created();
    const empty = await stacks.createChangeSet(input(name, topic("one")), "gw-1");
    expect(empty).toMatchObject({ executable: false, changes: [] });
    await stacks.deleteChangeSet(empty);
    const outputs = await stacks.createChangeSet(input(name, topic("one", { More: { Value: "z" } })), "gw-2");
    expect(outputs).toMatchObject({ executable: true, changes: [] });
    expect(await stacks.changeSets(name)).toMatchObject([{ id: outputs.id, name: "gw-2" }]);
    await stacks.deleteChangeSet(outputs);
    await stacks.deleteChangeSet(outputs);
    expect(await stacks.changeSets(name)).toEqual([]);
    expect(await stacks.changeSets(`${name}-none`)).toEqual([]);
  });

  test("a deleted stack is gone by name and remembered by ID", async () => {
    const { stacks, follow, name, created } = await fresh();
    const id = await created();
    const after = await stacks.newestEvent(id);
    await stacks.delete(id, "token-d");
    expect(await follow(stacks, { stackId: id, name, after, fresh: false })).toMatchObject({ phase: "gone" });
    expect(await stacks.describe(name)).toBeUndefined();
    expect(await stacks.describe(id)).toMatchObject({ status: "DELETE_COMPLETE" });
  });

  test("termination protection keeps a stack until it is switched off", async () => {
    const { stacks, name, created } = await fresh();
    const id = await created(topic("one"), { terminationProtection: true });
    await expect(stacks.delete(id, "token-d")).rejects.toMatchObject({
      awsMessage: expect.stringContaining("TerminationProtection"),
    });
    expect(await stacks.describe(name)).toMatchObject({ terminationProtection: true, status: "CREATE_COMPLETE" });
    await stacks.setTerminationProtection(name, false);
    await stacks.delete(id, "token-e");
  });
}
