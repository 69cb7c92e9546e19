import { restoreRequest } from "../../src/model/restore/request.ts";
import { collectGeneration } from "../../src/operations/collect.ts";
import { countRows } from "../../src/operations/count-rows.ts";
import { withLease } from "../../src/operations/lease.ts";
import { dropRestore } from "../../src/operations/restore/drop.ts";
import { endBulk } from "../../src/operations/restore/end-bulk.ts";
import { abortRestore, planAbort } from "../../src/operations/restore-back/abort.ts";
import { applyUndo, planUndo, type Way } from "../../src/operations/restore-back.ts";
import { applyRestore, planRestore, type RestoreEvent } from "../../src/operations/restore.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { snapshotPorts } from "./taking.ts";

type Wish = Partial<Omit<Parameters<typeof restoreRequest>[0], "id">>;

interface Restoring {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** What happens while the plan is asked about. */
  readonly asked?: () => Promise<unknown>;
}

/** Restores as the command does, and remembers what was told. */
export async function restoreSnapshot(
  data: WorldData,
  id: string,
  wish: Wish = {},
  { signal = new AbortController().signal, clock, asked }: Restoring = {},
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
  await asked?.();
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

const running = new AbortController().signal;

/** Undoes a restore, or brings back what an undo has taken away, as the command does. */
export async function undo(
  data: WorldData,
  name: string,
  { way = "undo", asked, clock, signal = running }: { way?: Way } & Restoring = {},
) {
  const ports = snapshotPorts(data, clock);
  const plan = await planUndo(ports, name, way);
  await asked?.();
  return applyUndo(ports, plan, { withLease, signal, waiting: () => undefined });
}

/** Drops a restore as the command does. */
export async function drop(data: WorldData, name: string, { clock, asked }: Omit<Restoring, "signal"> = {}) {
  const ports = snapshotPorts(data, clock);
  const plan = await planAbort(ports, name);
  await asked?.();
  return abortRestore(ports, plan, {
    withLease,
    drop: dropRestore,
    endBulk,
    signal: running,
    waiting: () => undefined,
  });
}
