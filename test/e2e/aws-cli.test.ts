import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stackParts } from "../../src/model/graph.ts";
import { serviceNames } from "../../src/model/environment.ts";
import { onPath } from "./on-path.ts";
import { workplace, type Workplace } from "./gworld.ts";

const present = onPath("aws");

describe.skipIf(!present)(`the AWS CLI sees the same world as gworld${present ? "" : " (no aws on the PATH)"}`, () => {
  let place: Workplace;
  let env: Record<string, string>;

  const aws = async (...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await place.other("aws", ["--output", "json", ...args], env);
    if (code !== 0) throw new Error(`aws ${args.join(" ")} ended with ${code}: ${stderr}`);
    return stdout.trim() === "" ? undefined : JSON.parse(stdout);
  };

  beforeAll(async () => {
    place = await workplace();
    await place.json(["deploy", "--env", "local", "--yes"]);
    const exports = await place.run(["local", "env"]);
    env = Object.fromEntries(
      [...exports.stdout.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, key = "", value = ""]) => [key, value]),
    );
    env = { ...env, AWS_PAGER: "" };
  });
  afterAll(() => place.remove());

  test("stacks and their events", async () => {
    const described = await aws("cloudformation", "describe-stacks");
    const names = ["gworld-bootstrap", ...stackParts.map((part) => `gworld-local-${part}`)];
    expect(described).toMatchObject({
      Stacks: expect.arrayContaining(
        names.map((StackName) => expect.objectContaining({ StackName, StackStatus: "CREATE_COMPLETE" })),
      ),
    });
    const events = await aws("cloudformation", "describe-stack-events", "--stack-name", "gworld-local-compute");
    expect(events).toMatchObject({
      StackEvents: expect.arrayContaining([
        expect.objectContaining({ ResourceType: "AWS::ECS::Service", ResourceStatus: "CREATE_COMPLETE" }),
      ]),
    });
  });

  test("tables and items", async () => {
    const outputs = await place.json(["resources", "--type", "AWS::DynamoDB::Table", "--env", "local"]);
    const tables = await aws("dynamodb", "list-tables");
    expect(outputs).toMatchObject({ resources: expect.objectContaining({ length: 6 }) });
    expect(tables).toMatchObject({ TableNames: expect.arrayContaining(["gworld-state"]) });
    const world = /"([^"]*worlds)"/i.exec(JSON.stringify(tables))?.[1] ?? "";
    expect(await aws("dynamodb", "describe-table", "--table-name", world)).toMatchObject({
      Table: { TableStatus: "ACTIVE", KeySchema: [{ AttributeName: "worldId", KeyType: "HASH" }] },
    });
    await aws("dynamodb", "put-item", "--table-name", world, "--item", '{"worldId":{"S":"w-1"},"tick":{"N":"42"}}');
    expect(
      await aws(
        "dynamodb",
        "query",
        "--table-name",
        world,
        "--key-condition-expression",
        "worldId = :w",
        "--expression-attribute-values",
        '{":w":{"S":"w-1"}}',
      ),
    ).toMatchObject({ Items: [{ worldId: { S: "w-1" }, tick: { N: "42" } }] });
  });

  test("services, tasks and their logs", async () => {
    expect(
      await aws("ecs", "describe-services", "--cluster", "gworld-local", "--services", ...serviceNames),
    ).toMatchObject({
      services: serviceNames.map((serviceName) => ({ serviceName, runningCount: 1, desiredCount: 1 })),
    });
    const tasks = await aws("ecs", "list-tasks", "--cluster", "gworld-local");
    expect(tasks).toMatchObject({ taskArns: { length: 3 } });
    const events = await aws("logs", "filter-log-events", "--log-group-name", "/gworld/local/agent-runtime");
    expect(events).toMatchObject({
      events: expect.arrayContaining([expect.objectContaining({ message: expect.stringContaining('"svc"') })]),
    });
  });

  test("buckets and objects", async () => {
    const buckets = await aws("s3api", "list-buckets");
    const snapshots = /"Name":"([^"]*snapshots[^"]*)"/.exec(JSON.stringify(buckets))?.[1] ?? "";
    await writeFile(join(place.dir, "chunk"), "worlds are made of this\n");
    await aws("s3api", "put-object", "--bucket", snapshots, "--key", "worlds/w-1/chunk", "--body", "chunk");
    await aws("s3api", "get-object", "--bucket", snapshots, "--key", "worlds/w-1/chunk", "copy");
    expect((await place.other("cmp", ["chunk", "copy"])).code).toBe(0);
  });

  test("who we are", async () => {
    expect(await aws("sts", "get-caller-identity")).toMatchObject({ Account: "000000000000" });
    expect(await place.json(["whoami", "--env", "local"])).toMatchObject({ account: "000000000000" });
  });
});
