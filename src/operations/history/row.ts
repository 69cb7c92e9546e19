import { historyRow, isUnsettled, type HistoryRow } from "../../model/history.ts";
import type { Revision } from "../../model/revision.ts";
import type { Connection } from "../../ports/connection.ts";
import type { EndsOf } from "../journal.ts";

export interface RowPorts extends Pick<Connection, "config" | "state"> {
  /** Asks CloudFormation what became of requests. */
  readonly ends: EndsOf;
}

/** A revision as it is told now. CloudFormation is asked only about what nobody has seen the end of. */
export async function rowOf({ config, state, ends }: RowPorts, revision: Revision): Promise<HistoryRow> {
  if (!isUnsettled(revision) || revision.operation === undefined) return historyRow(revision);
  const operation = await state.operation(config.name, revision.operation);
  return historyRow(revision, operation && { stacks: await ends(operation.stacks ?? []) });
}
