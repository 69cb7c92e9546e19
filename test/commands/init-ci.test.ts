import { expect, test } from "vitest";
import { parse } from "yaml";
import { configOf, templateOf } from "../templates/synthesized.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import { route } from "../../src/cli/route.ts";
import { commands } from "../../src/commands/index.ts";
import { init } from "../../src/commands/init.ts";
import { loadConfig } from "../../src/model/config/load.ts";
import { isRecord, listOf, recordAt, textAt } from "../../src/model/json.ts";
import { fakeContext, type FakeContextOptions } from "../fakes/context.ts";

const configText = `
defaults: { region: eu-west-1, github: { repository: o/n } }
environments:
  prod: { account: "333333333333" }
  qa: { preset: staging, account: "222222222222", region: cn-north-1 }
  dev: { account: "111111111111" }
  staging:
`;
const there = { configText, surroundings: { found: "gworld.yaml" } };
const file = ".github/workflows/gworld.yaml";

async function run(argv: readonly string[], options: FakeContextOptions = there) {
  const { context, io, files } = fakeContext(options);
  const code = await init.run(parseArguments(init, ["--ci", "github", ...argv]), context);
  return { code, io, files, text: files.get(file) ?? "" };
}

const workflow = async (options?: FakeContextOptions): Promise<unknown> => parse((await run(["--yes"], options)).text);
const jobs = async (options?: FakeContextOptions) => recordAt(await workflow(options), "jobs");
const steps = (job: unknown) => listOf(isRecord(job) ? job["steps"] : []);
const role = (job: unknown) => steps(job).flatMap((step) => textAt(recordAt(step, "with"), "role-to-assume") ?? [])[0];
const commandsOf = (job: unknown) => steps(job).flatMap((step) => textAt(step, "run") ?? []);

test("pull requests are planned and pushes to the default branch deployed, with no right a job does not name", async () => {
  expect(await workflow({ ...there, surroundings: { found: "gworld.yaml", branch: "trunk" } })).toMatchObject({
    on: { pull_request: null, push: { branches: ["trunk"] } },
    permissions: {},
  });
  for (const job of Object.values(await jobs()))
    expect(job).toMatchObject({ permissions: { contents: "read", "id-token": "write" } });
});

const isPlan = ([name]: readonly [string, unknown]) => name.startsWith("plan-");

test("a protected environment is planned with its deployment's role, when it is its turn and before that is approved", async () => {
  const all = await jobs();
  expect(all["plan-prod"]).toMatchObject({
    if: "github.event_name == 'push'",
    needs: ["deploy-qa"],
    environment: "prod",
  });
  expect(role(all["plan-prod"])).toBe(role(all["deploy-prod"]));
  expect(commandsOf(all["plan-prod"]).at(-1)).toBe("npx --no -- gworld diff --env prod");
  expect((await run(["--yes"])).text).toContain("# prod is protected: plan-prod tells what deploy-prod would do.");
});

test("no job takes the role that deploys but in the GitHub environment that it trusts, and the workflow says so", async () => {
  const deploying = Object.values(await jobs()).filter((job) => role(job)?.endsWith("-github-deploy"));
  expect(deploying).toHaveLength(4);
  for (const job of deploying) expect(role(job)).toContain(`/gworld-${textAt(job, "environment")}-github-deploy`);
  const { text } = await run(["--yes"]);
  expect(text).toContain("# which trusts the GitHub environment prod alone, so that no job holds it unapproved.");
  expect(text).not.toContain("# qa is protected");
});

test("plans take the plan role, only for the repository's own branches, and do nothing but diff", async () => {
  // The plan role of a protected environment may not plan.
  const plans = Object.entries(await jobs()).filter((job) => isPlan(job) && job[0] !== "plan-prod");
  expect(plans.map(([name, job]) => [name, role(job)])).toEqual([
    ["plan-dev", "arn:aws:iam::111111111111:role/gworld/dev/gworld-dev-github-plan"],
    ["plan-qa", "arn:aws-cn:iam::222222222222:role/gworld/qa/gworld-qa-github-plan"],
  ]);
  for (const [, job] of plans) {
    expect(textAt(job, "if")).toContain(
      "event_name == 'pull_request' && github.event.pull_request.head.repo.full_name",
    );
    expect(job).not.toHaveProperty("environment");
    expect(commandsOf(job).filter((line) => line.includes("gworld"))).toEqual([expect.stringContaining("gworld diff")]);
  }
});

