import { restoreRequest } from "../../src/model/restore/request.ts";
import { collectGeneration } from "../../src/operations/collect.ts";
import { countRows } from "../../src/operations/count-rows.ts";
import { withLease } from "../../src/operations/lease.ts";
import { applyRestore, planRestore, type RestoreEvent } from "../../src/operations/restore.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { snapshotPorts } from "./taking.ts";

type Wish = Partial<Omit<Parameters<typeof restoreRequest>[0], "id">>;

/** Restores as the command does, and remembers what was told. */
export async function restoreSnapshot(
  data: WorldData,
  id: string,
  wish: Wish = {},
  { signal = new AbortController().signal, clock }: { signal?: AbortSignal; clock?: Clock } = {},
) {
  const none = {
    as: undefined,
    undo: false,
    abort: false,
    from: undefined,
    ttl: undefined,
    allowFuzzy: false,
    only: [],
  };
  const request = restoreRequest({ id, ...none, ...wish });
  const ports = snapshotPorts(data, clock);
  const events: RestoreEvent[] = [];
  const plan = await planRestore(ports, request, { maxWriteUnits: wish.maxWcu, count: countRows });
  const restored = await applyRestore(ports, plan, {
    withLease,
    collect: collectGeneration,
    signal,
    maxWriteUnits: wish.maxWcu,
    command: `gworld restore ${id} -e dev`,
    report: (event) => void events.push(event),
  });
  return { restored, plan, events };
}
