import { expect, expectTypeOf, test } from "vitest";
import { defineCommand } from "../../src/cli/command.ts";
import { arg, flag } from "../../src/cli/flags.ts";
import { logs } from "../../src/commands/logs.ts";
import { parseArguments } from "../../src/cli/parse.ts";

const examples = [
  { command: "gworld scale", summary: "one" },
  { command: "gworld scale", summary: "two" },
] as const;

const scale = defineCommand({
  name: "scale",
  summary: "Change how many tasks run",
  examples,
  args: { service: arg.required("Service"), more: arg.many("More services") },
  flags: {
    count: flag.integer("How many", { placeholder: "n", min: 0, max: 100 }),
    stack: flag.list("Stacks", { placeholder: "stack" }),
    format: flag.string("How", { placeholder: "how", choices: ["text", "env"] }),
    noRollback: flag.boolean("Stay where it failed"),
    follow: flag.boolean("Go on", "f"),
  },
  async run() {},
});

const bare = defineCommand({
  name: "deploy",
  summary: "Deploy",
  examples,
  args: {},
  flags: { stack: flag.list("Stacks", { placeholder: "stack" }) },
  async run() {},
});

test("one of several words is taken in any case, and is what it was declared as", () => {
  expect(parseArguments(logs, ["--level", "WARN"]).level).toBe("warn");
  expect(() => parseArguments(logs, ["--level", "loud"])).toThrow("Allowed choices are trace, debug");
});

test.each([
  { argv: ["s", "--count", "3", "--count", "4"], says: "--count is given twice: 3 and 4." },
  { argv: ["s", "--format=text", "--format", "env"], says: "--format is given twice: text and env." },
  { argv: ["-e", "dev", "s", "--env", "prod"], says: "--env is given twice: dev and prod." },
])("no value is silently dropped: %o", ({ argv, says }) => {
  expect(() => parseArguments(scale, argv)).toThrow(expect.objectContaining({ code: "usage", message: says }));
});

test("the same value twice is one, and switches may be repeated", () => {
  expect(parseArguments(scale, ["s", "--count", "3", "--count", "3", "-f", "--follow"])).toMatchObject({ count: 3 });
});

test("two filters of gworld logs are joined by hand, as the hint says", () => {
  expect(() => parseArguments(logs, ["--where", "level = warn", "--where", "msg = x"])).toThrow(
    expect.objectContaining({ code: "usage", hint: expect.stringContaining(" and ") }),
  );
});

test("an input has every flag and argument, typed, whether it was given or not", () => {
  const input = parseArguments(scale, ["agent-runtime"]);
  expectTypeOf(input.count).toEqualTypeOf<number | undefined>();
  expectTypeOf(input.service).toEqualTypeOf<string>();
  expectTypeOf(input.more).toEqualTypeOf<readonly string[]>();
  expect(input).toMatchObject({ service: "agent-runtime", more: [], stack: [], noRollback: false, yes: false });
  expect(input.count).toBeUndefined();
});

test.each([
  { argv: ["s", "--count", "3"], has: { count: 3 } },
  { argv: ["--count=0", "s"], has: { count: 0, service: "s" } },
  { argv: ["s", "a", "b"], has: { service: "s", more: ["a", "b"] } },
  { argv: ["--stack", "x", "s", "--stack", "y"], has: { stack: ["x", "y"], service: "s" } },
  { argv: ["s", "--no-rollback"], has: { noRollback: true } },
  { argv: ["s", "-fy"], has: { follow: true, yes: true } },
  { argv: ["s", "--format", "env"], has: { format: "env" } },
  { argv: ["--", "--odd-name", "-f"], has: { service: "--odd-name", more: ["-f"], follow: false } },
])("$argv is understood", ({ argv, has }) => {
  expect(parseArguments(scale, argv)).toMatchObject(has);
});

test("where there are no arguments a list flag takes several values at once", () => {
  expect(parseArguments(bare, ["--stack", "a", "b", "--yes"])).toMatchObject({ stack: ["a", "b"], yes: true });
});

test.each([
  { argv: [], says: /Missing required argument 'service'/ },
  { argv: ["s", "--count", "many"], says: /whole number from 0 to 100/ },
  { argv: ["s", "--count", "-1"], says: /whole number from 0 to 100/ },
  { argv: ["s", "--count", "1e2"], says: /whole number from 0 to 100/ },
  { argv: ["s", "--count"], says: /argument missing/ },
  { argv: ["s", "--format", "xml"], says: /Allowed choices are text, env/ },
  { argv: ["s", "--cuont", "3"], says: /Unknown option --cuont/ },
])("$argv is a usage error", ({ argv, says }) => {
  expect(() => parseArguments(scale, argv)).toThrow(
    expect.objectContaining({ name: "GworldError", code: "usage", message: expect.stringMatching(says) }),
  );
});

test("an unknown option is answered with the one that was meant", () => {
  expect(() => parseArguments(scale, ["s", "--cuont=3"])).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("Did you mean --count?") }),
  );
});
