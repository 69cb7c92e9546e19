import { bool, number } from "../../json.ts";
import { unattended } from "../../unattended.ts";
import { noteActivity } from "../capacity.ts";
import { type ScalingState, targetKey } from "../state.ts";
import { registerTarget } from "../targets.ts";
import type { ScheduledActionRow } from "../rows.ts";
import { scheduleOf } from "./actions.ts";

/** Runs scheduled actions when they are due. What was due while the local cloud did not run is not made up for. */
export interface Timetable {
  /** Looks again when the next action is due, after actions have changed. */
  plan(): void;
  stop(): void;
}

/** Timers of the system cannot wait for longer than 24 days. */
const longest = 86_400_000;

export function openTimetable(state: ScalingState): Timetable {
  const { clock } = state.ground;
  let cancel = () => {};
  let seen = clock.now();
  const timetable: Timetable = {
    plan() {
      cancel();
      const dues = state.scheduled.values().flatMap((row) => scheduleOf(row)?.(seen) ?? []);
      if (dues.length === 0) {
        seen = clock.now();
        return;
      }
      const wait = Math.min(Math.max(0, Math.min(...dues) - clock.now()), longest);
      cancel = clock.after(wait, () => {
        const [from, to] = [seen, clock.now()];
        seen = to;
        for (const row of state.scheduled.values()) {
          const due = scheduleOf(row)?.(from);
          if (due !== undefined && due <= to) unattended("A scheduled action failed", () => run(state, row));
        }
        timetable.plan();
      });
    },
    stop: () => cancel(),
  };
  return timetable;
}

function run(state: ScalingState, row: ScheduledActionRow) {
  const target = state.targets.get(targetKey(row.region, row));
  if (!target || bool(target.suspended, "ScheduledScalingSuspended")) return;
  const MinCapacity = number(row.action, "MinCapacity") ?? target.minCapacity;
  const MaxCapacity = number(row.action, "MaxCapacity") ?? target.maxCapacity;
  const bounds = `min capacity to ${MinCapacity} and max capacity to ${MaxCapacity}`;
  noteActivity(state, target, {
    description: `Setting ${bounds}`,
    cause: `scheduled action name ${row.name} was triggered`,
    message: `Successfully set ${bounds}`,
  });
  const { serviceNamespace, resourceId, scalableDimension } = row;
  const named = { ServiceNamespace: serviceNamespace, ResourceId: resourceId, ScalableDimension: scalableDimension };
  registerTarget(
    state,
    { ...named, MinCapacity, MaxCapacity },
    { region: row.region, account: row.arn.split(":")[4] ?? "" },
  );
}
