import type { Store, Table } from "../../store.ts";
import { isDriftDetection, isResourceDrift, type DriftDetection, type ResourceDrift } from "../model/drift.ts";
import type { ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";

/** What was found out about drift. */
export interface Drifts {
  readonly detections: Table<DriftDetection>;
  putDrift(drift: ResourceDrift): void;
  dropDrift(stackId: string, logicalId: string): void;
  /** Of a resource as it is now: what was found before it was last changed says nothing. */
  driftOf(record: ResourceRecord): ResourceDrift | undefined;
  /** The newest detection since the stack was last changed. */
  newestDetection(stack: StackRecord): DriftDetection | undefined;
  /** Drops all that is known of a stack. */
  forgetDrift(stackId: string): void;
}

/** Opens the tables of drift. */
export function openDrifts(store: Store): Drifts {
  const detections = store.table("cloudformation.drift-detections", isDriftDetection);
  const table = store.table("cloudformation.drifts", isResourceDrift);
  const key = (stackId: string, logicalId: string) => `${stackId}|${logicalId}`;
  return {
    detections,
    putDrift: (drift) => table.put(key(drift.stackId, drift.logicalId), drift),
    dropDrift: (stackId, logicalId) => table.delete(key(stackId, logicalId)),
    driftOf({ stackId, logicalId, at, current }) {
      const found = table.get(key(stackId, logicalId));
      return found && found.at >= at && found.physicalId === current?.physicalId ? found : undefined;
    },
    newestDetection({ stackId, updatedAt, createdAt }) {
      const own = detections.values().filter((each) => each.stackId === stackId);
      return own.filter(({ startedAt }) => startedAt >= (updatedAt ?? createdAt)).at(-1);
    },
    forgetDrift(stackId) {
      for (const row of table.values()) if (row.stackId === stackId) table.delete(key(stackId, row.logicalId));
      for (const row of detections.values()) if (row.stackId === stackId) detections.delete(row.id);
    },
  };
}
