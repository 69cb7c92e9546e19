import { expect, test } from "vitest";
import { defineCommand } from "../../src/cli/command.ts";
import { groupNames, route, wantsJson } from "../../src/cli/route.ts";

const command = (name: string, aliases: string[] = []) =>
  defineCommand({
    name,
    aliases,
    summary: name,
    examples: [
      { command: name, summary: "one" },
      { command: name, summary: "two" },
    ],
    args: {},
    flags: {},
    async run() {},
  });

const commands = ["deploy", "alarms", "alarms test", "local start", "local stop", "exec"].map((name) => command(name));
commands.push(command("diff", ["plan"]));

test.each([
  { argv: ["deploy", "--stack", "x"], name: "deploy", rest: ["--stack", "x"] },
  { argv: ["-e", "dev", "deploy", "-y"], name: "deploy", rest: ["-e", "dev", "-y"] },
  { argv: ["--env=dev", "--json", "deploy"], name: "deploy", rest: ["--env=dev", "--json"] },
  { argv: ["local", "--json", "start"], name: "local start", rest: ["--json"] },
  { argv: ["plan"], name: "diff", rest: [] },
  { argv: ["alarms"], name: "alarms", rest: [] },
  { argv: ["alarms", "test"], name: "alarms test", rest: [] },
  { argv: ["alarms", "-e", "dev", "test"], name: "alarms test", rest: ["-e", "dev"] },
  { argv: ["alarms", "other"], name: "alarms", rest: ["other"] },
  { argv: ["deploy", "local"], name: "deploy", rest: ["local"] },
  { argv: ["--env", "deploy", "deploy"], name: "deploy", rest: ["--env", "deploy"] },
  { argv: ["exec", "--", "cmd", "--help"], name: "exec", rest: ["--", "cmd", "--help"] },
  { argv: ["deploy", "--stack", "local"], name: "deploy", rest: ["--stack", "local"] },
])("$argv is $name with $rest", ({ argv, name, rest }) => {
  expect(route(commands, argv)).toMatchObject({ kind: "run", command: { name }, argv: rest });
});

test.each([
  { argv: [], group: "" },
  { argv: ["--json"], group: "" },
  { argv: ["local"], group: "local" },
  { argv: ["local", "--help"], group: "local" },
  { argv: ["deploy", "--stack", "x", "-h"], group: "deploy" },
])("$argv asks for help on $group", ({ argv, group }) => {
  expect(route(commands, argv)).toMatchObject({ kind: "help", group });
});

test.each([["dploy"], ["local", "strat"], ["--oops", "deploy"], ["-e", "dev", "dploy"], ["constructor"]])(
  "%j is refused as usage",
  (...argv) => {
    expect(() => route(commands, argv)).toThrow(expect.objectContaining({ code: "usage" }));
  },
);

test("--json counts before the dashes only", () => {
  expect(wantsJson(["exec", "--", "--json"])).toBe(false);
  expect(wantsJson(["nonsense", "--json"])).toBe(true);
});

test("groups are the first words of two-word verbs", () => {
  expect(groupNames(commands)).toEqual(["alarms", "local"]);
});
