import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsClients } from "../../src/aws/clients.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { stackParts } from "../../src/model/graph.ts";
import { serviceNames } from "../../src/model/environment.ts";
import { awsVariables, changes, localStatus, namesOf } from "./answers.ts";
import { lineOf, workplace, type Workplace } from "./gworld.ts";

let place: Workplace;
beforeAll(async () => {
  place = await workplace();
});
afterAll(() => place.remove());

const running = (count: number) => ({
  desiredCount: count,
  runningCount: count,
  pendingCount: 0,
  rolloutState: "COMPLETED",
});

describe.sequential("a fresh machine, from the first deploy to the last destroy", () => {
  test("deploy bootstraps by itself and ends with seven stacks and three running services", async () => {
    const deployed = await place.json(["deploy", "--env", "local", "--yes"]);
    expect(deployed).toMatchObject({
      env: "local",
      result: "deployed",
      stacks: stackParts.map((part) => ({ name: `gworld-local-${part}`, action: "create", status: "CREATE_COMPLETE" })),
    });
    const status = await place.json(["status", "--env", "local"]);
    expect(status).toMatchObject({
      env: "local",
      stacks: stackParts.map((part) => ({ name: `gworld-local-${part}`, status: "CREATE_COMPLETE" })),
      services: serviceNames.map((name) => ({ name, ...running(1) })),
    });
  });

  test("a second deploy changes nothing and makes no change set", async () => {
    expect(await place.json(["deploy", "--env", "local", "--yes"])).toMatchObject({ result: "unchanged" });
    expect(await place.json(["diff", "--env", "local"])).toMatchObject({
      stacks: stackParts.map((part) => ({ name: `gworld-local-${part}`, action: "unchanged", changes: [] })),
    });
  });

  test("what was deployed is verified and as declared, and what was changed beside it is found", async () => {
    const verified = await place.json(["verify", "--env", "local"]);
    expect(verified).toMatchObject({
      checks: expect.arrayContaining([
        { name: "service agent-runtime", status: "ok", message: expect.stringContaining("1 of 1 tasks run") },
        { name: "targets agent-runtime", status: "ok", message: "1 of 1 targets are healthy" },
        { name: "tables", status: "ok", message: "6 tables are ACTIVE" },
        expect.objectContaining({ name: "rest", status: "skipped" }),
        { name: "alarms", status: "ok", message: expect.stringMatching(/^none of \d+ alarms is in ALARM$/) },
      ]),
    });
    const { endpoint } = await localStatus(place);
    const logs = awsClients({ region: "us-east-1", endpoint, credentials: localCredentials }).logs();
    const logGroupName = "/gworld/local/agent-runtime";
    await (await logs).putRetentionPolicy({ logGroupName, retentionInDays: 90 });
    const drifted = await place.run(["drift", "--env", "local", "--exit-code", "--json"]);
    expect(drifted.code).toBe(3);
    expect(JSON.parse(drifted.stdout)).toMatchObject({
      resources: [
        {
          stack: "gworld-local-compute",
          logicalId: "AgentRuntimeLogGroup",
          status: "MODIFIED",
          differences: [{ property: "/RetentionInDays", declared: "7", live: "90" }],
        },
      ],
    });
    await (await logs).putRetentionPolicy({ logGroupName, retentionInDays: 7 });
  });

  test("a changed size changes the service and its task definition, and nothing else", async () => {
    await writeFile(
      join(place.dir, "gworld.yaml"),
      "environments:\n  local:\n    services:\n      agent-runtime:\n        memory: 1024\n",
    );
    const diff = await place.json(["diff", "--env", "local", "--out", "plan.json"]);
    expect(diff).toMatchObject({
      stacks: [{}, {}, {}, { name: "gworld-local-compute", action: "update" }, {}, {}, {}],
    });
    const types = changes(diff).map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(["AWS::ECS::TaskDefinition", "AWS::ECS::Service"]));
    expect(await place.run(["diff", "--env", "local", "--exit-code"])).toMatchObject({ code: 3 });
    expect(await place.json(["deploy", "--env", "local", "--plan", "plan.json"])).toMatchObject({ result: "deployed" });
    expect(await place.run(["diff", "--env", "local", "--exit-code"])).toMatchObject({ code: 0 });
  });

  test("scale runs three processes, and the log of each is followed", async () => {
    await place.json(["scale", "agent-runtime", "--count", "3", "--env", "local", "--yes"]);
    const status = await place.json(["status", "--env", "local"]);
    expect(status).toMatchObject({ services: [{}, { name: "agent-runtime", ...running(3) }, {}] });
    const follow = place.start(["logs", "agent-runtime", "-f", "--json", "--env", "local"]);
    const tasks = new Set<string>();
    const enough = await lineOf(follow, (line) => {
      const event: unknown = JSON.parse(line);
      if (typeof event === "object" && event !== null && "task" in event) tasks.add(String(event.task));
      return tasks.size === 3;
    });
    expect(enough).toBeDefined();
    const ended = new Promise((done) => follow.once("exit", done));
    follow.kill("SIGINT");
    expect(await ended).toBe(0);
  });

  test("logs are seen in context, by kind and by time, and saved", async () => {
    const one = ["logs", "--env", "local", "--since", "1h", "--level", "info"];
    expect(await place.json([...one, "--histogram"])).toMatchObject({ stepMs: 300_000 });
    const errors = await place.json([...one, "--errors"]);
    expect(errors).toMatchObject({ deployedAt: expect.any(Number), rest: { clusters: 0, lines: 0 } });
    expect(JSON.stringify(errors)).toContain("listening on port <*>");
    const shown = await place.run([...one, "--grep", "listening", "-A", "1", "--save", "saved.ndjson"]);
    expect(shown.stdout).toMatch(/^> .* listening on port \d+ .*\n {2}/m);
    const saved = (await readFile(join(place.dir, "saved.ndjson"), "utf8")).trim().split("\n");
    expect(saved.map((line) => JSON.parse(line).match)).toContain(false);
    expect(await place.run([...one, "--save", "saved.ndjson"])).toMatchObject({ code: 2 });
  });

  test("a failing resource rolls back, its cause is told, and the next deploy succeeds", async () => {
    const { endpoint } = await localStatus(place);
    await fetch(`${endpoint}/_gworld/faults`, {
      method: "POST",
      body: JSON.stringify({
        type: "AWS::ECS::TaskDefinition",
        action: "create",
        reason: "Fargate is out of luck",
        times: 1,
      }),
    });
    await writeFile(
      join(place.dir, "gworld.yaml"),
      "environments:\n  local:\n    services:\n      agent-runtime:\n        memory: 2048\n",
    );
    const failed = await place.run(["deploy", "--env", "local", "--yes"]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("Fargate is out of luck");
    expect(await place.json(["status", "--env", "local"])).toMatchObject({
      stacks: [{}, {}, {}, { name: "gworld-local-compute", status: "UPDATE_ROLLBACK_COMPLETE" }, {}, {}, {}],
    });
    expect(await place.json(["deploy", "--env", "local", "--yes"])).toMatchObject({ result: "deployed" });
  });

  test("rollback goes back, history tells and proves all of it, and doctor finds nothing to mend", async () => {
    const back = { result: "deployed", revision: 5, backTo: 2 };
    expect(await place.json(["rollback", "--env", "local", "--yes"])).toMatchObject(back);
    await writeFile(
      join(place.dir, "gworld.yaml"),
      "environments:\n  local:\n    services:\n      agent-runtime:\n        memory: 1024\n",
    );
    expect(await place.json(["deploy", "--env", "local", "--yes"])).toMatchObject({ result: "unchanged", revision: 5 });
    expect(await place.json(["history", "3", "--env", "local"])).toMatchObject({
      revisions: [{ result: "failed", cause: expect.stringContaining("Fargate is out of luck") }],
      changes: [],
      values: [],
      tried: {
        changes: [{ name: "gworld-local-compute", changes: [{ logicalId: "AgentRuntimeTaskDefinition" }] }],
        values: [{ path: "services.agent-runtime.memory", from: "1024", to: "2048" }],
      },
    });
    expect(await place.json(["history", "--verify", "--env", "local"])).toMatchObject({ result: "whole" });
    expect(await place.run(["doctor", "--env", "local"])).toMatchObject({ code: 0 });
  });

  test("dev, staging and prod are deployed side by side beside local, through an ordinary AWS endpoint", async () => {
    const env = await awsVariables(place);
    await configure(place, env);
    expect(await place.json(["bootstrap", "-e", "dev", "-y"], env)).toMatchObject({ result: "unchanged" });
    const deployed = beside.map((name) => place.json(["deploy", "-e", name, "-y"], env));
    expect(await Promise.all(deployed)).toMatchObject(beside.map((name) => ({ env: name, result: "deployed" })));
    expect(await place.json(["status", "-e", "dev"], env)).toMatchObject({
      services: serviceNames.map((name) => ({ name, ...running(1) })),
    });
    const listed = ["local", ...beside].map((name) => place.json(["resources", "-e", name], env));
    // Stages have a name within their API.
    const names = (await Promise.all(listed))
      .flatMap(namesOf)
      .filter((name) => !/^AWS::ApiGateway(?:V2)?::Stage /.test(name));
    expect(names.length).toBeGreaterThan(4 * 200);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }, 120_000);

  test("a changed dev is updated in place: only its task definition has a new revision", async () => {
    const env = await awsVariables(place);
    await configure(place, env, {
      network: { nat: "perAz", endpoints: ["sts"] },
      services: { "agent-runtime": { memory: 1024 } },
      redis: { nodes: 2, multiAz: true },
      logs: { retentionDays: 14 },
      waf: true,
      backups: true,
      budget: 9,
    });
    const replaced = changes(await place.json(["diff", "-e", "dev"], env)).filter(
      ({ action, replacement }) => action === "Remove" || replacement === "True",
    );
    expect(replaced.map(({ logicalId }) => logicalId)).toEqual(["AgentRuntimeTaskDefinition"]);
    expect(await place.json(["deploy", "-e", "dev", "-y"], env)).toMatchObject({ result: "deployed" });
    expect(await place.json(["destroy", "-e", "dev", "-y", "--with-data", "--discard-worlds"], env)).toMatchObject({
      stacks: expect.any(Array),
    });
    expect(await place.json(["status", "-e", "local"])).toMatchObject({
      services: serviceNames.map((name) => ({ name })),
    });
  }, 60_000);

  test("the local cloud killed outright comes back with its services", async () => {
    const { pid } = await localStatus(place);
    process.kill(pid, "SIGKILL");
    const status = await place.run(["status", "--env", "local", "--json"]);
    expect(status.code).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      stacks: stackParts.map((part) => ({ name: `gworld-local-${part}` })),
    });
    expect(await place.json(["deploy", "--env", "local", "--yes"])).toMatchObject({ result: "unchanged" });
  });

  test("destroy leaves nothing running", async () => {
    const destroyed = await place.run(["destroy", "--env", "local", "--yes", "--with-data", "--discard-worlds"]);
    expect(destroyed).toMatchObject({ code: 0 });
    expect(await place.run(["status", "--env", "local"])).toMatchObject({ code: 10 });
  });

  test("a table that exists is taken over with what is in it, one with another key is not", async () => {
    const { endpoint } = await localStatus(place);
    const dynamo = await awsClients({ region: "us-east-1", endpoint, credentials: localCredentials }).dynamoDb();
    const table = (TableName: string, key: string) => ({
      TableName,
      AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" as const }],
      KeySchema: [{ AttributeName: key, KeyType: "HASH" as const }],
      BillingMode: "PAY_PER_REQUEST" as const,
    });
    await dynamo.createTable(table("gworld-local-Worlds", "worldId"));
    await dynamo.createTable(table("gworld-local-Agents", "id"));
    const refused = await place.run(["import", "storage/AgentsTable=gworld-local-Agents", "-e", "local", "-y"]);
    expect(refused).toMatchObject({ code: 12, stdout: "" });
    expect(refused.stderr).toContain("its key is id (S)");
    const physicalId = "gworld-local-Worlds";
    expect(await place.json(["import", `storage/WorldsTable=${physicalId}`, "-e", "local", "-y"])).toMatchObject({
      imported: [{ stack: "gworld-local-storage", logicalId: "WorldsTable", physicalId }],
    });
    expect(await place.json(["resources", "-e", "local"])).toMatchObject({ resources: [{ physicalId }] });
  });
});

const beside = ["dev", "staging", "prod"] as const;

/** As many tasks as this machine bears. A protected environment wants its endpoint from the configuration. */
async function configure(place: Workplace, { AWS_ENDPOINT_URL: endpoint }: Record<string, string>, dev: object = {}) {
  const services = Object.fromEntries(serviceNames.map((name) => [name, { min: 1 }]));
  const local = { services: { "agent-runtime": { memory: 1024 } } };
  const environments = { local, dev, staging: { services }, prod: { endpoint, services } };
  await writeFile(join(place.dir, "gworld.yaml"), JSON.stringify({ environments }));
}