test("deployments go from dev to prod, each in the GitHub environment that its role trusts, one at a time", async () => {
  const deployments = Object.entries(await jobs()).filter(([name]) => name.startsWith("deploy-"));
  expect(deployments.map(([, job]) => [textAt(job, "environment"), isRecord(job) && job["needs"], role(job)])).toEqual([
    ["dev", undefined, "arn:aws:iam::111111111111:role/gworld/dev/gworld-dev-github-deploy"],
    ["qa", ["deploy-dev"], "arn:aws-cn:iam::222222222222:role/gworld/qa/gworld-qa-github-deploy"],
    ["prod", ["plan-prod"], "arn:aws:iam::333333333333:role/gworld/prod/gworld-prod-github-deploy"],
  ]);
  for (const [, job] of deployments)
    expect(job).toMatchObject({
      if: "github.event_name == 'push'",
      concurrency: { group: `gworld-${textAt(job, "environment")}`, "cancel-in-progress": false },
    });
});

test("every command of gworld in it is one, and every action has a version", async () => {
  const all = Object.values(await jobs());
  const lines = all.flatMap(commandsOf).flatMap((line) => /^npx --no -- gworld (.*)$/.exec(line)?.[1] ?? []);
  expect(lines).toHaveLength(6);
  for (const line of lines) {
    const found = route(commands, line.split(" "));
    if (found.kind !== "run") throw new Error(`${line} runs nothing`);
    expect(() => parseArguments(found.command, found.argv)).not.toThrow();
  }
  for (const step of all.flatMap(steps)) expect(textAt(step, "uses") ?? "x@v1").toMatch(/@v\d+$/);
});

test("the roles of the workflow are those that the security stack makes, for the subjects that it has", async () => {
  const all = await jobs();
  const { Resources } = templateOf(configOf("dev", { github: { repository: "o/n" } }), "security");
  const trusted = Object.values(recordAt({ Resources }, "Resources")).flatMap((resource) => {
    const properties = recordAt(resource, "Properties");
    const subject = /"token.actions.githubusercontent.com:sub":"([^"]+)"/.exec(JSON.stringify(properties))?.[1];
    const name = `${textAt(properties, "Path")}${textAt(properties, "RoleName")}`;
    return subject === undefined ? [] : [[`arn:aws:iam::111111111111:role${name}`, subject]];
  });
  expect(trusted).toEqual([
    [role(all["plan-dev"]), "repo:o/n:pull_request"],
    [role(all["deploy-dev"]), `repo:o/n:environment:${textAt(all["deploy-dev"], "environment")}`],
  ]);
});

test("what a workflow cannot deploy is told, and the rest of it is written", async () => {
  const { io, files } = await run(["--yes"]);
  expect(io.warnings).toEqual([expect.stringMatching(/staging.*environments\.staging\.account/)]);
  expect(io.results).toEqual([{ file: "gworld.yaml", environments: ["dev", "qa", "prod"], files: [file] }]);
  expect([...files.keys()]).toEqual([file]);
  expect(io.stdout()).toMatch(/By hand:\n +1\. Once in each account \(111111111111, 222222222222, 333333333333\)/);
});

test("without a configuration both are written, and fit each other", async () => {
  const options = { surroundings: { repository: "o/n", root: "../..", within: () => "infra/world" } };
  const { io, files } = await run(["--yes", "--account", "dev=111111111111"], options);
  const path = `../../${file}`;
  expect([...files.keys()]).toEqual(["gworld.yaml", path]);
  expect(io.results).toMatchObject([{ environments: ["dev", "staging", "prod"], files: ["gworld.yaml", path] }]);
  expect(Object.keys(loadConfig(files.get("gworld.yaml") ?? "", "").file.environments ?? {})).toHaveLength(3);
  expect(parse(files.get(path) ?? "")).toMatchObject({
    defaults: { run: { "working-directory": "infra/world" } },
    jobs: { "plan-dev": {}, "deploy-dev": {} },
  });
});

test("a workflow that is there stays, but for --force; a configuration that is there always stays", async () => {
  const files = () => new Map([[file, "mine"]]);
  await expect(run(["--yes"], { ...there, files: files() })).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining(file),
  });
  expect([...(await run(["--yes", "--force"], { ...there, files: files() })).files.keys()]).toEqual([file]);
  await expect(run(["--yes", "--project", "x"])).rejects.toMatchObject({ code: "usage" });
  await expect(run([])).rejects.toMatchObject({ code: "refused", hint: expect.stringContaining("--yes") });
});

test.each([
  { what: "no account", text: "environments:\n  dev: { github: { repository: o/n } }\n", says: /dev.*account/ },
  {
    what: "no repository",
    text: 'environments:\n  dev: { account: "111111111111" }\n',
    says: /dev.*github\.repository/,
  },
])("with $what there is nothing to deploy, and it says what to write", async ({ text, says }) => {
  await expect(run(["--yes"], { ...there, configText: text })).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(says),
  });
});
