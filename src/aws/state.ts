import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import { recordAt, textAt } from "../model/json.ts";
import { stateTableName } from "../model/names.ts";
import type { Revision, State } from "../ports/state.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** Revisions in the state table: `ENV#<env>` / `REV#<10 digits>`, each written once. */
export function dynamoState(clients: AwsClients, table: string = stateTableName): State {
  return {
    latest: (environment) =>
      explain(clients, `dynamodb:Query ${table}`, async () => {
        const client = await clients.dynamoDb();
        const { Items: [item] = [] } = await client.query({
          TableName: table,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :rev)",
          ExpressionAttributeValues: { ":pk": { S: `ENV#${environment}` }, ":rev": { S: "REV#" } },
          ScanIndexForward: false,
          Limit: 1,
          ConsistentRead: true,
        });
        return item && revisionOf(environment, item);
      }),
    async record(revision) {
      try {
        await explain(clients, `dynamodb:PutItem ${table}`, async () => {
          const client = await clients.dynamoDb();
          await client.putItem({
            TableName: table,
            Item: itemOf(revision),
            ConditionExpression: "attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          });
        });
      } catch (error) {
        if (!rejectedAs(error, "ConditionalCheckFailedException")) throw error;
        // A request repeated after a lost answer meets its own row.
        if (!isOwn(error.cause, revision)) throw taken(revision, error);
      }
    },
  };
}

const isOwn = (cause: unknown, { at, by }: Revision) =>
  cause instanceof Error &&
  textAt(recordAt(recordAt(cause, "Item"), "at"), "S") === at &&
  textAt(recordAt(recordAt(cause, "Item"), "by"), "S") === by;

const taken = ({ environment, revision }: Revision, cause: unknown) =>
  new GworldError("failed", `Revision ${revision} of ${environment} was recorded by somebody else first.`, {
    hint: `See who deployed last: gworld status --env ${environment}`,
    cause,
  });

const itemOf = (revision: Revision): Record<string, AttributeValue> => ({
  pk: { S: `ENV#${revision.environment}` },
  sk: { S: `REV#${String(revision.revision).padStart(10, "0")}` },
  revision: { N: String(revision.revision) },
  at: { S: revision.at },
  by: { S: revision.by },
  result: { S: revision.result },
  version: { S: revision.version },
  seconds: { N: String(revision.seconds) },
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
    result: result === "failed" || result === "destroyed" ? result : "deployed",
    version: text("version"),
    templates: Object.fromEntries(
      Object.entries(item["templates"]?.M ?? {}).map(([name, value]) => [name, value.S ?? ""]),
    ),
    seconds: Number(item["seconds"]?.N ?? "0"),
  };
}
