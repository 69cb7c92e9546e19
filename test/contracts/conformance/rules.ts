import { type Case, sources } from "./case.ts";
import { template, topic } from "./templates.ts";
import { refusal } from "./world.ts";

const rule = (Assert: object, more: object = {}) => ({
  Parameters: {
    Env: { Type: "String", Default: "dev" },
    Sizes: { Type: "CommaDelimitedList", Default: "small,large" },
  },
  Rules: { Checked: { Assertions: [{ Assert, AssertDescription: "the rule says no" }], ...more } },
});

/** Whether a rule accepts the parameters that a stack is made with. */
const judged = (name: string, rest: object, accepted: boolean): Case => ({
  name: `a rule ${accepted ? "accepts" : "refuses"}: ${name}`,
  source: sources.rules,
  script: async (on) =>
    (await refusal(on.create(on.fresh(), template({ T: topic() }, rest)))).replace(/^.*(the rule says no).*$/s, "$1"),
  expected: accepted ? "it was not refused" : "the rule says no",
});

/** Rules, which parameters are held to before anything is done. */
export const rules: readonly Case[] = [
  judged("Contains", rule({ "Fn::Contains": [["dev", "prod"], { Ref: "Env" }] }), true),
  judged("not Contains", rule({ "Fn::Not": [{ "Fn::Contains": [["dev"], { Ref: "Env" }] }] }), false),
  judged("Equals", rule({ "Fn::Equals": [{ Ref: "Env" }, "prod"] }), false),
  judged("EachMemberIn", rule({ "Fn::EachMemberIn": [{ Ref: "Sizes" }, ["small", "large"]] }), true),
  judged("EachMemberIn of fewer", rule({ "Fn::EachMemberIn": [{ Ref: "Sizes" }, ["small"]] }), false),
  judged("EachMemberEquals", rule({ "Fn::EachMemberEquals": [{ Ref: "Sizes" }, "small"] }), false),
  judged(
    "a condition that does not hold",
    rule({ "Fn::Equals": ["a", "b"] }, { RuleCondition: { "Fn::Equals": [{ Ref: "Env" }, "prod"] } }),
    true,
  ),
];
