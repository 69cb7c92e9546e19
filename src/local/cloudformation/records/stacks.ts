import type { Store, Table } from "../../store.ts";
import type { NewEvent } from "../model/event.ts";
import { isDeleted, isStackRecord, type StackRecord } from "../model/stack.ts";
import type { History } from "./history.ts";

/** All stacks, the deleted ones that are still told of among them. */
export interface Stacks {
  readonly stacks: Pick<Table<StackRecord>, "get" | "values">;
  /** Writes a stack and what is told of it, as written; after a crash there are both or neither. */
  putStack(stack: StackRecord, events?: readonly NewEvent[]): StackRecord;
  dropStack(stack: StackRecord): void;
  /** By ID also a deleted stack; by name only one that exists. */
  findStack(nameOrId: string, region: string): StackRecord | undefined;
}

/** Opens the table of stacks and adds to the history what a crash kept from it. */
export function openStacks(store: Store, history: History): Stacks {
  const table = store.table("cloudformation.stacks", isStackRecord);
  for (const { told } of table.values()) history.add(told ?? []);
  return {
    stacks: table,
    putStack(stack, events = []) {
      const told = history.place(events);
      const row: StackRecord = { ...stack, told: told.length > 0 ? told : undefined };
      table.put(stack.stackId, row);
      history.add(told);
      return row;
    },
    dropStack: ({ stackId }) => table.delete(stackId),
    findStack(nameOrId, region) {
      const byId = table.get(nameOrId);
      if (byId || nameOrId.startsWith("arn:")) return byId;
      return table.values().find((stack) => stack.name === nameOrId && stack.region === region && !isDeleted(stack));
    },
  };
}
