import { expect, test } from "vitest";
import { at, configOf, ofType, templateOf } from "./synthesized.ts";

test.each([
  { engineVersion: "5.0.6", family: "redis5.0", mode: undefined, slowLog: false },
  { engineVersion: "6.0", family: "redis6.x", mode: undefined, slowLog: true },
  { engineVersion: "6.2", family: "redis6.x", mode: undefined, slowLog: true },
  { engineVersion: "7.0", family: "redis7", mode: "required", slowLog: true },
  { engineVersion: "7.1", family: "redis7", mode: "required", slowLog: true },
])("Redis $engineVersion has the family $family", ({ engineVersion, family, mode, slowLog }) => {
  const config = configOf("dev", { redis: { ...configOf("dev").redis, engineVersion } });
  const { Resources } = templateOf(config, "storage");
  const group = Resources["Redis"]?.Properties;
  expect(Resources["RedisParameterGroup"]?.Properties["CacheParameterGroupFamily"]).toBe(family);
  expect(group).toMatchObject({ EngineVersion: engineVersion, TransitEncryptionEnabled: true });
  expect(at(group, "TransitEncryptionMode")).toBe(mode);
  expect(at(group, "LogDeliveryConfigurations") !== undefined).toBe(slowLog);
  expect(ofType(Resources, "AWS::Logs::LogGroup")).toHaveLength(slowLog ? 1 : 0);
});
