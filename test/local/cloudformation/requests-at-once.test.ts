import { expect, test } from "vitest";
import { list, text } from "../../../src/local/json.ts";
import { cloud, first, refusal, template, topic, type Cloud } from "./stacks.ts";

const body = (name: string) => template({ A: topic({ DisplayName: name }) });
const url = "https://templates.example/two";

/** A stack whose next template is being read until `read` is called. */
async function reading() {
  let answer: (text: string) => void = () => {};
  const here = cloud({ readTemplate: () => new Promise((resolve) => (answer = resolve)) });
  await here.call("CreateStack", { StackName: "s", TemplateBody: body("one") });
  await here.run();
  return { here, read: () => answer(body("two")) };
}

const described = async (here: Cloud) => first(await here.call("DescribeStacks", { StackName: "s" }), "Stacks");

test("an update keeps what other requests changed while its template was read", async () => {
  const { here, read } = await reading();
  const updating = here.call("UpdateStack", { StackName: "s", TemplateURL: url, ClientRequestToken: "t" });
  const policy = '{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}';
  await here.call("UpdateTerminationProtection", { StackName: "s", EnableTerminationProtection: "true" });
  await here.call("SetStackPolicy", { StackName: "s", StackPolicyBody: policy });
  read();
  await updating;
  await here.run();
  expect(await described(here)).toMatchObject({ StackStatus: "UPDATE_COMPLETE", EnableTerminationProtection: true });
  expect(await here.call("GetStackPolicy", { StackName: "s" })).toEqual({ StackPolicyBody: policy });
});

test("an executed change set keeps what other requests changed while its parameters were read", async () => {
  let answer: (value: string) => void = () => {};
  let slow = false;
  const here = cloud({
    parameter: () => (slow ? new Promise((resolve) => (answer = resolve)) : "v"),
  });
  const parameters = { P: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/p" } };
  const next = (name: string) => template({ A: topic({ DisplayName: name }) }, { Parameters: parameters });
  await here.call("CreateStack", { StackName: "s", TemplateBody: next("one") });
  await here.run();
  await here.call("CreateChangeSet", { StackName: "s", ChangeSetName: "c", TemplateBody: next("two") });
  await here.run(100);
  slow = true;
  const executing = here.call("ExecuteChangeSet", { StackName: "s", ChangeSetName: "c" });
  await here.call("UpdateTerminationProtection", { StackName: "s", EnableTerminationProtection: "true" });
  answer("v");
  await executing;
  await here.run();
  expect(await described(here)).toMatchObject({ StackStatus: "UPDATE_COMPLETE", EnableTerminationProtection: true });
});

test("two requests of one token are one update", async () => {
  const { here } = await reading();
  const input = { StackName: "s", TemplateBody: body("two"), ClientRequestToken: "t" };
  const answers = await Promise.all([here.call("UpdateStack", input), here.call("UpdateStack", input)]);
  expect(new Set(answers.map((answer) => text(answer, "StackId"))).size).toBe(1);
});

test.each(["UPDATE", "CREATE"])("of two change sets (%s) of one name there is one", async (ChangeSetType) => {
  const here = cloud();
  if (ChangeSetType === "UPDATE") {
    await here.call("CreateStack", { StackName: "s", TemplateBody: body("one") });
    await here.run();
  }
  const propose = (name: string) =>
    refusal(
      here.call("CreateChangeSet", { StackName: "s", ChangeSetName: name, ChangeSetType, TemplateBody: body("two") }),
    );
  const refused = await Promise.all([propose("c"), propose("c"), propose("d")]);
  expect(refused).toEqual(["", "ChangeSet [c] already exists", ""]);
  await here.run(100);
  const found = list(await here.call("ListChangeSets", { StackName: "s" }), "Summaries");
  expect(found.map((one) => text(one, "ChangeSetName"))).toEqual(["c", "d"]);
  expect(list(await here.call("DescribeStacks"), "Stacks")).toHaveLength(1);
});
