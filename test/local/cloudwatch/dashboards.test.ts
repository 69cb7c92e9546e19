import {
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
  PutDashboardCommand,
} from "@aws-sdk/client-cloudwatch";
import { expect, test } from "vitest";
import { cloudwatchPart } from "../../../src/local/cloudwatch/part.ts";
import { fakeGround } from "../fake-ground.ts";
import { doneStep, providerOf, stepRequest } from "../stack-step.ts";
import { start, watched } from "./watched.ts";

const DashboardBody = JSON.stringify({ widgets: [{ type: "text", properties: { markdown: "hello" } }] });

test("a dashboard is kept as it was put, listed and deleted", async () => {
  const { client } = await watched();
  await client.send(new PutDashboardCommand({ DashboardName: "dev", DashboardBody }));
  const DashboardArn = "arn:aws:cloudwatch::000000000000:dashboard/dev";
  expect(await client.send(new GetDashboardCommand({ DashboardName: "dev" }))).toMatchObject({
    DashboardArn,
    DashboardBody,
  });
  const list = async () =>
    (await client.send(new ListDashboardsCommand({ DashboardNamePrefix: "d" }))).DashboardEntries;
  expect(await list()).toEqual([
    { DashboardName: "dev", DashboardArn, Size: DashboardBody.length, LastModified: new Date(start) },
  ]);
  const remove = (...DashboardNames: string[]) => client.send(new DeleteDashboardsCommand({ DashboardNames }));
  await expect(remove("dev", "none")).rejects.toMatchObject({ name: "ResourceNotFound" });
  await remove("dev");
  expect(await list()).toEqual([]);
});

test.each([
  ["a b", DashboardBody],
  ["dev", "no JSON"],
  ["dev", "[]"],
  ["dev", '{"widgets":{}}'],
  ["dev", '{"widgets":[{}]}'],
])("%s with the body %s is refused", async (DashboardName, body) => {
  const { client } = await watched();
  await expect(client.send(new PutDashboardCommand({ DashboardName, DashboardBody: body }))).rejects.toMatchObject({
    name: "DashboardInvalidInputError",
  });
});

// Dashboard Body Structure and Syntax; the texts are recorded of AWS, where a missing property is worded as by its validator.
test("all that is wrong with a dashboard's body is told, where it is", async () => {
  const { client } = await watched();
  const metric = (...metrics: unknown[]) => ({ type: "metric", properties: { region: "eu-west-1", metrics } });
  const widgets = [{ type: "text" }, metric(["Game", "errors", { stat: "Sum" }]), metric(["Game", 1], "Game")];
  const put = client.send(
    new PutDashboardCommand({ DashboardName: "dev", DashboardBody: JSON.stringify({ widgets }) }),
  );
  const faults = [
    { DataPath: "/widgets/0", Message: "Should have required property 'properties'" },
    {
      DataPath: "/widgets/2/properties/metrics/0/1",
      Message: 'Invalid metric field type, only "String" type is allowed',
    },
    { DataPath: "/widgets/2/properties/metrics/1", Message: "Should be array" },
  ];
  await expect(put).rejects.toMatchObject({
    name: "DashboardInvalidInputError",
    message: expect.stringContaining("The dashboard body is invalid, there are 3 validation errors:"),
    dashboardValidationMessages: faults,
  });
  await expect(client.send(new GetDashboardCommand({ DashboardName: "dev" }))).rejects.toMatchObject({
    name: "ResourceNotFound",
  });
});

test("a stack's dashboard is made, changed, looked at and deleted", async () => {
  const type = "AWS::CloudWatch::Dashboard";
  const provider = providerOf([cloudwatchPart(fakeGround(), { publish() {}, scale() {} })], type);
  const properties = { DashboardName: "dev", DashboardBody };
  const request = stepRequest(type, properties);
  const physicalId = "dev";
  expect(doneStep(await provider.create(request)).physicalId).toBe(physicalId);
  expect(await provider.create({ ...request, token: "other" })).toMatchObject({ state: "failed" });
  const changed = { ...properties, DashboardBody: '{"widgets":[]}' };
  doneStep(await provider.update({ ...request, properties: changed, previous: properties, physicalId }));
  expect(await provider.read?.({ ...request, physicalId })).toMatchObject({ properties: changed });
  const broken = { ...properties, DashboardBody: "{" };
  expect(await provider.update({ ...request, properties: broken, previous: changed, physicalId })).toMatchObject({
    state: "failed",
  });
  doneStep(await provider.delete({ ...request, physicalId }));
  expect(await provider.read?.({ ...request, physicalId })).toBeUndefined();
});
