import { afterAll, beforeAll, expect, test } from "vitest";
import { diff } from "../../src/commands/diff.ts";
import { loadConfig } from "../../src/model/config/load.ts";
import { checkTemplates } from "../../src/model/rules/check.ts";
import { refuseFindings } from "../../src/model/rules/refuse.ts";
import { fullConfig } from "../templates/synthesized.ts";
import { checkedSet, withValue } from "../templates/checked.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
});
afterAll(() => world.stop());

test("32: a cache is known as what takes minutes before anything is begun", async () => {
  const Properties = { ReplicationGroupDescription: "sessions", CacheNodeType: "cache.t4g.small", NumCacheClusters: 2 };
  world.content.set("network", { resources: { Cache: { Type: "AWS::ElastiCache::ReplicationGroup", Properties } } });
  await world.forgetCalls();
  const planned = await world.run(diff, "--stack", "network");
  expect(planned).toMatchObject({ exit: 0, result: { forecast: { path: ["network"], measured: false } } });
  expect(planned.stdout).toMatch(/about 1\d min/);
  expect(acts(await world.calls("cloudformation"))).toEqual([]);
});

test.each(["nodes: 1\n      multiAz: true", "nodes: 2\n      multiAz: false"])(
  "32: a configuration of %j is refused with its line, before any template is made",
  (redis) => {
    const text = `environments:\n  prod:\n    redis:\n      ${redis}\n`;
    expect(() => loadConfig(text, "gworld.yaml")).toThrow(
      expect.objectContaining({ code: "usage", message: expect.stringMatching(/gworld.yaml:[45]:\d+.*redis\./s) }),
    );
  },
);

test("32: failover with one node is refused in a template, in several zones and in one", () => {
  const prod = checkedSet(fullConfig("prod"));
  const redis = (key: string) => `Resources/Redis/Properties/${key}`.split("/");
  for (const several of [true, false]) {
    const zones = withValue(prod, "storage", redis("MultiAZEnabled"), several);
    const alone = withValue(zones, "storage", redis("NumCacheClusters"), 1);
    expect(() => refuseFindings("prod", checkTemplates(alone))).toThrow(
      expect.objectContaining({
        code: "usage",
        message: expect.stringContaining("Redis: automatic failover needs two nodes or more"),
        hint: expect.stringContaining("gworld config show --env prod"),
      }),
    );
  }
});
