import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import { listOf, recordAt, textAt } from "../model/json.ts";
import { stateTableName } from "../model/names.ts";
import { revisionResults, type Revision, type State } from "../ports/state.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";
import { lockCheck } from "./locks.ts";
import { cancellationCodes } from "./sdk-failure.ts";

/** Revisions in the state table: `ENV#<env>` / `REV#<10 digits>`, each written once. */
export function dynamoState(clients: AwsClients, table: string = stateTableName): State {
  const newest = (environment: string, most: number) =>
    explain(clients, `dynamodb:Query ${table}`, async () => {
      const client = await clients.dynamoDb();
      const { Items = [] } = await client.query({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :rev)",
        ExpressionAttributeValues: { ":pk": { S: `ENV#${environment}` }, ":rev": { S: "REV#" } },
        ScanIndexForward: false,
        Limit: most,
        ConsistentRead: true,
      });
      return Items.map((item) => revisionOf(environment, item));
    });
  return {
    latest: async (environment) => (await newest(environment, 1))[0],
    revisions: newest,
    revision: (environment, revision) =>
      explain(clients, `dynamodb:GetItem ${table}`, async () => {
        const client = await clients.dynamoDb();
        const { Item } = await client.getItem({
          TableName: table,
          Key: { pk: { S: `ENV#${environment}` }, sk: { S: sortKey(revision) } },
          ConsistentRead: true,
        });
        return Item && revisionOf(environment, Item);
      }),
    async record(revision, proof) {
      const check = proof === undefined ? [] : [lockCheck(table, revision.environment, proof)];
      const row = {
        Put: {
          TableName: table,
          Item: itemOf(revision),
          ConditionExpression: "attribute_not_exists(pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
        },
      };
      try {
        await explain(clients, `dynamodb:TransactWriteItems ${table}`, async () => {
          const client = await clients.dynamoDb();
          await client.transactWriteItems({ TransactItems: [...check, row] });
        });
      } catch (error) {
        const refused = refusedParts(error);
        if (refused === undefined) throw error;
        if (check.length > 0 && refused[0] !== undefined) throw lockGone(revision, error);
        // A request repeated after a lost answer meets its own row.
        if (!isOwn(refused.at(-1), revision)) throw taken(revision, error);
      }
    },
  };
}

/** The rows in the way of a transaction, part by part; undefined where no condition was in its way. */
function refusedParts(error: unknown): readonly (object | undefined)[] | undefined {
  const cause = error instanceof AwsError ? error.cause : undefined;
  const codes = cancellationCodes(cause);
  if (!codes.includes("ConditionalCheckFailed")) return undefined;
  const reasons: unknown = Object.getOwnPropertyDescriptor(cause, "CancellationReasons")?.value;
  return listOf(reasons).map((reason, index) =>
    codes[index] === "ConditionalCheckFailed" ? recordAt(reason, "Item") : undefined,
  );
}

const isOwn = (row: unknown, { at, by }: Revision) =>
  textAt(recordAt(row, "at"), "S") === at && textAt(recordAt(row, "by"), "S") === by;

const lockGone = ({ environment, revision }: Revision, cause: unknown) =>
  new GworldError("locked", `Revision ${revision} of ${environment} was not recorded: its lock is another's.`, {
    hint: `See who has it: gworld lock show --env ${environment}`,
    cause,
  });

const taken = ({ environment, revision }: Revision, cause: unknown) =>
  new GworldError("failed", `Revision ${revision} of ${environment} was recorded by somebody else first.`, {
    hint: `See who deployed last: gworld status --env ${environment}`,
    cause,
  });

const sortKey = (revision: number) => `REV#${String(revision).padStart(10, "0")}`;

const itemOf = (revision: Revision): Record<string, AttributeValue> => ({
  pk: { S: `ENV#${revision.environment}` },
  sk: { S: sortKey(revision.revision) },
  revision: { N: String(revision.revision) },
  at: { S: revision.at },
  by: { S: revision.by },
  result: { S: revision.result },
  version: { S: revision.version },
  seconds: { N: String(revision.seconds) },
  ...(revision.gitSha !== undefined && { gitSha: { S: revision.gitSha } }),
  templates: {
    M: Object.fromEntries(Object.entries(revision.templates).map(([name, digest]) => [name, { S: digest }])),
  },
});

function revisionOf(environment: string, item: Record<string, AttributeValue>): Revision {
  const text = (key: string) => item[key]?.S ?? "";
  const result = text("result");
  return {
    environment,
    revision: Number(item["revision"]?.N ?? "0"),
    at: text("at"),
    by: text("by"),
    result: revisionResults.find((known) => known === result) ?? "deployed",
    version: text("version"),
    templates: Object.fromEntries(
      Object.entries(item["templates"]?.M ?? {}).map(([name, value]) => [name, value.S ?? ""]),
    ),
    seconds: Number(item["seconds"]?.N ?? "0"),
    ...(item["gitSha"]?.S !== undefined && { gitSha: item["gitSha"].S }),
  };
}
