import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { ECS } from "@aws-sdk/client-ecs";
import { expect, onTestFinished, test } from "vitest";
import { serveCloud } from "../../src/local/cloud.ts";
import { folder } from "./serving.ts";

const image = "public.ecr.aws/docker/library/node:24.11.0-alpine3.22";
const place = { cluster: "c", service: "app" };

test("an alarm of CloudWatch rolls back the deployment of a service, and is ignored by the next while it lasts", async () => {
  const cloud = await serveCloud({ dir: folder() });
  onTestFinished(() => cloud.stop());
  const settings = {
    endpoint: cloud.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  };
  const ecs = new ECS(settings);
  const cloudwatch = new CloudWatch(settings);
  const register = (healthCheck?: { command: string[]; startPeriod: number }) =>
    ecs.registerTaskDefinition({
      family: "app",
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      containerDefinitions: [
        {
          name: "app",
          image,
          command: ["node", "-e", "setInterval(() => {}, 1000)"],
          ...(healthCheck && { healthCheck }),
        },
      ],
    });
  const newest = async () => {
    const { serviceDeployments: [first] = [] } = await ecs.listServiceDeployments(place);
    const arns = [first?.serviceDeploymentArn ?? ""];
    const { serviceDeployments: [found] = [] } = await ecs.describeServiceDeployments({ serviceDeploymentArns: arns });
    return [found?.status, found?.alarms?.status, found?.alarms?.triggeredAlarmNames];
  };
  const becomes = async (...wanted: readonly unknown[]) => {
    await expect.poll(newest, { timeout: 20_000 }).toEqual(wanted);
  };

  await cloudwatch.putMetricAlarm({
    AlarmName: "errors",
    Namespace: "test",
    MetricName: "errors",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    TreatMissingData: "ignore",
    ComparisonOperator: "GreaterThanThreshold",
  });
  await ecs.createCluster({ clusterName: "c" });
  await register();
  await ecs.createService({
    cluster: "c",
    serviceName: "app",
    taskDefinition: "app",
    desiredCount: 1,
    networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
    deploymentConfiguration: { alarms: { alarmNames: ["errors"], enable: true, rollback: true } },
  });
  await becomes("SUCCESSFUL", "MONITORING_COMPLETE", []);
  await register({ command: ["CMD-SHELL", "exit 1"], startPeriod: 300 });
  await ecs.updateService({ ...place, taskDefinition: "app" });
  await becomes("IN_PROGRESS", "MONITORING", []);
  await cloudwatch.setAlarmState({ AlarmName: "errors", StateValue: "ALARM", StateReason: "test" });
  await becomes("ROLLBACK_SUCCESSFUL", "TRIGGERED", ["errors"]);
  await ecs.updateService({ ...place, forceNewDeployment: true });
  await becomes("SUCCESSFUL", "DISABLED", []);
  ecs.destroy();
  cloudwatch.destroy();
});
