import { listOf, textAt } from "../json.ts";
import type { Capacity, KeyPart, TableFacts } from "../table-facts.ts";

/** Why a table cannot become what a template declares: a key is for ever, and another one is another table. */
export function tableMismatch(declared: Readonly<Record<string, unknown>>, live: TableFacts): string | undefined {
  const wanted = keyText(declaredKey(declared));
  const found = keyText(live.key);
  if (wanted === found) return undefined;
  return `its key is ${found}, and gworld's is ${wanted}: a key cannot be changed`;
}

/** What a template says may be anything. */
type Said = Readonly<Record<keyof KeyPart, string>>;

function declaredKey(declared: Readonly<Record<string, unknown>>): readonly Said[] {
  const types = new Map(
    listOf(declared["AttributeDefinitions"]).map((one) => [textAt(one, "AttributeName"), textAt(one, "AttributeType")]),
  );
  return listOf(declared["KeySchema"]).map((one) => {
    const name = textAt(one, "AttributeName") ?? "";
    return { name, role: textAt(one, "KeyType") ?? "", type: types.get(name) ?? "S" };
  });
}

/** Such as `worldId (S), entry (S)`. */
const keyText = (key: readonly Said[]) =>
  [...key]
    .sort((a, b) => (a.role < b.role ? -1 : 1))
    .map(({ name, type }) => `${name} (${type})`)
    .join(", ");

/**
 * Declares a table as it is. An import changes nothing, and CloudFormation believes what it is told: were it told what the table
 * is to become, no later deployment would see a difference, and the table would stay as it is. Nor may it be told less: DynamoDB
 * refuses to be given the key that it has, and to be switched on what is on.
 */
export function tableAsItIs(live: TableFacts, expires?: string): Readonly<Record<string, unknown>> {
  const keys = [live.key, ...live.indexes.map(({ key }) => key)].flat();
  const attributes = new Map(keys.map(({ name, type }) => [name, type]));
  return {
    TableName: live.name,
    KeySchema: schemaOf(live.key),
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ...billing(live.capacity),
    ...(live.encryptionKey !== undefined && {
      SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: live.encryptionKey },
    }),
    ...(expires !== undefined && { TimeToLiveSpecification: { AttributeName: expires, Enabled: true } }),
    ...(live.indexes.length > 0 && {
      GlobalSecondaryIndexes: live.indexes.map(({ name, key, projection, capacity }) => ({
        IndexName: name,
        KeySchema: schemaOf(key),
        Projection: {
          ProjectionType: projection.type,
          ...(projection.attributes.length > 0 && { NonKeyAttributes: projection.attributes }),
        },
        ...throughput(capacity),
      })),
    }),
  };
}

const schemaOf = (key: readonly KeyPart[]) => key.map(({ name, role }) => ({ AttributeName: name, KeyType: role }));

const billing = (capacity: Capacity | undefined) =>
  capacity === undefined ? { BillingMode: "PAY_PER_REQUEST" } : { BillingMode: "PROVISIONED", ...throughput(capacity) };

const throughput = (capacity: Capacity | undefined) =>
  capacity && { ProvisionedThroughput: { ReadCapacityUnits: capacity.read, WriteCapacityUnits: capacity.write } };

/** The indexes that a template declares and a table has not. */
export function missingIndexes(declared: Readonly<Record<string, unknown>>, live: TableFacts): readonly string[] {
  const there = new Set(live.indexes.map(({ name }) => name));
  const names = listOf(declared["GlobalSecondaryIndexes"]).flatMap((index) => textAt(index, "IndexName") ?? []);
  return names.filter((name) => !there.has(name));
}
