import type { DynamoDB, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../model/aws-error.ts";
import { GworldError } from "../../model/error.ts";
import { listOf, recordAt, textAt } from "../../model/json.ts";
import type { LockProof } from "../../model/lock.ts";
import type { Operation } from "../../model/operation.ts";
import type { StateEntry } from "../../ports/state.ts";
import { lockCheck } from "../locks.ts";
import { cancellationCodes } from "../sdk-failure.ts";
import { attributesOf } from "./attributes.ts";
import { keyOf, rowKeys } from "./keys.ts";

/** Sends a transaction, with its failure explained. */
export type Transact = (run: (client: DynamoDB) => Promise<unknown>) => Promise<unknown>;

/** Sends an entry as one transaction: the lock as proven, the standing as it was read, and what is written for the first time. */
export async function writeEntry(
  table: string,
  entry: StateEntry,
  proof: LockProof | undefined,
  send: Transact,
): Promise<void> {
  const check = proof === undefined ? [] : [lockCheck(table, entry.environment, proof)];
  const TransactItems = [...check, ...partsOf(table, entry)];
  try {
    await send((client) => client.transactWriteItems({ TransactItems }));
  } catch (error) {
    const refused = refusedParts(error);
    if (refused === undefined) throw error;
    if (check.length > 0 && refused[0] !== undefined) throw lockGone(entry, error);
    // A request repeated after a lost answer meets its own rows.
    const standing = refused[check.length];
    if (textAt(recordAt(recordAt(recordAt(standing, "audit"), "M"), "hash"), "S") === entry.audit.hash) return;
    throw overtaken(entry, error);
  }
}

/** Writes an operation over where the lock is as proven. Throws `locked` else. */
export async function writeProgress(
  table: string,
  operation: Operation,
  proof: LockProof,
  send: Transact,
): Promise<void> {
  const { environment } = operation;
  const TransactItems = [lockCheck(table, environment, proof), progressOf(table, operation)];
  try {
    await send((client) => client.transactWriteItems({ TransactItems }));
  } catch (error) {
    const refused = refusedParts(error);
    if (refused === undefined) throw error;
    if (refused[0] !== undefined) throw lockGone(operation, error);
  }
}

/** One that is on its way for long does not write over how the operation has ended. */
function progressOf(table: string, operation: Operation): TransactWriteItem {
  const { environment, id, state } = operation;
  const value = withoutEnvironment(operation);
  const { Put } = putOf(table, environment, { sk: rowKeys.operation(id), value, once: false });
  if (state !== "running") return { Put };
  return {
    Put: {
      ...Put,
      ConditionExpression: "#state = :running",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":running": { S: state } },
    },
  };
}

function partsOf(table: string, { environment, before, standing, audit, revision, operation }: StateEntry) {
  const put = (sk: string, value: object, once: boolean) => putOf(table, environment, { sk, value, once });
  const meta: TransactWriteItem = {
    Put: {
      TableName: table,
      Item: { ...keyOf(environment, rowKeys.standing), ...attributesOf(standing) },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      ...(before === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#write = :before",
            ExpressionAttributeNames: { "#write": "write" },
            ExpressionAttributeValues: { ":before": { N: String(before.write) } },
          }),
    },
  };
  return [
    meta,
    put(rowKeys.audit(audit.seq), audit, true),
    ...(revision === undefined ? [] : [put(rowKeys.revision(revision.revision), withoutEnvironment(revision), true)]),
    ...(operation === undefined ? [] : [put(rowKeys.operation(operation.id), withoutEnvironment(operation), false)]),
  ];
}

interface Written {
  readonly sk: string;
  readonly value: object;
  /** It must not be there yet. */
  readonly once: boolean;
}

const putOf = (table: string, environment: string, { sk, value, once }: Written) => ({
  Put: {
    TableName: table,
    Item: { ...keyOf(environment, sk), ...attributesOf(value) },
    ...(once && { ConditionExpression: "attribute_not_exists(pk)" }),
  },
});

/** The environment stands in the key. */
const withoutEnvironment = (row: { readonly environment: string }) => ({ ...row, environment: undefined });

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

const lockGone = ({ environment }: Pick<StateEntry, "environment">, cause: unknown) =>
  new GworldError("locked", `What was done to ${environment} was not written down: its lock is another's.`, {
    hint: `See who has it: gworld lock show --env ${environment}`,
    cause,
  });

const overtaken = ({ environment }: StateEntry, cause: unknown) =>
  new GworldError("failed", `Somebody else has written to the history of ${environment} first.`, {
    hint: `See what: gworld history --env ${environment}`,
    cause,
  });
