import { expect, test } from "vitest";
import { fakeGround } from "../fake-ground.ts";
import { cloud, template, topic, type Cloud } from "./stacks.ts";

const arn = "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:errors";
const minute = 60_000;
const watching = (MonitoringTimeInMinutes?: number, ...arns: string[]) => ({
  RollbackConfiguration: {
    RollbackTriggers: (arns.length > 0 ? arns : [arn]).map((Arn) => ({ Arn, Type: "AWS::CloudWatch::Alarm" })),
    ...(MonitoringTimeInMinutes === undefined ? {} : { MonitoringTimeInMinutes }),
  },
});
const body = (display: string, more = {}) => template({ A: topic({ DisplayName: display }), ...more });
/** At full scale the monitoring time counts; SNS topics take seconds. */
function place() {
  const alarms = new Map<string, string>();
  return { ...cloud({ ground: fakeGround({ timeScale: 1 }), alarms }), alarms };
}
const alarm = ({ alarms }: ReturnType<typeof place>, state: string) => void alarms.set(arn, state);

async function created(here: Cloud, more = {}) {
  await here.call("CreateStack", { StackName: "s", TemplateBody: body("one"), ...more });
  await here.run(20_000);
  return here;
}

test("a creation whose trigger does not exist fails and is rolled back", async () => {
  const here = await created(place(), watching());
  expect(await here.status("s")).toBe("ROLLBACK_COMPLETE");
  expect(await here.events("s")).toContain(
    `s ROLLBACK_IN_PROGRESS Rollback trigger ${arn} does not exist. Rollback requested by user.`,
  );
  expect(here.provider.things.size).toBe(0);
});

test("an update is rolled back when its alarm goes off while resources are changed", async () => {
  const here = place();
  alarm(here, "OK");
  await created(here);
  await here.call("UpdateStack", { StackName: "s", TemplateBody: body("two", { B: topic() }), ...watching() });
  await here.run(1_000);
  expect(await here.status("s")).toBe("UPDATE_IN_PROGRESS");
  alarm(here, "ALARM");
  await here.run(30_000);
  expect(await here.status("s")).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await here.events("s")).toContain(`s UPDATE_ROLLBACK_IN_PROGRESS Rollback trigger ${arn} is in ALARM state. `);
  expect([...here.provider.things.values()]).toEqual([{ DisplayName: "one" }]);
});

test("a stack waits for its monitoring time, and goes back when an alarm goes off in it", async () => {
  const here = place();
  alarm(here, "OK");
  await created(here);
  const update = (display: string) =>
    here.call("UpdateStack", { StackName: "s", TemplateBody: body(display), ...watching(5) });
  await update("two");
  await here.run(4 * minute);
  expect(await here.status("s")).toBe("UPDATE_IN_PROGRESS");
  await here.run(2 * minute);
  expect(await here.status("s")).toBe("UPDATE_COMPLETE");
  await update("three");
  await here.run(4 * minute);
  alarm(here, "ALARM");
  await here.run(minute);
  expect(await here.status("s")).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect([...here.provider.things.values()]).toEqual([{ DisplayName: "two" }]);
}, 60_000);

test("the monitoring time goes on after a restart, and what is replaced is deleted only after it", async () => {
  const here = place();
  alarm(here, "OK");
  await here.call("CreateStack", { StackName: "s", TemplateBody: template({ A: topic({ TopicName: "old" }) }) });
  await here.run(20_000);
  await here.call("UpdateStack", {
    StackName: "s",
    TemplateBody: template({ A: topic({ TopicName: "new" }) }),
    ...watching(3),
  });
  await here.run(minute);
  expect(here.provider.things.size).toBe(2);
  const next = await here.restart();
  await next.run(minute);
  expect([await next.status("s"), here.provider.things.size]).toEqual(["UPDATE_IN_PROGRESS", 2]);
  await next.run(2 * minute);
  expect([await next.status("s"), here.provider.things.size]).toEqual(["UPDATE_COMPLETE", 1]);
}, 60_000);

test.each(["OK", "INSUFFICIENT_DATA"])("an alarm that is %s stops nothing", async (state) => {
  const here = place();
  alarm(here, state);
  expect(await (await created(here, watching())).status("s")).toBe("CREATE_COMPLETE");
});

test("without rollback an operation whose alarm goes off stays where it is", async () => {
  const here = place();
  alarm(here, "ALARM");
  expect(await (await created(here, { ...watching(), DisableRollback: "true" })).status("s")).toBe("CREATE_FAILED");
});

test("a monitoring time without triggers is waited for all the same", async () => {
  const here = place();
  await created(here, { RollbackConfiguration: { MonitoringTimeInMinutes: 1 } });
  expect(await here.status("s")).toBe("CREATE_IN_PROGRESS");
  await here.run(minute);
  expect(await here.status("s")).toBe("CREATE_COMPLETE");
});

test("a rollback and a deletion look at no alarm", async () => {
  const here = place();
  alarm(here, "OK");
  await created(here, watching());
  alarm(here, "ALARM");
  await here.call("DeleteStack", { StackName: "s" });
  await here.run(20_000);
  expect(here.provider.things.size).toBe(0);
});
