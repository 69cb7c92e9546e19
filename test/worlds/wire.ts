import { listed, record, type Row } from "./rows.ts";

/** Nobody checks the signature: the Region and the service are what it is read for. */
const authorization =
  "AWS4-HMAC-SHA256 Credential=AKIALOCAL/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

/** One call of DynamoDB as plain HTTP, past every client. */
export async function wireCall(endpoint: string, operation: string, input: unknown): Promise<Row> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      authorization,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation}: ${text}`);
  return record(JSON.parse(text));
}

/** All rows of a table as they go over the wire. */
export async function wireRows(endpoint: string, TableName: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let from: unknown;
  do {
    const start = from === undefined ? {} : { ExclusiveStartKey: from };
    const page = await wireCall(endpoint, "Scan", { TableName, ConsistentRead: true, ...start });
    rows.push(...listed(page["Items"]).map(record));
    from = page["LastEvaluatedKey"];
  } while (from !== undefined);
  return rows;
}
