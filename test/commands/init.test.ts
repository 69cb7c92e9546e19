import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { init } from "../../src/commands/init.ts";
import { loadConfig } from "../../src/model/config/load.ts";
import { resolveEnvironment } from "../../src/model/config/resolve.ts";
import { fakeContext, type FakeContextOptions } from "../fakes/context.ts";

async function run(argv: readonly string[], options: FakeContextOptions = {}) {
  const { context, io, files } = fakeContext(options);
  const code = await init.run(parseArguments(init, argv), context);
  return { code, io, text: files.get("gworld.yaml") ?? "" };
}

const everything = (
  "--project world --environments dev,prod --account prod=222222222222 --github o/n --domain world.example.com" +
  " --hosted-zone Z1 --alarm-email ops@example.com --yes"
).split(" ");
const accounts = { account: async () => "111111111111" };

test("--yes writes just what differs from the presets, and asks nobody", async () => {
  const { io, text } = await run(["--yes"], { surroundings: { ...accounts, folder: "gworld" } });
  expect(text).toBe(`# What gworld deploys. What is not said here comes from presets: gworld config show --env dev
# gworld help configuration explains every key.

environments:
  dev: # small; its data goes with it
    # account: "123456789012" has credentials of any other account refused
  staging: # as prod, but smaller; its data stays
    # account: "123456789012" has credentials of any other account refused
  prod: # verbs that destroy also want --confirm prod
    # account: "123456789012" has credentials of any other account refused
`);
  expect(io.results).toEqual([{ file: "gworld.yaml", environments: ["dev", "staging", "prod"] }]);
  expect(io.questions).toEqual([]);
});

test("flags say each answer, and what is written means just that", async () => {
  const { text } = await run(everything, { surroundings: { region: "eu-west-1" } });
  const config = (name: string) => resolveEnvironment(loadConfig(text, "gworld.yaml"), name).config;
  expect(config("prod")).toMatchObject({
    project: "world",
    region: "eu-west-1",
    account: "222222222222",
    alarmEmail: "ops@example.com",
    domain: { name: "world.example.com", hostedZoneId: "Z1" },
    github: { repository: "o/n" },
  });
  expect(config("dev")).toMatchObject({ domain: { name: "dev.world.example.com" } });
  expect(config("dev")).not.toHaveProperty("account");
  expect(text).not.toContain("staging");
  expect(await run(everything, { surroundings: { region: "eu-west-1" } })).toMatchObject({ text });
});

test.each([
  {
    guesses: { folder: "My Town (copy)", shellRegion: "eu-north-1", repository: "o/n.js" },
    file: { project: "my-town-copy", defaults: { region: "eu-north-1", github: { repository: "o/n.js" } } },
  },
  { guesses: { folder: "null", shellRegion: "somewhere" }, file: { project: "null" } },
  {
    guesses: { folder: "2024", repository: "123/1e5" },
    file: { defaults: { github: { repository: "123/1e5" } } },
  },
])("what is guessed from $guesses.folder is valid", async ({ guesses, file }) => {
  const { text } = await run(["--yes"], { surroundings: guesses });
  const { environments: _, ...rest } = loadConfig(text, "gworld.yaml").file;
  expect(rest).toEqual(file);
});

test("a person is asked for what no flag says, and is offered the account of the credentials", async () => {
  const { io, text } = await run(["--project", "world"], {
    answer: true,
    answers: {
      Environments: "staging,prod",
      "Account of prod": "none",
      "Domain of": "w.example.com",
      "Its hosted": "Z9",
    },
    surroundings: { ...accounts, repository: "o/n" },
  });
  expect(io.questions.map((question) => question.replace(/ \(.*/, ""))).toEqual([
    "Region",
    "Environments",
    "Account of staging",
    "Account of prod",
    "Domain of prod",
    "Its hosted zone",
    "Alarms go to",
    "GitHub repository that may deploy",
  ]);
  const { environments, defaults } = loadConfig(text, "gworld.yaml").file;
  expect(environments?.["staging"]).toEqual({
    account: "111111111111",
    domain: { name: "staging.w.example.com", hostedZoneId: "Z9" },
  });
  expect(environments?.["prod"]).not.toHaveProperty("account");
  expect(defaults).toEqual({ github: { repository: "o/n" } });
  expect(io.approvals).toEqual([{ question: "Write gworld.yaml?", approved: true }]);
});

test("a no writes nothing", async () => {
  const { context, files } = fakeContext({ answer: false });
  expect(await init.run(parseArguments(init, []), context)).toBe("refused");
  expect([...files]).toEqual([]);
});

test("without a terminal it wants --yes", async () => {
  await expect(run([])).rejects.toMatchObject({ code: "refused", hint: expect.stringContaining("--yes") });
});

test("a file that is there is named and stays; --force replaces it once that is approved", async () => {
  const files = () => new Map([["gworld.yaml", "mine"]]);
  await expect(run(["--yes"], { files: files() })).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("gworld.yaml"),
    hint: expect.stringContaining("gworld init --force"),
  });
  await expect(run(["--force"], { files: files() })).rejects.toMatchObject({ code: "refused" });
  const asked = await run(["--force"], { files: files(), answer: false });
  expect([asked.code, asked.text, asked.io.approvals]).toEqual([
    "refused",
    "mine",
    [{ question: "Replace gworld.yaml by this?", approved: false }],
  ]);
  expect(await run(["--force", "--yes"], { files: files() })).toMatchObject({ text: expect.stringContaining("dev") });
});

test("a configuration above that no longer holds here is told", async () => {
  const { io } = await run(["--yes"], { surroundings: { found: "../gworld.yaml" } });
  expect(io.warnings).toEqual([expect.stringContaining("../gworld.yaml")]);
});

test.each([
  { argv: ["--project", "World"], says: "--project" },
  { argv: ["--environments", "qa"], says: "--environments" },
  { argv: ["--account", "dev=12"], says: "--account" },
  { argv: ["--account", "qa=123456789012"], says: "--account" },
  { argv: ["--account", "prod=123456789012", "--environments", "dev"], says: "--account names prod" },
  { argv: ["--domain", "w.example.com"], says: "--hosted-zone is needed" },
  { argv: ["--alarm-email", "nobody"], says: "--alarm-email" },
  { argv: ["--github", "name"], says: "--github" },
])("$argv is a mistake, said with its flag", async ({ argv, says }) => {
  await expect(run([...argv, "--yes"])).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining(says),
  });
});
