import { createHash } from "node:crypto";
import type { Operation, StackRecord } from "./stack.ts";

/** An operation as DescribeEvents names it. */
export interface ToldOperation {
  readonly id: string;
  readonly type: "CREATE_STACK" | "UPDATE_STACK" | "DELETE_STACK" | "ROLLBACK" | "CONTINUE_ROLLBACK";
}

const types = {
  create: "CREATE_STACK",
  update: "UPDATE_STACK",
  import: "UPDATE_STACK",
  delete: "DELETE_STACK",
  rollback: "ROLLBACK",
} as const;

/** The operation that a stack's status belongs to: what a failure sets off is an operation of its own. */
export function toldOperation({
  operation,
  status,
}: Pick<StackRecord, "operation" | "status">): ToldOperation | undefined {
  if (!operation) return undefined;
  const { id, kind } = operation;
  if (operation.continues === true) return { id, type: "CONTINUE_ROLLBACK" };
  if (kind === "rollback") return { id, type: "ROLLBACK" };
  if (status.includes("ROLLBACK")) return { id: following(operation), type: "ROLLBACK" };
  if (status.startsWith("DELETE") && kind !== "delete") return { id: following(operation), type: "DELETE_STACK" };
  return { id, type: types[kind] };
}

/** The ID of the operation that follows from another one; the same whenever it is asked for. */
function following({ id }: Operation): string {
  const hex = createHash("sha256").update(id).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
