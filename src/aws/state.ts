import { auditFrom } from "../model/audit.ts";
import { stateTableName } from "../model/names.ts";
import { operationFrom } from "../model/operation.ts";
import { revisionFrom } from "../model/revision.ts";
import { standingFrom } from "../model/standing.ts";
import type { State } from "../ports/state.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";
import { valueOf } from "./state/attributes.ts";
import { keyOf, partitionOf, prefixes, rowKeys } from "./state/keys.ts";
import { writeEntry, writeProgress, type Transact } from "./state/write.ts";

type Row = Readonly<Record<string, unknown>>;

/** The state table. What one environment's rows tell, and writes of them as one. */
export function dynamoState(clients: AwsClients, table: string = stateTableName): State {
  const row = (environment: string, sk: string): Promise<Row | undefined> =>
    explain(clients, `dynamodb:GetItem ${table}`, async () => {
      const client = await clients.dynamoDb();
      const { Item } = await client.getItem({ TableName: table, Key: keyOf(environment, sk), ConsistentRead: true });
      return Item && valueOf(Item);
    });
  const rows = (environment: string, prefix: string, order: Order) =>
    explain(clients, `dynamodb:Query ${table}`, () => query(clients, { table, environment, prefix, ...order }));
  const newest = async (environment: string, most: number) =>
    (await rows(environment, prefixes.revision, { newestFirst: true, most })).map((one) =>
      revisionFrom(environment, one),
    );
  const transact: Transact = (run) =>
    explain(clients, `dynamodb:TransactWriteItems ${table}`, async () => run(await clients.dynamoDb()));
  return {
    latest: async (environment) => (await newest(environment, 1))[0],
    revisions: newest,
    async revision(environment, revision) {
      const found = await row(environment, rowKeys.revision(revision));
      return found && revisionFrom(environment, found);
    },
    async standing(environment) {
      const found = await row(environment, rowKeys.standing);
      return found && standingFrom(found);
    },
    async operation(environment, id) {
      const found = await row(environment, rowKeys.operation(id));
      return found && operationFrom(environment, found);
    },
    async operations(environment, most) {
      const found = await rows(environment, prefixes.operation, { newestFirst: true, most });
      return found.map((one) => operationFrom(environment, one));
    },
    audit: async (environment) =>
      (await rows(environment, prefixes.audit, { newestFirst: false, most: Infinity })).map(auditFrom),
    write: (entry, proof) => writeEntry(table, entry, proof, transact),
    progress: (operation, proof) => writeProgress(table, operation, proof, transact),
  };
}

interface Order {
  readonly newestFirst: boolean;
  readonly most: number;
}

interface Asked extends Order {
  readonly table: string;
  readonly environment: string;
  readonly prefix: string;
}

/** Page after page, until there are enough. */
async function query(clients: AwsClients, { table, environment, prefix, newestFirst, most }: Asked): Promise<Row[]> {
  const client = await clients.dynamoDb();
  const found: Row[] = [];
  for (let start: Parameters<typeof valueOf>[0] | undefined; ;) {
    const { Items = [], LastEvaluatedKey } = await client.query({
      TableName: table,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": { S: partitionOf(environment) }, ":prefix": { S: prefix } },
      ScanIndexForward: !newestFirst,
      ConsistentRead: true,
      ...(Number.isFinite(most) && { Limit: most - found.length }),
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });
    found.push(...Items.map(valueOf));
    if (LastEvaluatedKey === undefined || found.length >= most) return found;
    start = LastEvaluatedKey;
  }
}
