import type { AttributeValue, UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { rejectedAs } from "../model/aws-error.ts";
import {
  lockTimes,
  type LockChange,
  type LockHolder,
  type LockProof,
  type LockRow,
  type LockTimes,
} from "../model/lock.ts";
import { stateTableName } from "../model/names.ts";
import type { Locks } from "../ports/locks.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

export interface LocksOptions {
  readonly table?: string;
  readonly times?: LockTimes;
}

/** Locks in the state table: `ENV#<env>` / `LOCK`, changed by conditional updates only. */
export function dynamoLocks(
  clients: AwsClients,
  { table = stateTableName, times = lockTimes }: LocksOptions = {},
): Locks {
  const key = (environment: string) => ({ TableName: table, Key: lockKey(environment) });
  const read = async (environment: string) => {
    try {
      return await explain(clients, `dynamodb:GetItem ${table}`, async () => {
        const client = await clients.dynamoDb();
        return rowOf((await client.getItem({ ...key(environment), ConsistentRead: true })).Item);
      });
    } catch (error) {
      // A target that is not prepared: nobody can have locked anything in it.
      if (rejectedAs(error, "ResourceNotFoundException")) return undefined;
      throw error;
    }
  };
  return {
    times,
    elapsed: () => performance.now(),
    read,
    async change(environment, change) {
      try {
        return await explain(clients, `dynamodb:UpdateItem ${table}`, async () => {
          const client = await clients.dynamoDb();
          const { Attributes } = await client.updateItem({
            ...key(environment),
            ...updateOf(change),
            ReturnValues: "ALL_NEW",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          });
          return { met: true, row: rowOf(Attributes) };
        });
      } catch (error) {
        if (!rejectedAs(error, "ConditionalCheckFailedException")) throw error;
        // The row in the way comes with the refusal; an endpoint that leaves it out is asked.
        return { met: false, row: rowOf(itemIn(error.cause)) ?? (await read(environment)) };
      }
    },
  };
}

export const lockKey = (environment: string) => ({ pk: { S: `ENV#${environment}` }, sk: { S: "LOCK" } });

/** Holds while the lock is this holder's, in a transaction with what only the holder may write. */
export const lockCheck = (table: string, environment: string, { holderId, fence }: LockProof) => ({
  ConditionCheck: {
    TableName: table,
    Key: lockKey(environment),
    ConditionExpression: mine,
    ExpressionAttributeValues: proof(holderId, fence),
  },
});

type Update = Pick<
  UpdateItemCommandInput,
  "UpdateExpression" | "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

const mine = "holder = :holder AND fence = :fence";
const proof = (holder: string, fence: number) => ({ ":holder": { S: holder }, ":fence": { N: String(fence) } });

/** `state` is a reserved word. */
const names = { "#state": "state" };

function updateOf(change: LockChange): Update {
  if (change.kind === "take") return taking(change);
  const { holderId } = change;
  if (change.kind === "beat")
    return {
      UpdateExpression: "SET beat = :beat",
      ConditionExpression: mine,
      ExpressionAttributeValues: { ...proof(holderId, change.fence), ":beat": { S: change.beat } },
    };
  const freeing = "SET #state = :free, lastHolder = holder";
  const gone = "REMOVE holder, who, beat, leaseMs, command, since";
  if (change.kind === "release")
    return {
      UpdateExpression: `${freeing} ${gone}`,
      ConditionExpression: mine,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...proof(holderId, change.fence), ":free": { S: "FREE" } },
    };
  return {
    UpdateExpression: `${freeing}, fence = fence + :one ${gone}`,
    ConditionExpression: "holder = :holder AND beat = :seen",
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: {
      ":holder": { S: holderId },
      ":seen": { S: change.beat },
      ":free": { S: "FREE" },
      ":one": { N: "1" },
    },
  };
}

function taking({ holder, beat, leaseMs, command, since, over }: Extract<LockChange, { kind: "take" }>): Update {
  const { id, arn, host, pid, mark } = holder;
  const who = { arn: { S: arn }, host: { S: host }, pid: { N: String(pid) }, ...(mark && { mark: { S: mark } }) };
  return {
    UpdateExpression:
      "SET #state = :held, fence = if_not_exists(fence, :none) + :one, holder = :holder, who = :who, beat = :beat, leaseMs = :lease, command = :command, since = :since",
    ConditionExpression:
      over === undefined ? "attribute_not_exists(pk) OR #state = :free" : "#state = :held AND beat = :seen",
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: {
      ":held": { S: "HELD" },
      ":none": { N: "0" },
      ":one": { N: "1" },
      ":holder": { S: id },
      ":who": { M: who },
      ":beat": { S: beat },
      ":lease": { N: String(leaseMs) },
      ":command": { S: command },
      ":since": { N: String(since) },
      ...(over === undefined ? { ":free": { S: "FREE" } } : { ":seen": { S: over } }),
    },
  };
}

/** The item that a failed condition carries, in the SDK's error. */
function itemIn(cause: unknown): Record<string, AttributeValue> | undefined {
  const item: unknown = cause instanceof Error ? Object.getOwnPropertyDescriptor(cause, "Item")?.value : undefined;
  return isItem(item) ? item : undefined;
}

const isItem = (value: unknown): value is Record<string, AttributeValue> =>
  typeof value === "object" && value !== null && "sk" in value;

/** A row that another version of gworld wrote in its own way is held all the same. */
function rowOf(item: Record<string, AttributeValue> | undefined): LockRow | undefined {
  if (item === undefined) return undefined;
  const text = (key: string) => item[key]?.S;
  const count = (key: string) => Number(item[key]?.N ?? "0");
  const fence = count("fence");
  if (text("state") === "FREE") return { state: "FREE", fence, last: text("lastHolder") };
  return {
    state: "HELD",
    fence,
    beat: text("beat") ?? "",
    leaseMs: count("leaseMs") || lockTimes.leaseMs,
    command: text("command") ?? "of another version",
    since: count("since"),
    holder: holderOf(text("holder") ?? "", item["who"]?.M ?? {}),
  };
}

const holderOf = (id: string, { arn, host, pid, mark }: Record<string, AttributeValue>): LockHolder => ({
  id,
  arn: arn?.S ?? "",
  host: host?.S ?? "a machine that is not named",
  pid: Number(pid?.N ?? "0"),
  mark: mark?.S,
});
