import { expect, test } from "vitest";
import { worldTables } from "../../src/model/names.ts";
import { tableSchemas } from "../../src/model/tables.ts";
import { allStatements } from "./policies.ts";
import { at, configOf, environments, ofType, templateOf } from "./synthesized.ts";

/** The data model as it is promised: partition key / sort key, then each index with what it copies. */
const promised = {
  Worlds: {
    key: ["worldId"],
    indexes: { byStatus: ["status#shard", "updatedAt"], byOwner: ["ownerId", "createdAt"] },
  },
  Agents: { key: ["g", "agentId"], indexes: { byPlace: ["g#place", "agentId"] } },
  MemoryStreams: { key: ["g#agentId#bucket", "seq"], indexes: { byImportance: ["g#agentId", "importance#seq"] } },
  WorldObjects: { key: ["g", "objectId"], indexes: { byPlace: ["g#place", "objectId"] } },
  Events: { key: ["g#hour#shard", "tick#seq"], indexes: { byAgent: ["g#agentId", "tick#seq"] }, ttl: "expiresAt" },
  Snapshots: { key: ["worldId", "entry"], indexes: { byState: ["state", "createdAt"] }, ttl: "expiresAt" },
} as const;

const keySchema = ([pk, sk]: readonly string[]) => [
  { AttributeName: pk, KeyType: "HASH" },
  ...(sk === undefined ? [] : [{ AttributeName: sk, KeyType: "RANGE" }]),
];

test.each(environments)("%s has the six tables with the promised keys and indexes", (environment) => {
  const config = configOf(environment);
  const tables = ofType(templateOf(config, "storage").Resources, "AWS::DynamoDB::Table");
  expect(tables.map(([id]) => id)).toEqual(worldTables.map((name) => `${name}Table`));
  for (const [name, { key, indexes, ...rest }] of Object.entries(promised)) {
    const [, table] = tables.find(([id]) => id === `${name}Table`) ?? [];
    expect(table?.Properties).toMatchObject({
      TableName: `gworld-${environment}-${name}`,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keySchema(key),
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, keys]) => ({
        IndexName,
        KeySchema: keySchema(keys),
      })),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: { Ref: "SecurityDataKeyArn" } },
    });
    expect(table?.Properties["TimeToLiveSpecification"]).toEqual(
      "ttl" in rest ? { AttributeName: rest.ttl, Enabled: true } : undefined,
    );
    const defined = [...new Set([...key, ...Object.values(indexes).flat()])];
    expect(table?.Properties["AttributeDefinitions"]).toEqual(
      defined.map((name) => ({ AttributeName: name, AttributeType: "S" })),
    );
  }
});

test("no index copies embeddings, nor whole memories", () => {
  const { Resources } = templateOf(configOf("prod"), "storage");
  for (const [, { Properties }] of ofType(Resources, "AWS::DynamoDB::Table"))
    expect(JSON.stringify(Properties["GlobalSecondaryIndexes"])).not.toContain("embedding");
  const memories = Resources["MemoryStreamsTable"]?.Properties["GlobalSecondaryIndexes"];
  expect(at(memories, "0", "Projection", "ProjectionType")).toBe("INCLUDE");
});

test("tables are kept when data is, and go with a small environment", () => {
  for (const environment of environments) {
    const config = configOf(environment);
    for (const [, table] of ofType(templateOf(config, "storage").Resources, "AWS::DynamoDB::Table")) {
      expect([table.DeletionPolicy, table.UpdateReplacePolicy]).toEqual(
        config.retainData ? ["RetainExceptOnCreate", "Retain"] : ["Delete", "Delete"],
      );
    }
  }
});

test("every attribute that a policy names is one of the tables the policy is about", () => {
  const limited = allStatements([configOf("dev")]).flatMap(({ resources, condition }) => {
    const named = at(condition, "ForAllValues:StringEquals", "dynamodb:Attributes");
    return Array.isArray(named) ? [{ resources, named: named.map(String) }] : [];
  });
  expect(limited.length).toBeGreaterThan(0);
  for (const { resources, named } of limited) {
    const tables = worldTables.filter((name) => resources.some((resource) => resource.includes(`gworld-dev-${name}`)));
    expect(tables.length).toBeGreaterThan(0);
    const known = tables.flatMap((name) => {
      const { pk, sk, indexes, attributes = [], ttl } = tableSchemas[name];
      return [
        pk,
        sk,
        ttl,
        ...attributes,
        ...indexes.flatMap((index) => [index.pk, index.sk, ...[index.carries].flat()]),
      ];
    });
    expect(named.filter((attribute) => !known.includes(attribute))).toEqual([]);
  }
});
