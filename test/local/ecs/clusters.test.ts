import { describe, expect, test } from "vitest";
import { list } from "../../../src/local/json.ts";
import { definition, ecs, network } from "./ecs-world.ts";

describe("a cluster", () => {
  test("tells of no configuration where none was given, and of the one it has", async () => {
    const { call } = await ecs();
    const described = async () => list(await call("DescribeClusters", { clusters: ["c"] }), "clusters")[0];
    expect(await call("CreateCluster", { clusterName: "d" })).not.toHaveProperty("cluster.configuration");
    expect(await described()).not.toHaveProperty("configuration");
    const configuration = { executeCommandConfiguration: { logging: "DEFAULT" } };
    await call("UpdateCluster", { cluster: "c", configuration });
    expect(await described()).toMatchObject({ configuration });
    await call("UpdateClusterSettings", { cluster: "c", settings: [{ name: "containerInsights", value: "enabled" }] });
    expect(await described()).toMatchObject({ configuration });
  });

  test("is not deleted while it has services, nor while it has tasks", async () => {
    const { call, create, settle } = await ecs();
    await create();
    await expect(call("DeleteCluster", { cluster: "c" })).rejects.toMatchObject({
      code: "ClusterContainsServicesException",
      message: "The Cluster cannot be deleted while Services are active.",
    });
    await call("DeleteService", { cluster: "c", service: "app", force: true });
    await settle();
    await call("RegisterTaskDefinition", definition());
    await call("RunTask", { cluster: "c", taskDefinition: "app", networkConfiguration: network });
    await settle();
    await expect(call("DeleteCluster", { cluster: "c" })).rejects.toMatchObject({
      code: "ClusterContainsTasksException",
      message: "The Cluster cannot be deleted while Tasks are active.",
    });
  });
});
