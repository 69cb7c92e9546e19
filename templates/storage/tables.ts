import { type Stack, aws_dynamodb as dynamodb } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { tableName, type WorldTable, worldTables } from "../../src/model/names.ts";
import { type TableIndex, type TableKey, tableSchemas } from "../../src/model/tables.ts";
import { keepData } from "../retention.ts";
import { publish } from "../stack.ts";

/**
 * The six tables: on demand, under the data key, restorable to any second of the last 35 days. What keeps them is
 * RetainExceptOnCreate, the stack policy and termination protection. DynamoDB's own deletion protection is left out: it also
 * refuses CloudFormation's clean-up after a failed creation, which then ends in ROLLBACK_FAILED with the names taken.
 */
export function worldDataTables(stack: Stack, config: EnvironmentConfig, keyArn: string): void {
  for (const name of worldTables) {
    const table = worldTable(stack, config, name, keyArn);
    keepData(config, table);
    publish(stack, config, `tables/${name}`, { value: table.ref, description: `The table ${name}` });
  }
}

function worldTable(stack: Stack, config: EnvironmentConfig, name: WorldTable, keyArn: string): dynamodb.CfnTable {
  const schema = tableSchemas[name];
  return new dynamodb.CfnTable(stack, `${name}Table`, {
    tableName: tableName(config.name, name),
    billingMode: "PAY_PER_REQUEST",
    attributeDefinitions: keyAttributes([schema, ...schema.indexes]),
    keySchema: keySchema(schema),
    globalSecondaryIndexes: schema.indexes.map((index) => ({
      indexName: index.name,
      keySchema: keySchema(index),
      projection: projection(index),
    })),
    sseSpecification: { sseEnabled: true, sseType: "KMS", kmsMasterKeyId: keyArn },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveSpecification: schema.ttl === undefined ? undefined : { attributeName: schema.ttl, enabled: true },
  });
}

const keySchema = ({ pk, sk }: TableKey) => [
  { attributeName: pk, keyType: "HASH" },
  ...(sk === undefined ? [] : [{ attributeName: sk, keyType: "RANGE" }]),
];

/** Every key attribute once: DynamoDB refuses a definition that no key uses, and one that comes twice. */
const keyAttributes = (keys: readonly TableKey[]) =>
  [...new Set(keys.flatMap(({ pk, sk }) => (sk === undefined ? [pk] : [pk, sk])))].map((attributeName) => ({
    attributeName,
    attributeType: "S",
  }));

function projection({ carries }: TableIndex): dynamodb.CfnTable.ProjectionProperty {
  if (carries === "all") return { projectionType: "ALL" };
  if (carries.length === 0) return { projectionType: "KEYS_ONLY" };
  return { projectionType: "INCLUDE", nonKeyAttributes: [...carries] };
}
