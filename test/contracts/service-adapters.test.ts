import { expect, test } from "vitest";
import { cloudWatchAlarms } from "../../src/aws/alarms.ts";
import { serviceScaling } from "../../src/aws/autoscaling.ts";
import { awsClients } from "../../src/aws/clients.ts";
import { ecsServices } from "../../src/aws/ecs.ts";
import { cloudWatchLogs } from "../../src/aws/logs.ts";
import { dynamoTables } from "../../src/aws/tables.ts";
import { elbTargets } from "../../src/aws/targets.ts";
import { contract } from "./endpoints.ts";

contract("the ports of services, scaling, logs and what is verified", (_endpoint, config) => {
  const connect = () => awsClients(config());

  test("an environment that is not deployed is empty, not an error", async () => {
    const clients = connect();
    expect(await ecsServices(clients, "absent").list()).toEqual([]);
    expect(await serviceScaling(clients, "absent").targets()).toEqual([]);
    await expect(cloudWatchLogs(clients).page({ group: "/gworld/absent/x", from: 1 })).rejects.toMatchObject({
      code: "notFound",
    });
  });

  test("a service is listed with its image, scaled, and bounded", async () => {
    const clients = connect();
    const ecs = await clients.ecs();
    await ecs.createCluster({ clusterName: "gworld-listed" });
    await ecs.registerTaskDefinition({
      family: "gworld-listed-agent-runtime",
      cpu: "256",
      memory: "512",
      containerDefinitions: [
        { name: "proxy", image: "envoy:1", memory: 64 },
        { name: "app", image: "node:24", memory: 256 },
      ],
    });
    await ecs.createService({
      cluster: "gworld-listed",
      serviceName: "agent-runtime",
      taskDefinition: "gworld-listed-agent-runtime",
      desiredCount: 0,
    });
    const services = ecsServices(clients, "listed");
    expect(await services.list()).toMatchObject([{ name: "agent-runtime", desiredCount: 0, image: "node:24" }]);
    await services.setDesiredCount("agent-runtime", 0);
    expect(await services.stoppedTasks("agent-runtime")).toEqual([]);
    const scaling = serviceScaling(clients, "listed");
    await scaling.setBounds({ service: "agent-runtime", minCapacity: 0, maxCapacity: 3 });
    expect(await scaling.targets()).toEqual([{ service: "agent-runtime", minCapacity: 0, maxCapacity: 3 }]);
  });

  test("a table is described by its keys, one that is not there as none", async () => {
    const clients = connect();
    const dynamo = await clients.dynamoDb();
    const key = (pk: string) => [{ AttributeName: pk, KeyType: "HASH" as const }];
    await dynamo.createTable({
      TableName: "gworld-listed-Worlds",
      AttributeDefinitions: [
        { AttributeName: "worldId", AttributeType: "S" },
        { AttributeName: "turn", AttributeType: "N" },
      ],
      KeySchema: [...key("worldId"), { AttributeName: "turn", KeyType: "RANGE" }],
      GlobalSecondaryIndexes: [
        { IndexName: "byTurn", KeySchema: key("turn"), Projection: { ProjectionType: "KEYS_ONLY" } },
      ],
      BillingMode: "PAY_PER_REQUEST",
    });
    const tables = dynamoTables(clients);
    const turn = { name: "turn", type: "N" };
    expect(await tables.describe("gworld-listed-Worlds")).toMatchObject({
      name: "gworld-listed-Worlds",
      status: expect.stringMatching(/^(?:ACTIVE|CREATING)$/),
      key: [
        { name: "worldId", role: "HASH", type: "S" },
        { ...turn, role: "RANGE" },
      ],
      indexes: [
        { name: "byTurn", key: [{ ...turn, role: "HASH" }], projection: { type: "KEYS_ONLY", attributes: [] } },
      ],
      capacity: undefined,
    });
    expect(await tables.describe("gworld-listed-Agents")).toBeUndefined();
  });

  test("an alarm is told by its state, one that is not there is left out", async () => {
    const clients = connect();
    await (
      await clients.cloudWatch()
    ).putMetricAlarm({
      AlarmName: "gworld-listed-Errors",
      ComparisonOperator: "GreaterThanThreshold",
      EvaluationPeriods: 1,
      Namespace: "gworld",
      MetricName: "Errors",
      Period: 60,
      Statistic: "Sum",
      Threshold: 1,
    });
    const states = await cloudWatchAlarms(clients).states(["gworld-listed-Errors", "gworld-listed-None"]);
    expect(states.map((alarm) => alarm.name)).toEqual(["gworld-listed-Errors"]);
    expect(["OK", "INSUFFICIENT_DATA"]).toContain(states[0]?.state);
  });

  test("a target group that is not there is AWS's no", async () => {
    const clients = connect();
    const arn = `arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/none/0123456789abcdef`;
    await expect(elbTargets(clients).health(arn)).rejects.toMatchObject({
      awsCode: expect.stringMatching(/^TargetGroupNotFound/),
    });
  });

  test("every event of a range comes once, in time order over all streams", async () => {
    const clients = connect();
    const client = await clients.logs();
    const group = "/gworld/listed/agent-runtime";
    const start = Date.now() - 60_000;
    await client.createLogGroup({ logGroupName: group });
    for (const task of ["a", "b"]) {
      const logStreamName = `agent-runtime/app/${task}`;
      await client.createLogStream({ logGroupName: group, logStreamName });
      const logEvents = Array.from({ length: 6_000 }, (_, index) => ({ timestamp: start + index, message: task }));
      await client.putLogEvents({ logGroupName: group, logStreamName, logEvents });
    }
    const logs = cloudWatchLogs(clients);
    const found: { id: string; timestamp: number }[] = [];
    for await (const events of logs.events({ group, from: start, to: start + 10_000 })) found.push(...events);
    expect(new Set(found.map(({ id }) => id)).size).toBe(12_000);
    expect(found.map(({ timestamp }) => timestamp)).toEqual(
      found.map(({ timestamp }) => timestamp).toSorted((one, other) => one - other),
    );
    expect((await logs.groups("/gworld/listed/")).map(({ name }) => name)).toEqual([group]);
  });
});
