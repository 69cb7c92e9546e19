import { afterAll, describe, expect, test } from "vitest";
import { commands } from "../../src/commands/index.ts";
import { topics } from "../../src/output/topics.ts";
import { workplace } from "../fakes/host.ts";

const place = workplace({
  "gworld.yaml": "defaults:\n  region: eu-west-1\nenvironments:\n  qa:\n    preset: staging\n",
  "broken.yaml": "enviroments: {}\ndefaults:\n  waf: 3\n",
});
afterAll(() => place.remove());

describe("without a command", () => {
  test.each(["", "--help", "-h", "help", "--json"])("gworld %s prints help on stdout and ends with 0", async (line) => {
    const { code, stdout, stderr } = await place.gworld(line);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: gworld <command>/);
    for (const { name } of commands) expect(stdout).toContain(`  ${name}`);
  });

  test("--version says the version, also with other options and as JSON", async () => {
    expect((await place.gworld("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    expect(JSON.parse((await place.gworld("--version --json")).stdout)).toEqual({ version: expect.any(String) });
  });

  test("a group prints its own commands", async () => {
    const { code, stdout } = await place.gworld("local");
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: gworld local <command>");
    expect(stdout).toContain("  start");
    expect(stdout).not.toContain("whoami");
  });
});

describe.each(commands.map((command) => ({ name: command.name, command })))("gworld $name", ({ name, command }) => {
  test("has help with two examples, its exit codes, and the options of every command", async () => {
    const { code, stdout, stderr } = await place.gworld(`${name} --help`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: gworld ${name}`);
    expect(stdout.match(/^ {2}\$ .*gworld/gm)?.length).toBeGreaterThanOrEqual(2);
    for (const text of ["Exit codes:", "0  success", "-e, --env", "--json", "-y, --yes", "--no-color", "--verbose"])
      expect(stdout).toContain(text);
  });

  test("has examples that it understands", () => {
    const words = name.split(" ");
    for (const example of command.examples)
      expect(example.command).toMatch(new RegExp(`gworld (?:.* )?${words.join(" ")}|gworld ${words[0] ?? ""}`));
  });

  test("says an unknown option with exit code 2 and nothing on stdout", async () => {
    const { code, stdout, stderr } = await place.gworld(`${name} --frobnicate`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Unknown option --frobnicate");
  });
});

describe("what is not understood", () => {
  test.each([
    { line: "whoam", code: 2, says: "Did you mean gworld whoami?" },
    { line: "local strat", code: 2, says: "Did you mean gworld local start?" },
    { line: "lokal start", code: 2, says: "Did you mean gworld local start?" },
    { line: "confg show", code: 2, says: "Did you mean gworld config show?" },
    { line: "frobnicate", code: 2, says: "gworld --help" },
    { line: "--frobnicate synth", code: 2, says: "Unknown option --frobnicate" },
    { line: "synth --env", code: 2, says: "argument missing" },
    { line: "synth extra", code: 2, says: "Too many arguments" },
    { line: "synth", code: 2, says: "--env <name>" },
    { line: "synth --env stagign", code: 10, says: "Did you mean staging?" },
    { line: "synth --env demo", code: 10, says: "local, dev, staging, prod, qa" },
    { line: "config get servces --env dev", code: 10, says: "Did you mean services?" },
    { line: "help enviroments", code: 10, says: "Did you mean environments?" },
    { line: "config show -e dev --region Frankfurt", code: 2, says: "not a Region" },
    { line: "config show -e dev --config none.yaml", code: 2, says: "it does not exist" },
    {
      line: "config validate --config broken.yaml",
      code: 2,
      says: "broken.yaml:1:1  There is no enviroments. Did you mean environments?",
    },
  ])("gworld $line ends with $code and says: $says", async ({ line, code, says }) => {
    const answer = await place.gworld(line);
    expect(answer).toMatchObject({ code, stdout: "" });
    expect(answer.stderr).toContain(says);
  });

  test.each([
    "whoam --json",
    "--json local strat",
    "synth -e nope --json",
    "config validate --config broken.yaml --json",
  ])("gworld %s says so as one JSON document on stderr", async (line) => {
    const { stdout, stderr } = await place.gworld(line);
    expect(stdout).toBe("");
    const error = {
      code: expect.stringMatching(/^(usage|notFound)$/),
      message: expect.any(String),
      hint: expect.any(String),
    };
    expect(JSON.parse(stderr)).toEqual({ error: expect.objectContaining(error) });
  });

  test("every problem of a file is shown at once", async () => {
    const { stderr } = await place.gworld("config validate --config broken.yaml");
    expect(stderr).toContain("2 problems");
    expect(stderr).toContain("broken.yaml:3:8  defaults.waf should be true or false");
  });
});

describe("help on a subject", () => {
  test.each(topics.map(({ name }) => name))("%s", async (name) => {
    const { code, stdout } = await place.gworld(`help ${name}`);
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(300);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(125);
  });

  test("on a command is that command's help", async () => {
    expect((await place.gworld("help local start")).stdout).toBe((await place.gworld("local start --help")).stdout);
    expect((await place.gworld("help config")).stdout).toBe((await place.gworld("config")).stdout);
  });
});

describe("the configuration", () => {
  test("show tells each value and its line", async () => {
    const { stdout } = await place.gworld("config show -e qa");
    expect(stdout).toMatch(/^region +eu-west-1 +gworld\.yaml:2 \(defaults\)$/m);
    expect(stdout).toMatch(/^retainData +true +preset staging$/m);
  });

  test("the environment may stand before the command, or in GWORLD_ENV", async () => {
    expect((await place.gworld("-e qa config get region")).stdout).toBe("eu-west-1\n");
    expect((await place.gworld("config get region", { env: { GWORLD_ENV: "qa" } })).stdout).toBe("eu-west-1\n");
    expect((await place.gworld("--env=qa config get region")).stdout).toBe("eu-west-1\n");
  });

  test("--region goes over the file and says so", async () => {
    expect((await place.gworld("config show -e qa --region us-west-2")).stdout).toMatch(
      /^region +us-west-2 +--region$/m,
    );
  });

  test("--json prints one document", async () => {
    const { stdout } = await place.gworld("config show -e qa --json");
    expect(JSON.parse(stdout)).toMatchObject({ environment: "qa", preset: "staging", config: { region: "eu-west-1" } });
  });

  test("colour is for terminals, and NO_COLOR and --no-color are obeyed", async () => {
    const coloured = (answer: { stdout: string }) => answer.stdout.includes("\u001b[");
    expect(coloured(await place.gworld("config show -e qa"))).toBe(false);
    expect(coloured(await place.gworld("config show -e qa", { columns: 100 }))).toBe(true);
    expect(coloured(await place.gworld("config show -e qa --no-color", { columns: 100 }))).toBe(false);
    expect(coloured(await place.gworld("config show -e qa", { columns: 100, env: { NO_COLOR: "1" } }))).toBe(false);
    expect(coloured(await place.gworld("config show -e qa", { env: { FORCE_COLOR: "1" } }))).toBe(true);
  });
});

test("an approval with nobody to ask is refused, and the flag is named", async () => {
  const { code, stderr, stdout } = await place.gworld("local reset");
  expect({ code, stdout }).toEqual({ code: 12, stdout: "" });
  expect(stderr).toContain("--yes");
});

test("a signal that came before the command began ends it", async () => {
  for (const json of [[], ["--json"]]) {
    const line = ["config", "show", "-e", "qa", ...json];
    const { code, stdout, stderr } = await place.gworld(line, { signal: AbortSignal.abort() });
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toContain("Interrupted.");
  }
});

test("what a hint says to type names the environment that was meant", async () => {
  const { code, stderr } = await place.gworld("deploy --yes --detach --deadline 5m --json -e local");
  expect(code).toBe(2);
  expect(JSON.parse(stderr)).toMatchObject({
    error: {
      hint: "Choose one of them: gworld deploy --env local --detach, or gworld deploy --env local --deadline 5m",
    },
  });
});
