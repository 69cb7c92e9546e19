import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadDatabase } from "../../../src/local/cloudformation/spec/database.ts";
import { openTypes, writeTypes } from "../../../src/local/cloudformation/spec/file.ts";
import { specsOf } from "../../../src/local/cloudformation/spec/spec.ts";
import { folder } from "../serving.ts";

const entries = await loadDatabase();

test("every type that was laid down is read back as it is in the specification, and others are unknown", () => {
  const dir = join(folder(), "specification");
  expect(openTypes(dir)).toBeUndefined();
  writeTypes(dir, entries);
  const read = openTypes(dir);
  expect(entries.size).toBeGreaterThan(1_500);
  for (const [type, entry] of entries) expect(read?.(type)).toEqual(entry());
  expect(read?.("AWS::Nothing::There")).toBeUndefined();
  expect(read?.("constructor")).toBeUndefined();
});

test("a compound type is known with the resource that has it, to the innermost", () => {
  const specs = specsOf((type) => entries.get(type)?.());
  const config = specs.resource("AWS::CloudFront::Distribution")?.property("DistributionConfig")?.types[0];
  const cache = config && specs.members(config)?.get("DefaultCacheBehavior");
  const forwarded = cache?.types[0] && specs.members(cache.types[0])?.get("ForwardedValues");
  const cookies = forwarded?.types[0] && specs.members(forwarded.types[0])?.get("Cookies");
  expect(cookies?.types[0] && [...(specs.members(cookies.types[0])?.keys() ?? [])]).toContain("Forward");
});

test("a build has the specification beside the local cloud, whose process then never reads the whole of it", () => {
  const dist = join(import.meta.dirname, "../../../dist");
  expect(existsSync(join(dist, "local-cloud.js"))).toBe(true);
  expect(openTypes(join(dist, "specification"))?.("AWS::EC2::VPC")).toEqual(entries.get("AWS::EC2::VPC")?.());
});
