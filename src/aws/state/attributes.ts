import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { isRecord } from "../../model/json.ts";

type Row = Readonly<Record<string, AttributeValue>>;

/** A value of ours as DynamoDB keeps it. What is undefined is left out. */
export function attributesOf(value: object): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]: [string, unknown]) =>
      one === undefined ? [] : [[key, attributeOf(one)]],
    ),
  );
}

function attributeOf(value: unknown): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  return isRecord(value) ? { M: attributesOf(value) } : { NULL: true };
}

export const valueOf = (row: Row): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(row).map(([key, one]) => [key, plainOf(one)]));

function plainOf({ S, N, BOOL, L, M }: AttributeValue): unknown {
  if (S !== undefined) return S;
  if (N !== undefined) return Number(N);
  if (BOOL !== undefined) return BOOL;
  if (L !== undefined) return L.map(plainOf);
  return M === undefined ? undefined : valueOf(M);
}
