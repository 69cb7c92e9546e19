import { type Case, sources } from "./case.ts";
import { template, topic } from "./templates.ts";
import { neutral } from "./world.ts";

const sections = {
  Parameters: { Env: { Type: "String", Default: "dev" }, List: { Type: "CommaDelimitedList", Default: "x,y,z" } },
  Mappings: { Sizes: { dev: { count: "1", zones: ["a", "b"] }, prod: { count: "3", zones: ["a"] } } },
  Conditions: {
    IsDev: { "Fn::Equals": [{ Ref: "Env" }, "dev"] },
    IsProd: { "Fn::Not": [{ Condition: "IsDev" }] },
    Both: { "Fn::And": [{ Condition: "IsDev" }, { Condition: "IsProd" }] },
    Either: { "Fn::Or": [{ Condition: "IsDev" }, { Condition: "IsProd" }] },
  },
};

/** What a function gives, read as the output of a stack. */
const gives = (name: string, Value: unknown, expected: unknown, moto?: true): Case => ({
  name: `a function gives: ${name}`,
  source: sources.intrinsics,
  script: async (on) => {
    const stack = on.fresh();
    await on.create(stack, template({ T: topic() }, { ...sections, Outputs: { O: { Value } } }));
    return neutral((await on.stack(stack)).Outputs?.[0]?.OutputValue);
  },
  expected,
  ...(moto ? { moto } : {}),
});

/** Intrinsic functions and conditions. */
export const intrinsics: readonly Case[] = [
  gives("Join", { "Fn::Join": ["-", ["a", "b", "c"]] }, "a-b-c", true),
  gives("Select of Split", { "Fn::Select": ["1", { "Fn::Split": [",", "x,y"] }] }, "y", true),
  gives("Select of a list parameter", { "Fn::Select": [2, { Ref: "List" }] }, "z"),
  gives("FindInMap", { "Fn::FindInMap": ["Sizes", { Ref: "Env" }, "count"] }, "1", true),
  gives("Join of a mapped list", { "Fn::Join": ["", { "Fn::FindInMap": ["Sizes", "dev", "zones"] }] }, "ab"),
  gives("Sub with a parameter", { "Fn::Sub": "${Env}-x" }, "dev-x", true),
  gives("Sub with its own variables", { "Fn::Sub": ["${A}-${Env}", { A: "own" }] }, "own-dev", true),
  gives("Sub with a literal", { "Fn::Sub": "${!Env}" }, "${Env}"),
  gives("Sub with an attribute", { "Fn::Sub": "${AWS::StackName}" }, "<stack>", true),
  gives("Base64", { "Fn::Base64": "text" }, "dGV4dA==", true),
  gives("If true", { "Fn::If": ["IsDev", "yes", "no"] }, "yes", true),
  gives("If false", { "Fn::If": ["IsProd", "yes", "no"] }, "no", true),
  gives("And", { "Fn::If": ["Both", "yes", "no"] }, "no"),
  gives("Or", { "Fn::If": ["Either", "yes", "no"] }, "yes"),
  gives("Cidr", { "Fn::Select": [1, { "Fn::Cidr": ["10.0.0.0/16", 4, 8] }] }, "10.0.1.0/24"),
  gives("the Region's first zone", { "Fn::Select": [0, { "Fn::GetAZs": "" }] }, "eu-central-1a"),
  gives(
    "pseudo parameters",
    { "Fn::Join": [" ", [{ Ref: "AWS::Region" }, { Ref: "AWS::Partition" }, { Ref: "AWS::URLSuffix" }]] },
    "eu-central-1 aws amazonaws.com",
  ),
  gives("the stack's ID", { Ref: "AWS::StackId" }, "<stack ID>", true),
  gives(
    "NoValue leaves out an item",
    { "Fn::Join": ["-", ["a", { "Fn::If": ["IsProd", "b", { Ref: "AWS::NoValue" }] }]] },
    "a",
  ),
];
