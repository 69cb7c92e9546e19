import { expect, test } from "vitest";
import { cloudwatchPart } from "../../../src/local/cloudwatch/part.ts";
import { caller, fakeGround } from "../fake-ground.ts";
import { doneStep, providerOf, stepRequest } from "../stack-step.ts";

function stacked() {
  const part = cloudwatchPart(fakeGround(), { publish() {}, scale() {} });
  return { part, call: caller(part) };
}

const type = "AWS::CloudWatch::Alarm";
const properties = {
  Namespace: "Game",
  MetricName: "errors",
  Statistic: "Sum",
  Period: "60",
  EvaluationPeriods: 3,
  Threshold: "5",
  ComparisonOperator: "GreaterThanThreshold",
  Dimensions: [{ Name: "Service", Value: "engine" }],
  Tags: [{ Key: "use", Value: "alarms" }],
};

test("a stack's alarm is a live one: made once a token, changed in place, looked at for drift, deleted", async () => {
  const { part, call } = stacked();
  const provider = providerOf([part], type);
  const request = stepRequest(type, properties);
  const physicalId = "dev-Thing-ABC123";
  const arn = `arn:aws:cloudwatch:eu-west-1:000000000000:alarm:${physicalId}`;
  for (let retry = 0; retry < 2; retry++)
    expect(doneStep(await provider.create(request))).toEqual({ state: "done", physicalId, attributes: { Arn: arn } });
  expect(await provider.create({ ...request, token: "other" })).toMatchObject({ state: "failed" });
  expect(await call("ListTagsForResource", { ResourceARN: arn })).toMatchObject({
    Tags: expect.arrayContaining([
      { Key: "use", Value: "alarms" },
      { Key: "gworld:env", Value: "dev" },
    ]),
  });
  const changed = { ...properties, Threshold: 7, AlarmActions: ["arn:aws:sns:eu-west-1:000000000000:alarms"] };
  doneStep(await provider.update({ ...request, properties: changed, previous: properties, physicalId, token: "t2" }));
  expect(await call("DescribeAlarms")).toMatchObject({
    MetricAlarms: [{ AlarmName: physicalId, Threshold: 7, Period: 60 }],
  });
  const { Tags: _tags, ...comparable } = { ...changed, Period: 60 };
  expect(await provider.read?.({ ...request, physicalId })).toMatchObject({ properties: comparable });
  for (let retry = 0; retry < 2; retry++) doneStep(await provider.delete({ ...request, physicalId }));
  expect(await provider.read?.({ ...request, physicalId })).toBeUndefined();
});

test("what CloudWatch refuses fails the step in its words", async () => {
  const { part } = stacked();
  const wrong = stepRequest(type, { ...properties, DatapointsToAlarm: 4 });
  expect(await providerOf([part], type).create(wrong)).toMatchObject({
    state: "failed",
    reason: expect.stringContaining("DatapointsToAlarm must be at least 1 and at most EvaluationPeriods."),
  });
});

test("a stack's composite alarm follows its rule", async () => {
  const { part, call } = stacked();
  const composite = "AWS::CloudWatch::CompositeAlarm";
  doneStep(await providerOf([part], type).create(stepRequest(type, properties)));
  const request = stepRequest(composite, { AlarmName: "down", AlarmRule: "NOT ALARM(dev-Thing-ABC123)" });
  expect(doneStep(await providerOf([part], composite).create(request)).physicalId).toBe("down");
  expect(await call("DescribeAlarms", { AlarmTypes: ["CompositeAlarm"] })).toMatchObject({
    CompositeAlarms: [{ AlarmName: "down", StateValue: "ALARM" }],
  });
});
