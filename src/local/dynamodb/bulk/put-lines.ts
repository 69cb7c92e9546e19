import { isObject, type JsonObject } from "../../json.ts";
import { ServiceError } from "../../service.ts";
import type { Dynamo } from "../dynamo.ts";
import { perform, writeOf } from "../write-item.ts";

/** Why a line did not become an item. `unread` are lines that are no record: they end the reading of their object. */
export interface LineFault {
  readonly code: string;
  readonly message: string;
  readonly unread: boolean;
}

/** Puts each line's item, one after the other in one change; the answer has a fault, or undefined, for each line. */
export function putLines(
  dynamo: Dynamo,
  { region, table }: { region: string; table: string },
  lines: readonly string[],
): Promise<readonly (LineFault | undefined)[]> {
  return dynamo.database.change(async (rows) => {
    const faults: (LineFault | undefined)[] = [];
    for (const line of lines) {
      const Item = itemOf(line);
      if (Item === undefined) {
        faults.push({ code: "ParsingError", message: "The line is no record with an Item.", unread: true });
        return faults;
      }
      try {
        await perform(dynamo, region, rows, writeOf("PutItem", { TableName: table, Item }));
        faults.push(undefined);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        faults.push({ code: error.code, message: error.message, unread: false });
      }
    }
    return faults;
  });
}

/** Conditions of single items are not read here: a line with one is no record. */
function itemOf(line: string): JsonObject | undefined {
  const record = parsed(line);
  if (!isObject(record) || !isObject(record["Item"]) || Object.keys(record).length !== 1) return undefined;
  return record["Item"];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A fault as one line of the report. */
export const faultText = (
  { code, message }: Pick<LineFault, "code" | "message">,
  { key, line, record }: { key: string; line: number; record?: string },
): string => {
  const Item = record === undefined ? undefined : itemOf(record);
  return JSON.stringify({
    S3Key: key,
    LineNumber: line,
    ErrorCode: code,
    ErrorMessage: message,
    ...(Item === undefined ? {} : { Item }),
  });
};
