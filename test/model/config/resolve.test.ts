import * as fc from "fast-check";
import { expect, test } from "vitest";
import { emptyConfig } from "../../../src/model/config/empty.ts";
import { configJsonSchema } from "../../../src/model/config/json-schema.ts";
import { loadConfig } from "../../../src/model/config/load.ts";
import { presets } from "../../../src/model/config/presets.ts";
import { environmentNames, resolveEnvironment } from "../../../src/model/config/resolve.ts";

const text = `project: town
defaults:
  region: eu-central-1
  services:
    agent-runtime:
      max: 4
environments:
  dev:
    services:
      agent-runtime:
        cpu: 512
        memory: 1024
  qa:
    preset: staging
    network:
      endpoints: [logs]
`;

test("an environment lies over the defaults, which lie over its preset", () => {
  const { config } = resolveEnvironment(loadConfig(text, "gworld.yaml"), "dev");
  expect(config).toMatchObject({ name: "dev", project: "town", region: "eu-central-1" });
  expect(config.services["agent-runtime"]).toEqual({
    ...presets.dev.services["agent-runtime"],
    cpu: 512,
    memory: 1024,
    max: 4,
  });
  expect(config.services["llm-integration"]).toEqual(presets.dev.services["llm-integration"]);
});

test("a new environment starts from the preset it names; lists are replaced whole", () => {
  const { config, preset } = resolveEnvironment(loadConfig(text, "gworld.yaml"), "qa");
  expect(preset).toBe("staging");
  expect(config).toMatchObject({
    name: "qa",
    retainData: true,
    network: { ...presets.staging.network, endpoints: ["logs"] },
  });
  expect(config).not.toHaveProperty("preset");
});

test.each([
  { path: ["project"], origin: { from: "file", line: 1 } },
  { path: ["region"], origin: { from: "defaults", line: 3 } },
  { path: ["services", "agent-runtime", "max"], origin: { from: "defaults", line: 6 } },
  { path: ["services", "agent-runtime", "cpu"], origin: { from: "environment", line: 11 } },
  { path: ["services", "agent-runtime", "min"], origin: { from: "preset", preset: "dev" } },
])("$path comes from $origin", ({ path, origin }) => {
  expect(resolveEnvironment(loadConfig(text, "gworld.yaml"), "dev").originOf(path)).toEqual(origin);
});

test("an unknown environment is not found, and the one that was meant is named", () => {
  expect(() => resolveEnvironment(emptyConfig, "stagign")).toThrow(
    expect.objectContaining({ code: "notFound", hint: expect.stringContaining("Did you mean staging?") }),
  );
  expect(environmentNames(loadConfig(text, "gworld.yaml").file)).toEqual(["local", "dev", "staging", "prod", "qa"]);
});

test("no name of an object's prototype is an environment", () => {
  for (const name of ["constructor", "__proto__", "toString"])
    expect(() => resolveEnvironment(emptyConfig, name)).toThrow(expect.objectContaining({ code: "notFound" }));
});

test("the order of keys in the file changes nothing", () => {
  const lines = [
    "region: eu-west-1",
    "waf: true",
    "budget: 7",
    "redis: {snapshotDays: 2}",
    "logs: {retentionDays: 14}",
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
      const shuffledText = `environments:\n  dev:\n${shuffled.map((line) => `    ${line}\n`).join("")}`;
      const { config } = resolveEnvironment(loadConfig(shuffledText, "gworld.yaml"), "dev");
      expect(JSON.stringify(config)).toBe(
        JSON.stringify(
          resolveEnvironment(loadConfig(`environments: {dev: {${lines.join(", ")}}}`, "gworld.yaml"), "dev").config,
        ),
      );
    }),
  );
});

test("the JSON Schema is plain data and closes every object", () => {
  const schema = JSON.stringify(configJsonSchema());
  expect(schema).toContain('"additionalProperties":false');
  expect(JSON.parse(schema)).toMatchObject({ title: "gworld.yaml", type: "object" });
});
