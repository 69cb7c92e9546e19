import { type Capability, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { expect } from "vitest";
import { type Case, sources } from "./case.ts";
import { template, topic } from "./templates.ts";
import { refusal } from "./world.ts";

const Transform = "AWS::LanguageExtensions";
const allowed: { Capabilities: Capability[] } = { Capabilities: ["CAPABILITY_AUTO_EXPAND"] };
const loop = {
  "Fn::ForEach::Topics": ["Name", ["One", "Two"], { "Topic${Name}": topic({ DisplayName: { Ref: "Name" } }) }],
};

/** What an expression of the language extensions gives, read as the output of a stack. */
const gives = (name: string, Value: unknown, expected: unknown): Case => ({
  name: `a language extension gives: ${name}`,
  source: sources.languageExtensions,
  script: async (on) => {
    const stack = on.fresh();
    const Parameters = { List: { Type: "CommaDelimitedList", Default: "a,b,c" } };
    await on.create(stack, template({ T: topic() }, { Transform, Parameters, Outputs: { O: { Value } } }), allowed);
    return (await on.stack(stack)).Outputs?.[0]?.OutputValue;
  },
  expected,
});

/** The transform AWS::LanguageExtensions. */
export const extensions: readonly Case[] = [
  gives("Length", { "Fn::Length": { Ref: "List" } }, "3"),
  gives("ToJsonString", { "Fn::ToJsonString": { a: [1, { Ref: "List" }] } }, '{"a":[1,["a","b","c"]]}'),
  {
    name: "a loop makes a resource for each of its values",
    source: sources.languageExtensions,
    script: async (on) => {
      const name = on.fresh();
      const status = await on.create(name, template(loop, { Transform }), allowed);
      return [status, new Set((await on.history(name)).filter((step) => /^Topic\w+ CREATE_COMPLETE/.test(step)))];
    },
    expected: ["CREATE_COMPLETE", new Set(["TopicOne CREATE_COMPLETE", "TopicTwo CREATE_COMPLETE"])],
  },
  {
    name: "a template is shown as it was given and as it was processed",
    source: "API_GetTemplate",
    script: async (on) => {
      const name = on.fresh();
      await on.create(name, template(loop, { Transform }), allowed);
      const stage = async (TemplateStage: "Original" | "Processed") => {
        const { TemplateBody = "{}" } = await on.cloudformation.send(
          new GetTemplateCommand({ StackName: name, TemplateStage }),
        );
        return Object.keys(JSON.parse(TemplateBody).Resources);
      };
      return [await stage("Original"), await stage("Processed")];
    },
    expected: [["Fn::ForEach::Topics"], ["TopicOne", "TopicTwo"]],
  },
  {
    name: "a transform must be acknowledged",
    source: sources.recorded,
    script: (on) => refusal(on.create(on.fresh(), template({ T: topic() }, { Transform }))),
    expected: "InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_AUTO_EXPAND]",
  },
  {
    name: "a transform that there is not",
    source: sources.recorded,
    script: (on) => refusal(on.create(on.fresh(), template({ T: topic() }, { Transform: "Nobodys" }), allowed)),
    expected: expect.stringMatching(/^ValidationError: .*No transform named .*Nobodys.* found/),
  },
  {
    name: "without the transform its functions are not there",
    source: sources.languageExtensions,
    script: (on) => refusal(on.create(on.fresh(), template({ T: topic({ DisplayName: { "Fn::Length": ["a"] } }) }))),
    expected: expect.stringMatching(/^ValidationError: Template error: .*Fn::Length/),
  },
];
