import { expect, test } from "vitest";
import { declaredName } from "../../src/model/declared-name.ts";
import { keptResources } from "../../src/model/leftovers.ts";
import { readTemplate } from "../../src/model/template.ts";
import { fullConfig, synth } from "./synthesized.ts";

const place = { account: "123456789012", region: "us-east-1" };
/** Their services are not asked: CloudFormation adopts a vault by its name, and a snapshot of Redis is another thing than it. */
const others = new Set(["AWS::Backup::BackupVault", "AWS::ElastiCache::ReplicationGroup"]);

test.each(["dev", "staging", "prod"] as const)("what %s leaves behind is known by its name, all of it", (name) => {
  const known = new Map(
    keptResources({ environment: name, ...place }).map((one) => [`${one.part}/${one.logicalId}`, one]),
  );
  const declared = synth({ ...fullConfig(name), retainData: true }).flatMap(({ part, body }) =>
    [...readTemplate(body).resources]
      .filter(([, { deletionPolicy, type }]) => !/^(Delete)?$/.test(deletionPolicy ?? "") && !others.has(type))
      .map(([logicalId, { type, properties }]) => ({ part, logicalId, type, properties })),
  );
  expect(declared.length).toBeGreaterThan(20);
  for (const { part, logicalId, type, properties } of declared) {
    const { TableName, BucketName, Name, RepositoryName, LogGroupName, Description } = properties;
    const named = TableName ?? BucketName ?? Name ?? RepositoryName ?? LogGroupName ?? Description;
    expect(known.get(`${part}/${logicalId}`)).toEqual({ part, logicalId, type, name: declaredName(named, place) });
  }
});

test("another environment's names, and the state backend's, are none of an environment's", () => {
  const names = (environment: string) => keptResources({ environment, ...place }).map(({ name }) => name);
  const own = new Set(names("dev"));
  for (const name of [...names("dev-2"), ...names("staging")]) expect(own.has(name)).toBe(false);
  for (const name of own) expect(name).toContain("dev");
});
