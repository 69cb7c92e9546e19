import { expect, test } from "vitest";
import { list, text, type JsonObject } from "../../../src/local/json.ts";
import { cloud, refusal, template, topic, type Cloud } from "./stacks.ts";

const create = (here: Cloud, StackName: string, rest: JsonObject = {}) =>
  here.call("CreateStack", { StackName, TemplateBody: template({ A: topic() }, rest) });
const names = (answer: JsonObject, key: string, member: string) => list(answer, key).map((one) => text(one, member));

test("a page begins where the last one ended, whatever comes between", async () => {
  const here = cloud();
  for (let at = 0; at < 102; at += 1) {
    await create(here, `s${at}`);
    await here.run(50);
  }
  const first = await here.call("DescribeStacks");
  await create(here, "newer");
  const second = await here.call("DescribeStacks", { NextToken: first["NextToken"] });
  expect(names(first, "Stacks", "StackName")).toHaveLength(100);
  expect(names(second, "Stacks", "StackName")).toEqual(["s1", "s0"]);
  expect(second).not.toHaveProperty("NextToken");
});

test("exports are listed by name, and a page does not move when one goes", async () => {
  const here = cloud();
  const outputs = (from: number, to: number) => ({
    Outputs: Object.fromEntries(
      Array.from({ length: to - from }, (_, index) => String(from + index)).map((at) => [
        `O${at}`,
        { Value: at, Export: { Name: `e${at}` } },
      ]),
    ),
  });
  await create(here, "one", outputs(100, 101));
  await create(here, "rest", outputs(101, 202));
  await here.run(200);
  const first = await here.call("ListExports");
  await here.call("DeleteStack", { StackName: "one" });
  await here.run(200);
  const second = await here.call("ListExports", { NextToken: first["NextToken"] });
  expect(names(second, "Exports", "Name")).toEqual(["e200", "e201"]);
});

test("a token of nobody's is refused", async () => {
  expect(await refusal(cloud().call("ListStacks", { NextToken: "no token" }))).toBe("Invalid NextToken");
});
