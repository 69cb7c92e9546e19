import type { KeySchemaElement, ProvisionedThroughputDescription, TableDescription } from "@aws-sdk/client-dynamodb";
import { rejectedAs } from "../model/aws-error.ts";
import type { Capacity, KeyPart, TableFacts } from "../model/table-facts.ts";
import type { Tables } from "../ports/tables.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** Tables of the clients' Region. */
export const dynamoTables = (clients: AwsClients): Tables => ({
  async describe(name) {
    try {
      return await explain(clients, `dynamodb:DescribeTable ${name}`, async () => {
        const { Table: table } = await (await clients.dynamoDb()).describeTable({ TableName: name });
        return table && factsOf(table);
      });
    } catch (error) {
      if (rejectedAs(error, "ResourceNotFoundException")) return undefined;
      throw error;
    }
  },
  expires: (name) =>
    explain(clients, `dynamodb:DescribeTimeToLive ${name}`, async () => {
      const { TimeToLiveDescription: found } = await (await clients.dynamoDb()).describeTimeToLive({ TableName: name });
      return found?.TimeToLiveStatus?.startsWith("ENABL") === true ? found.AttributeName : undefined;
    }),
});

function factsOf(table: TableDescription): TableFacts {
  const types = new Map(
    (table.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const keyOf = (schema: readonly KeySchemaElement[] = []) =>
    schema.map(({ AttributeName: name = "", KeyType }): KeyPart => {
      const type = types.get(name);
      return { name, role: KeyType === "RANGE" ? "RANGE" : "HASH", type: type === "N" || type === "B" ? type : "S" };
    });
  return {
    name: table.TableName ?? "",
    status: table.TableStatus ?? "",
    key: keyOf(table.KeySchema),
    indexes: (table.GlobalSecondaryIndexes ?? []).map((index) => ({
      name: index.IndexName ?? "",
      key: keyOf(index.KeySchema),
      projection: {
        type: index.Projection?.ProjectionType ?? "ALL",
        attributes: index.Projection?.NonKeyAttributes ?? [],
      },
      capacity: capacityOf(index.ProvisionedThroughput),
    })),
    capacity: capacityOf(table.ProvisionedThroughput),
    encryptionKey: table.SSEDescription?.KMSMasterKeyArn,
  };
}

/** A table that is billed by request is described with zero units. */
const capacityOf = ({
  ReadCapacityUnits: read = 0,
  WriteCapacityUnits: write = 0,
}: ProvisionedThroughputDescription = {}): Capacity | undefined => (read + write === 0 ? undefined : { read, write });
