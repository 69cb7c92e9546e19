import type { Store } from "../../store.ts";
import type { NewEvent } from "../model/event.ts";
import { isResourceRecord, type ResourceRecord } from "../model/resource.ts";
import type { History } from "./history.ts";

/** The resources of all stacks. */
export interface Resources {
  /** In the order they were first written. */
  resources(stackId: string): readonly ResourceRecord[];
  /** Writes a resource and what is told of it: after a crash there are both or neither. */
  putResource(record: ResourceRecord, events?: readonly NewEvent[]): void;
  /** Forgets a resource that is no longer the stack's. */
  dropResource(record: ResourceRecord): void;
}

/** Reads all resources into the index that every call uses. */
export function openResources(store: Store, history: History): Resources {
  const table = store.table("cloudformation.resources", isResourceRecord);
  const byStack = new Map<string, Map<string, ResourceRecord>>();
  const ofStack = (stackId: string) => {
    const found = byStack.get(stackId) ?? new Map<string, ResourceRecord>();
    byStack.set(stackId, found);
    return found;
  };
  for (const record of table.values()) {
    ofStack(record.stackId).set(record.logicalId, record);
    history.add(record.told ?? []);
  }
  const key = ({ stackId, logicalId }: ResourceRecord) => `${stackId}|${logicalId}`;
  return {
    resources: (stackId) => [...(byStack.get(stackId)?.values() ?? [])],
    putResource(record, events = []) {
      const told = history.place(events);
      const row: ResourceRecord = { ...record, told: told.length > 0 ? told : undefined };
      table.put(key(record), row);
      ofStack(record.stackId).set(record.logicalId, row);
      history.add(told);
    },
    dropResource(record) {
      table.delete(key(record));
      ofStack(record.stackId).delete(record.logicalId);
    },
  };
}
