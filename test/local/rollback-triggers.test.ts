import { CloudFormation, waitUntilStackCreateComplete } from "@aws-sdk/client-cloudformation";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveCloud } from "../../src/local/cloud.ts";
import type { Serving } from "../../src/local/server.ts";
import { tempFolder } from "./serving.ts";

const home = tempFolder();
let cloud: Serving;
beforeAll(async () => {
  cloud = await serveCloud({ dir: home.dir });
});
afterAll(async () => {
  await cloud.stop();
  home.remove();
});

const alarm = {
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    AlarmName: "errors",
    Namespace: "test",
    MetricName: "errors",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    TreatMissingData: "ignore",
    Threshold: 1,
    ComparisonOperator: "GreaterThanThreshold",
  },
};
const topic = { Type: "AWS::SNS::Topic" };

test("a stack goes back for an alarm that another stack has made, as soon as that is in ALARM", async () => {
  const settings = {
    endpoint: cloud.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  };
  const cloudformation = new CloudFormation(settings);
  const cloudwatch = new CloudWatch(settings);
  const wait = { client: cloudformation, maxWaitTime: 20, minDelay: 0.05, maxDelay: 0.1 };
  const create = (StackName: string, resources: object, more = {}) =>
    cloudformation.createStack({ StackName, TemplateBody: JSON.stringify({ Resources: resources }), ...more });
  await create("watch", { Errors: alarm });
  await waitUntilStackCreateComplete(wait, { StackName: "watch" });
  const { MetricAlarms: [made] = [] } = await cloudwatch.describeAlarms({ AlarmNames: ["errors"] });
  expect(made).toMatchObject({ StateValue: "INSUFFICIENT_DATA" });
  const RollbackTriggers = [{ Arn: made?.AlarmArn, Type: "AWS::CloudWatch::Alarm" }];
  await create("good", { T: topic }, { RollbackConfiguration: { RollbackTriggers } });
  await waitUntilStackCreateComplete(wait, { StackName: "good" });
  await cloudwatch.setAlarmState({ AlarmName: "errors", StateValue: "ALARM", StateReason: "test" });
  await create("bad", { T: topic }, { RollbackConfiguration: { RollbackTriggers } });
  const status = async () => (await cloudformation.describeStacks({ StackName: "bad" })).Stacks?.[0]?.StackStatus;
  await expect.poll(status, { timeout: 20_000 }).toBe("ROLLBACK_COMPLETE");
  const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName: "bad" });
  expect(StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason ?? "").join()).toContain(
    `Rollback trigger ${made?.AlarmArn} is in ALARM state.`,
  );
  cloudformation.destroy();
  cloudwatch.destroy();
});
