import { describe, expect, test } from "vitest";
import { logs } from "../../src/commands/logs.ts";
import { status } from "../../src/commands/status.ts";
import { at, configOf, environments, ofType, templateOf } from "./synthesized.ts";

const monitoring = (name: (typeof environments)[number]) => templateOf(configOf(name), "monitoring").Resources;
const alarms = (name: (typeof environments)[number]) => ofType(monitoring(name), "AWS::CloudWatch::Alarm");

describe("alarms", () => {
  test.each([
    { name: "local", alarms: 14, composites: 0 },
    { name: "dev", alarms: 14, composites: 0 },
    { name: "staging", alarms: 48, composites: 0 },
    { name: "prod", alarms: 48, composites: 4 },
  ] as const)("$name has $alarms, and $composites composites", ({ name, alarms: count, composites }) => {
    expect(alarms(name)).toHaveLength(count);
    expect(ofType(monitoring(name), "AWS::CloudWatch::CompositeAlarm")).toHaveLength(composites);
  });

  test.each(environments)("each of %s tells a topic, says what is wrong, and what silence means", (name) => {
    for (const [id, { Properties }] of alarms(name)) {
      expect(Properties["AlarmName"]).toBe(`gworld-${name}-${id}`);
      expect(at(Properties["AlarmActions"], "0", "Ref")).toMatch(/^(Critical|Warning|Info)Topic$/);
      expect(Properties["AlarmDescription"]).toEqual(expect.any(String));
      expect(Properties["TreatMissingData"]).toMatch(/^(notB|b)reaching$/);
      expect(Properties["OKActions"] === undefined).toBe(!configOf(name).retainData);
      expect(at(Properties, "Metrics")).not.toEqual([]);
    }
  });

  test.each(environments)("each of %s sends people to commands that exist, with flags they take", (name) => {
    const advice = [...JSON.stringify(monitoring(name)).matchAll(/see gworld ([^"]*)/g)].map(([, words = ""]) => words);
    expect(advice.length).toBeGreaterThan(0);
    const flags = new Map([status, logs].map((verb) => [verb.name, ["env", ...Object.keys(verb.flags ?? {})]]));
    for (const words of advice) {
      const [verb = "", ...rest] = words.split(" ");
      const given = rest.flatMap((word) => (word.startsWith("--") ? [word.slice(2)] : []));
      expect([words, given.filter((flag) => flags.get(verb)?.includes(flag) !== true)]).toEqual([words, []]);
      expect(words).toContain(`--env ${name}`);
    }
  });

  test("an expression names the metrics that stand beside it, ten at most", () => {
    for (const [id, { Properties }] of alarms("prod")) {
      const metrics = Properties["Metrics"];
      if (!Array.isArray(metrics)) continue;
      expect(metrics.length).toBeLessThanOrEqual(10);
      const named = String(at(metrics, "0", "Expression")).match(/m\d/g) ?? [];
      expect([id, ...[...named].sort()]).toEqual([id, ...metrics.slice(1).map((metric: unknown) => at(metric, "Id"))]);
    }
  });

  test("a composite names alarms that exist", () => {
    const known = new Set(alarms("prod").map(([, { Properties }]) => Properties["AlarmName"]));
    for (const [, { Properties }] of ofType(monitoring("prod"), "AWS::CloudWatch::CompositeAlarm"))
      for (const [, name] of String(Properties["AlarmRule"]).matchAll(/ALARM\("([^"]+)"\)/g))
        expect(known).toContain(name);
  });
});

test.each(environments)("the dashboard of %s is JSON whose panels fill a page", (name) => {
  const body = at(monitoring(name)["Dashboard"]?.Properties, "DashboardBody", "Fn::Sub");
  const page: unknown = JSON.parse(String(body));
  const widgets = at(page, "widgets");
  expect(Array.isArray(widgets) && widgets.length).toBe(14);
  for (const widget of Array.isArray(widgets) ? widgets : [])
    expect(at(widget, "properties", "metrics")).not.toEqual([]);
});

test("metric filters count in log groups that the compute stack makes", () => {
  const groups = ofType(templateOf(configOf("dev"), "compute").Resources, "AWS::Logs::LogGroup").map(
    ([, { Properties }]) => Properties["LogGroupName"],
  );
  for (const [, { Properties }] of ofType(monitoring("dev"), "AWS::Logs::MetricFilter"))
    expect(groups).toContain(Properties["LogGroupName"]);
});

test("alarms go to an address when there is one; a budget of nothing is no budget", () => {
  expect(ofType(monitoring("dev"), "AWS::SNS::Subscription")).toEqual([]);
  const { Resources } = templateOf(configOf("dev", { alarmEmail: "oncall@example.com", budget: 0 }), "monitoring");
  expect(ofType(Resources, "AWS::SNS::Subscription")).toHaveLength(2);
  expect(ofType(Resources, "AWS::Budgets::Budget")).toEqual([]);
});

test.each([
  { name: "dev", rules: [] },
  { name: "staging", rules: [14] },
  { name: "prod", rules: [35, 365] },
] as const)("backups of $name are kept $rules days", ({ name, rules }) => {
  const [plan] = ofType(monitoring(name), "AWS::Backup::BackupPlan");
  const kept = at(plan?.[1].Properties, "BackupPlan", "BackupPlanRule") ?? [];
  expect(Array.isArray(kept) && kept.map((rule: unknown) => at(rule, "Lifecycle", "DeleteAfterDays"))).toEqual(rules);
});
