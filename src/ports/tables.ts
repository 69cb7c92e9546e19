import type { TableFacts } from "../model/table-facts.ts";

/** DynamoDB's tables themselves, whatever is in them. */
export interface Tables {
  /** Undefined when there is no such table. */
  describe(name: string): Promise<TableFacts | undefined>;
  /** The attribute by which items expire; undefined where none do. */
  expires(name: string): Promise<string | undefined>;
}
