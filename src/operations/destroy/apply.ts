import { refuseDataUnsaid, type DestroyPlan } from "../../model/doomed.ts";
import { GworldError } from "../../model/error.ts";
import { outlivedBy, type StackPart } from "../../model/graph.ts";
import { leftBy } from "../../model/history.ts";
import type { Leftover } from "../../model/leftovers.ts";
import type { RetainedResource } from "../../model/retained.ts";
import { endedWithout, isInterruption, isLockLost, isUnwatched } from "../../model/lost-lock.ts";
import { alongGraph, downstream } from "../../model/schedule.ts";
import { combined } from "../../model/stack-failure.ts";
import type { Destroyed, DestroyPorts } from "../destroy.ts";
import { purgeLeft } from "./purge.ts";
import { leftBehind } from "./left-behind.ts";
import { remove } from "./remove.ts";

type DeletedStack = Destroyed["stacks"][number];

/** Deletes stack after stack against the graph, what is independent in parallel. Run again, it goes on with what is left. */
export async function applyDestroy(ports: DestroyPorts, plan: DestroyPlan): Promise<Destroyed> {
  refuseDataUnsaid(plan);
  const { clock, report, signal, undertaking } = ports;
  const started = clock.now();
  const names = plan.stacks.map(({ name }) => name);
  await undertaking.plans(names);
  report({ kind: "planned", at: clock.now(), stacks: names, forecast: plan.forecast });
  const { stacks, retained, going, unasked, ...removal } = await removeAll(ports, plan);
  const isDone = removal.errors.length === 0 && !signal.aborted;
  const { purged, errors } = isDone ? await purgeLeft(ports, plan) : { purged: [], errors: removal.errors };
  const left = leftBy(names, {
    ends: stacks.map((end) => ({ ...end, action: "delete" })),
    // A request is written down before the lock is asked for.
    begun: undertaking.begun().filter(({ name }) => !unasked.includes(name)),
  });
  const error = whyNotAll(ports, { stacks, errors, going, notBegun: left.notBegun ?? [] });
  await ports.record({
    result: error === undefined ? "destroyed" : signal.aborted || error.code === "resumable" ? "interrupted" : "failed",
    templates: {},
    seconds: Math.round((clock.now() - started) / 1_000),
    ...left,
    cause: errors.length > 0 ? error?.message : undefined,
  });
  if (error !== undefined) throw error;
  const gone = new Set(purged.map(({ physicalId }) => physicalId));
  const stay = retained.filter(({ physicalId }) => !gone.has(physicalId));
  return {
    env: plan.environment,
    stacks,
    retained: await leftBehind(ports, stay),
    ...(plan.purge !== undefined && { purged: purged.map(named) }),
  };
}

const named = ({ type, name, physicalId, region }: Leftover) => ({ type, name, physicalId, region });

async function removeAll(ports: DestroyPorts, plan: DestroyPlan) {
  const { clock, signal } = ports;
  const ends = new Map<StackPart, DeletedStack>();
  const retained: RetainedResource[] = [];
  const parts = plan.stacks.map(({ part }) => part);
  const byPart = new Map(plan.stacks.map((stack) => [stack.part, stack]));
  const nodes = await alongGraph(
    parts,
    downstream(parts, (part) => outlivedBy[part]),
    async (part) => {
      const stack = byPart.get(part);
      if (stack === undefined) return;
      const begun = clock.now();
      retained.push(...(await remove(ports, plan, stack)));
      const seconds = Math.round((clock.now() - begun) / 1_000);
      ends.set(part, { name: stack.name, status: "DELETE_COMPLETE", seconds });
    },
    () => signal.aborted,
  );
  const failed = parts.flatMap((part) => {
    const node = nodes.get(part);
    return node?.end === "failed" ? [{ part, error: node.error }] : [];
  });
  return {
    stacks: parts.flatMap((part) => ends.get(part) ?? []),
    retained,
    errors: failed.map(({ error }) => error),
    going: failed.flatMap(({ part, error }) => (isUnwatched(error) ? (byPart.get(part)?.name ?? []) : [])),
    unasked: failed.flatMap(({ part, error }) => (isLockLost(error) ? (byPart.get(part)?.name ?? []) : [])),
  };
}

const hintOf = ({ again }: DestroyPorts) => `Run the same command again; it goes on with what is left: ${again}`;

interface Ended extends Pick<Destroyed, "stacks"> {
  readonly errors: readonly unknown[];
  /** Names of the stacks that CloudFormation goes on deleting. */
  readonly going: readonly string[];
  readonly notBegun: readonly string[];
}

/** What keeps an environment from being gone; undefined where it is. */
function whyNotAll(ports: DestroyPorts, ended: Ended): GworldError | undefined {
  const failures = ended.errors.filter((error) => !isInterruption(error));
  if (ports.lost?.aborted === true) {
    const failed = failures.length === 0 ? undefined : combined(failures, [], hintOf(ports)).message;
    return endedWithout({ ends: ended.stacks, detached: ended.going, waiting: ended.notBegun, failed });
  }
  if (ports.signal.aborted) return interrupted(ports, failures, ended);
  return ended.errors.length > 0 ? combined(ended.errors, [], hintOf(ports)) : undefined;
}

function interrupted(ports: DestroyPorts, failures: readonly unknown[], { going, notBegun }: Ended): GworldError {
  const { stop, config } = ports;
  const hint = `${hintOf(ports)}\nSee how far CloudFormation is: gworld status --env ${config.name} --watch`;
  const goes =
    going.length === 0 ? "Nothing is being deleted any more." : `CloudFormation goes on deleting ${going.join(", ")}.`;
  const rest = notBegun.length === 0 ? "" : ` Not begun: ${notBegun.join(", ")}.`;
  const told = failures.length === 0 ? "" : `\n${combined(failures, [], hint).message}`;
  return new GworldError("interrupted", `${stop.words()} ${goes}${rest}${told}`, { hint, cause: failures[0] });
}
