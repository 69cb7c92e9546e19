import type { LocalClock } from "../clock.ts";
import type { Store } from "../store.ts";
import { isChangeSetRecord } from "./model/change-set.ts";
import { openDrifts } from "./records/drifts.ts";
import { openHistory } from "./records/history.ts";
import { openResources } from "./records/resources.ts";
import { openStacks } from "./records/stacks.ts";
import { sweep, type Swept } from "./records/retention.ts";
import { openTemplates } from "./records/templates.ts";

/** Everything CloudFormation remembers. Every write is durable when the call returns. */
export interface Records extends Omit<Swept, "dropStack" | "forget" | "forgetDrift" | "place" | "add" | "keepOnly"> {
  /** Drops what nobody asks for any more; called when a stack came to rest. */
  sweep(): void;
}

/** Opens the tables and reads resources and events into the indexes that every call uses. */
export function openRecords(store: Store, clock: LocalClock): Records {
  const history = openHistory(store, clock);
  const all: Swept = {
    ...history,
    ...openStacks(store, history),
    ...openResources(store, history),
    ...openTemplates(store, clock),
    ...openDrifts(store),
    changeSets: store.table("cloudformation.change-sets", isChangeSetRecord),
  };
  return { ...all, sweep: () => sweep(all, clock.now()) };
}
