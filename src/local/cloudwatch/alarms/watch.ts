import type { LocalClock } from "../../clock.ts";
import { unattended } from "../../unattended.ts";
import type { MetricStore } from "../metrics/store.ts";
import { conditionOf, metricsOf } from "./condition.ts";
import { evaluateAlarm, stepOf } from "./evaluate.ts";
import type { AlarmRow, AlarmState, AlarmTables } from "./rows.ts";
import type { AlarmStates } from "./states.ts";

/**
 * Looks at metric alarms while they can change: an alarm without data in its range sleeps until data arrive, unless its
 * scaling policies are to be called every minute.
 */
export interface AlarmWatch {
  /** An alarm was made, changed, set by hand or deleted. */
  noteChange(alarm: Pick<AlarmRow, "arn">): void;
  start(): void;
  stop(): void;
}

/** Data of a period may arrive this much after its end and are still looked at with it. */
const grace = 1_000;

interface Surroundings {
  readonly tables: AlarmTables;
  readonly metrics: MetricStore;
  readonly states: AlarmStates;
  readonly clock: LocalClock;
}

export function watchAlarms({ tables: { alarms }, metrics, states, clock }: Surroundings): AlarmWatch {
  /** Alarms that are looked at, with how often. */
  const awake = new Map<string, number>();
  const readers = readersIn(alarms);
  let due = Infinity;
  let cancel = () => {};
  let isStopped = true;

  function wake(arn: string) {
    const row = alarms.get(arn);
    if (row?.kind !== "MetricAlarm") return;
    const condition = conditionOf(row);
    awake.set(arn, "reason" in condition ? 60_000 : stepOf(condition));
    schedule();
  }

  function schedule() {
    if (isStopped || awake.size === 0) return;
    const step = Math.min(...awake.values());
    const next = (Math.floor((clock.now() - grace) / step) + 1) * step + grace;
    if (next >= due) return;
    cancel();
    due = next;
    cancel = clock.after(next - clock.now(), () => {
      due = Infinity;
      look(next - grace);
      schedule();
    });
  }

  function look(end: number) {
    for (const [arn, step] of awake)
      if (end % step === 0) unattended(`The alarm ${arn} could not be looked at`, () => lookAt(arn, end));
  }

  function lookAt(arn: string, end: number) {
    const row = alarms.get(arn);
    const verdict = row && evaluateAlarm(metrics, row, end, clock.now());
    const { state, latest } = verdict ?? {};
    if (row && state && isNews(state, row)) states.set(row, state, latest);
    else if (row && end % 60_000 === 0) states.insist(row, latest);
    const now = alarms.get(arn);
    if (!now || (!verdict?.mayChange && !states.isInsistent(now))) awake.delete(arn);
  }

  metrics.watch((key) => {
    for (const arn of readers.of(key)) if (!awake.has(arn)) wake(arn);
  });
  return {
    noteChange({ arn }) {
      readers.forget();
      if (alarms.get(arn)) wake(arn);
      else awake.delete(arn);
    },
    start() {
      isStopped = false;
      for (const { arn } of alarms.values()) wake(arn);
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}

/** Another state, or another reason why nothing is known. */
const isNews = (state: AlarmState, { state: before }: AlarmRow) =>
  state.value !== before.value || (state.value === "INSUFFICIENT_DATA" && state.reason !== before.reason);

/** Which alarms read a metric, found anew after a change of alarms. */
function readersIn(alarms: AlarmTables["alarms"]) {
  let known: Map<string, string[]> | undefined;
  const found = () => {
    const readers = new Map<string, string[]>();
    for (const row of alarms.values().filter(({ kind }) => kind === "MetricAlarm"))
      for (const metric of metricsOf(row)) readers.set(metric, [...(readers.get(metric) ?? []), row.arn]);
    return readers;
  };
  return {
    of: (metric: string): readonly string[] => (known ??= found()).get(metric) ?? [],
    forget: () => {
      known = undefined;
    },
  };
}
