import type { LocalClock } from "../clock.ts";
import type { Store, Table } from "../store.ts";
import { isChangeSetRecord, type ChangeSetRecord } from "./model/change-set.ts";
import { openHistory, type History } from "./records/history.ts";
import { openResources, type Resources } from "./records/resources.ts";
import { openStacks, type Stacks } from "./records/stacks.ts";
import { openTemplates, type Templates } from "./records/templates.ts";

/** Everything CloudFormation remembers. Every write is durable when the call returns. */
export interface Records
  extends Omit<Stacks, "dropStack">, Resources, Pick<History, "events">, Pick<Templates, "keepTemplate" | "template"> {
  readonly changeSets: Table<ChangeSetRecord>;
}

/** Opens the tables and reads resources and events into the indexes that every call uses. */
export function openRecords(store: Store, clock: LocalClock): Records {
  const history = openHistory(store, clock);
  return {
    ...openStacks(store, history),
    ...openResources(store, history),
    ...openTemplates(store),
    changeSets: store.table("cloudformation.change-sets", isChangeSetRecord),
    events: (stackId) => history.events(stackId),
  };
}
