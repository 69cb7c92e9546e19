import type { WorldTable } from "../names.ts";
import { tableSchemas } from "../tables.ts";

/**
 * One line of DynamoDB's report of rows it could not put, in short: the row's key and why. The report's members are not
 * relied on; a line that shows neither is told as it is.
 */
export function reportLine(table: WorldTable, line: string): string {
  const { pk, sk } = tableSchemas[table];
  const key = [pk, sk].flatMap((name) => (name === undefined ? [] : (keyIn(line, name) ?? [])));
  const [, why] = /"[a-z]*message[a-z]*"\s*:\s*\[?\s*"((?:[^"\\]|\\.)*)"/i.exec(line) ?? [];
  const said = [key.join(" "), why].filter(Boolean).join(": ");
  return (said === "" ? line : said).slice(0, 200);
}

const keyIn = (line: string, name: string): string | undefined =>
  new RegExp(`"${name}"\\s*:\\s*\\{\\s*"S"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(line)?.[1];
