import { PutCompositeAlarmCommand, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { expect, onTestFinished, test } from "vitest";
import { openAlarms } from "../../../src/local/cloudwatch/alarms/alarms.ts";
import { compositeAlarm, metricAlarm } from "../../../src/local/cloudwatch/alarms/put.ts";
import { openMetrics } from "../../../src/local/cloudwatch/metrics/store.ts";
import { errorLines } from "../error-lines.ts";
import { fakeGround } from "../fake-ground.ts";
import { broken, errorsAlarm, stateOf, topic, watched } from "./watched.ts";

test("an action that fails for no known reason keeps neither the next one nor the composite alarms waiting", async () => {
  const said = errorLines();
  const { client, published } = await watched();
  await client.send(new PutMetricAlarmCommand({ ...errorsAlarm, AlarmActions: [broken, topic] }));
  await client.send(new PutCompositeAlarmCommand({ AlarmName: "all", AlarmRule: "ALARM(errors)" }));
  await client.send(new SetAlarmStateCommand({ AlarmName: "errors", StateValue: "ALARM", StateReason: "a drill" }));
  expect([(await stateOf(client))[0], (await stateOf(client, "all"))[0]]).toEqual(["ALARM", "ALARM"]);
  expect(published).toHaveLength(1);
  expect(said).toEqual(["An action of an alarm failed: the receiver is broken"]);
});

test("a composite alarm that a kill kept from hearing of a change hears of it at the next start", () => {
  const ground = fakeGround();
  const metrics = openMetrics(ground);
  const receivers = { publish: () => {}, scale: () => {} };
  const alarms = openAlarms(ground, metrics, receivers);
  const place = { region: "eu-west-1", account: "000000000000" };
  const child = alarms.put(metricAlarm(errorsAlarm, place, { tags: {} }));
  const { arn } = alarms.put(compositeAlarm({ AlarmName: "all", AlarmRule: "ALARM(errors)" }, place, { tags: {} }));
  alarms.tables.alarms.put(child.arn, { ...child, state: { ...child.state, value: "ALARM" } });
  const again = openAlarms(ground, metrics, receivers);
  again.start();
  onTestFinished(() => again.stop());
  expect(again.tables.alarms.get(arn)?.state.value).toBe("ALARM");
});
