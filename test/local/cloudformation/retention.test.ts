import { expect, test } from "vitest";
import { openHistory } from "../../../src/local/cloudformation/records/history.ts";
import { isObject, list, text, type JsonObject } from "../../../src/local/json.ts";
import type { Store } from "../../../src/local/store.ts";
import { fakeGround, handClock, memoryStore } from "../fake-ground.ts";
import { cloud, refusal, template, topic, type Cloud } from "./stacks.ts";

const tables = ["stacks", "change-sets", "resources", "events", "templates"];
const rowsOf = (store: Store, name: string) => store.table(`cloudformation.${name}`, isObject).values();
const counts = (store: Store) => tables.map((name) => rowsOf(store, name).length);

const body = (name: string) => template({ A: topic({ DisplayName: name }) });
const day = 24 * 60 * 60 * 1000;

async function executed(here: Cloud, name: string, type: "CREATE" | "UPDATE"): Promise<JsonObject> {
  const change = { StackName: "s", ChangeSetName: name };
  const made = await here.call("CreateChangeSet", { ...change, ChangeSetType: type, TemplateBody: body(name) });
  await here.run(100);
  await here.call("ExecuteChangeSet", change);
  await here.run(100);
  return made;
}

test("a deleted stack is told of for 90 days, and then nothing of it is left", async () => {
  const here = cloud();
  const made = await executed(here, "c", "CREATE");
  await here.call("DeleteStack", { StackName: "s" });
  await here.run(100);
  const StackName = text(made, "StackId") ?? "";
  await here.ground.clock.advance(89 * day);
  const before = await here.restart();
  expect(await before.status(StackName)).toBe("DELETE_COMPLETE");
  expect(await before.call("GetTemplate", { StackName })).toMatchObject({ TemplateBody: body("c") });
  await here.ground.clock.advance(2 * day);
  const after = await before.restart();
  expect(await refusal(after.call("DescribeStacks", { StackName }))).toMatch(/does not exist$/);
  expect(counts(here.ground.store)).toEqual([0, 0, 0, 0, 0]);
});

test("the last fifty deleted stacks of a Region are told of", async () => {
  const here = cloud({ ground: fakeGround({ dir: "" }) });
  for (let at = 0; at < 52; at += 1) {
    await here.call("CreateStack", { StackName: `s${at}`, TemplateBody: body("one") });
    await here.run(50);
    await here.call("DeleteStack", { StackName: `s${at}` });
    await here.run(50);
  }
  const names = list(await here.call("ListStacks"), "StackSummaries").map((stack) => text(stack, "StackName"));
  expect(names).toEqual(Array.from({ length: 50 }, (_, index) => `s${51 - index}`));
});

test("of a stack that lives on, twenty executed change sets and the templates in use are kept", async () => {
  const here = cloud();
  const first = await executed(here, "c0", "CREATE");
  for (let at = 1; at <= 20; at += 1) await executed(here, `c${at}`, "UPDATE");
  expect(await refusal(here.call("DescribeChangeSet", { ChangeSetName: text(first, "Id") ?? "" }))).toMatch(
    /does not exist$/,
  );
  expect(rowsOf(here.ground.store, "change-sets")).toHaveLength(20);
  await here.ground.clock.advance(day);
  await executed(here, "last", "UPDATE");
  expect(rowsOf(here.ground.store, "templates")).toHaveLength(20);
  expect(await here.call("GetTemplate", { StackName: "s" })).toMatchObject({ TemplateBody: body("last") });
});

test("the newest 2,000 events of a stack are kept, and go on in order", () => {
  const store = memoryStore();
  const clock = handClock();
  const say = (count: number) => {
    const history = openHistory(store, clock);
    const event = { stackId: "i", stackName: "s", logicalId: "A", physicalId: "a", type: "T", status: "S" };
    for (let at = 0; at < count; at += 1) history.add(history.place([event]));
    return history.events("i").map(({ sequence }) => sequence);
  };
  expect(say(2001)).toEqual(Array.from({ length: 2000 }, (_, index) => index + 1));
  expect(say(1).at(-1)).toBe(2001);
  expect(rowsOf(store, "events")).toHaveLength(2000);
});
