import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSynth } from "../../src/main/synth.ts";
import { folderCache, type TextCache } from "../../src/main/template-cache.ts";
import type { TemplateChecks } from "../../src/main/template-checks.ts";
import type { Finding } from "../../src/model/rules/rule.ts";
import { devConfig } from "../fakes/context.ts";
import { workplace, type Workplace } from "../fakes/host.ts";

let place: Workplace;
beforeEach(() => {
  place = workplace();
});
afterEach(() => place.remove());

/** Counts what a cache could answer. */
function counting(cache: TextCache) {
  let hits = 0;
  return {
    hits: () => hits,
    cache: {
      ...cache,
      async read(key: string) {
        const text = await cache.read(key);
        if (text !== undefined) hits += 1;
        return text;
      },
    },
  };
}

test("what is remembered is what would be made, byte for byte", async () => {
  const { cache, hits } = counting(folderCache(place.dir));
  const first = await createSynth(cache, "build").environment(devConfig);
  const second = await createSynth(cache, "build").environment({ ...devConfig });
  const fresh = await createSynth(cache, undefined).environment(devConfig);
  expect(hits()).toBe(1);
  expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  expect(JSON.stringify(fresh)).toBe(JSON.stringify(first));
});

/** Checks that count, and find what they are told to. */
function countedChecks(findings: readonly Finding[] = []) {
  const counts = { rules: 0, validator: 0 };
  const checks: TemplateChecks = {
    rules: () => {
      counts.rules += 1;
      return findings;
    },
    validator: async () => {
      counts.validator += 1;
      return findings;
    },
  };
  return { checks: async () => checks, counts };
}

test("the same templates are checked once, also where another configuration leads to them", async () => {
  const { checks, counts } = countedChecks();
  const synth = () => createSynth(folderCache(place.dir), "build", checks);
  const dearer = { ...devConfig, usage: { ...devConfig.usage, requests: 99 } };
  let begun = 0;
  const begins = () => void (begun += 1);
  for (const config of [devConfig, devConfig, dearer]) {
    const templates = await synth().environment(config);
    expect(await synth().validate(templates, begins)).toEqual([]);
  }
  expect({ ...counts, begun }).toEqual({ rules: 1, validator: 1, begun: 1 });
  const changed = await synth().environment({ ...devConfig, logs: { retentionDays: 3 } });
  await synth().validate(changed, begins);
  await synth().validate(changed.slice(0, 1), begins);
  await createSynth(folderCache(place.dir), "next build", checks).environment(devConfig);
  expect(counts).toEqual({ rules: 3, validator: 3 });
});

test("templates that break a rule are refused each time, and never remembered", async () => {
  const finding = { rule: "GW-L15", title: "Nobody comes in", stack: "gworld-dev-network", logicalId: "Group" };
  const { checks, counts } = countedChecks([{ ...finding, message: "admits all" }]);
  const synth = createSynth(folderCache(place.dir), "build", checks);
  for (const _ of [1, 2])
    await expect(synth.environment(devConfig)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("GW-L15: Nobody comes in\n    gworld-dev-network Group: admits all"),
    });
  expect(counts.rules).toBe(2);
  const sound = await createSynth(folderCache(place.dir), "build").environment(devConfig);
  expect(sound).toHaveLength(7);
});

test("a configuration that leads to what a rule forbids is refused by that rule", async () => {
  const endpoints = ["execute-api"];
  const synth = createSynth(folderCache(place.dir), "build");
  await expect(synth.environment({ ...devConfig, network: { ...devConfig.network, endpoints } })).rejects.toMatchObject(
    { message: expect.stringMatching(/GW-L25: .*\n +gworld-dev-network ExecuteApiEndpoint: /) },
  );
});

test("another configuration, another build, and the bootstrap are made anew", async () => {
  const { cache, hits } = counting(folderCache(place.dir));
  const [network] = await createSynth(cache, "build").environment(devConfig);
  const other = { ...devConfig, network: { ...devConfig.network, cidr: "10.9.0.0/16" } };
  const [changed] = await createSynth(cache, "build").environment(other);
  await createSynth(cache, "next build").environment(devConfig);
  await createSynth(cache, "build").bootstrap();
  expect(hits()).toBe(0);
  expect(changed?.digest).not.toBe(network?.digest);
  expect((await createSynth(cache, "build").bootstrap()).name).toBe("gworld-bootstrap");
  expect(hits()).toBe(1);
});

test.each([
  { what: "cut short", spoil: (text: string) => text.slice(0, -10) },
  { what: "changed", spoil: (text: string) => text.replace("10.0.0.0/16", "10.6.0.0/16") },
  { what: "emptied", spoil: () => "" },
])("a file that was $what is not believed", async ({ spoil }) => {
  const cache = folderCache(place.dir);
  const made = await createSynth(cache, "build").environment(devConfig);
  const file = join(place.dir, readdirSync(place.dir)[0] ?? "");
  writeFileSync(file, spoil(readFileSync(file, "utf8")));
  const again = await createSynth(cache, "build").environment(devConfig);
  expect(JSON.stringify(again)).toBe(JSON.stringify(made));
});

test("a whole file of another shape is not believed either", async () => {
  const cache: TextCache = { read: async () => '[{"name":"x"}]', write: async () => {} };
  expect(await createSynth(cache, "build").environment(devConfig)).toHaveLength(7);
});

test("a folder that cannot be written makes it slow, not wrong", async () => {
  writeFileSync(join(place.dir, "file"), "");
  const cache = folderCache(join(place.dir, "file", "templates"));
  expect(await createSynth(cache, "build").environment(devConfig)).toHaveLength(7);
});

test("only the newest texts are kept", async () => {
  const cache = folderCache(place.dir);
  for (let index = 0; index < 70; index += 1) await cache.write(`key ${index}`, `${index}`);
  expect(readdirSync(place.dir)).toHaveLength(64);
  expect(await cache.read("key 69")).toBe("69");
});
