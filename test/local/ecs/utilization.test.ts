import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { processUsage } from "../../../src/local/process-usage.ts";
import { metricList } from "../cloudwatch/measured.ts";
import { ecs } from "./ecs-world.ts";
import { scriptedRunner } from "./scripted-runner.ts";

test("each running task of a service reports its use once a minute, in percent of what it was given", async () => {
  const { sink, take } = metricList();
  const use = { cpuSeconds: 0, residentBytes: 128 * 2 ** 20 };
  const runner = { ...scriptedRunner(), usage: () => use };
  const { call, settle } = await ecs({ needs: { metrics: sink, runner } });
  await settle(20_000);
  const definition = { family: "app", cpu: "256", memory: "512", networkMode: "awsvpc" };
  const containerDefinitions = [
    { name: "app", image: "public.ecr.aws/docker/library/node:24.11.0-alpine3.22", command: ["node", "-e", "1"] },
  ];
  await call("RegisterTaskDefinition", { ...definition, containerDefinitions });
  const networkConfiguration = { awsvpcConfiguration: { subnets: ["subnet-1"] } };
  await call("CreateService", {
    cluster: "c",
    serviceName: "app",
    taskDefinition: "app",
    desiredCount: 2,
    networkConfiguration,
  });
  await settle();
  // Three of the thirty seconds that the task has been running, of a quarter of a core: forty percent.
  use.cpuSeconds = 3;
  await settle(30_000);
  const both = ["AWS/ECS/CPUUtilization{c,app} 40", "AWS/ECS/MemoryUtilization{c,app} 25"];
  expect(take()).toEqual([...both, ...both]);
  await settle(60_000);
  expect(take()).toContain("AWS/ECS/CPUUtilization{c,app} 0");
  await call("UpdateService", { cluster: "c", service: "app", desiredCount: 0 });
  await settle(60_000);
  expect(take()).toEqual([]);
});

test.skipIf(process.platform === "win32")("a process is measured by what the system tells of it", async () => {
  const child = spawn(process.execPath, [
    "-e",
    "for(const end=Date.now()+300;Date.now()<end;);console.log(1);setInterval(()=>{},1e4)",
  ]);
  onTestFinished(() => void child.kill());
  await once(child.stdout, "data");
  const use = processUsage(child.pid ?? 0);
  expect(use?.cpuSeconds).toBeGreaterThan(0);
  expect(use?.residentBytes).toBeGreaterThan(2 ** 20);
  child.kill();
  await once(child, "exit");
  expect(processUsage(child.pid ?? 0)).toBeUndefined();
});
