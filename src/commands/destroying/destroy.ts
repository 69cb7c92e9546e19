import type { Context } from "../../cli/command.ts";
import type { ErrorCode } from "../../model/error.ts";
import type { DestroyPlan } from "../../model/doomed.ts";
import type { ReportOperation } from "../../model/operation-events.ts";
import { shellWord } from "../../model/shell-word.ts";
import type { KeepWorld } from "../../operations/destroy.ts";
import type { RecordRevision, Undertaking } from "../../operations/journal.ts";
import type { FindLeftovers } from "../../operations/leftovers.ts";
import type { Held } from "../../operations/lock.ts";
import type { Stopping } from "../../operations/stopping.ts";
import { destroyMeanings, hearInterrupts } from "../stacks/interrupts.ts";
import { stackPorts } from "../stacks/stack-ports.ts";
import { stoppable } from "../stacks/stoppable.ts";

interface Wish {
  readonly withData: boolean;
  readonly discardWorlds: boolean;
  /** What outlives the stacks goes too. */
  readonly purge: boolean;
  /** The folder in which each world is kept first. */
  readonly finalSnapshots: string | undefined;
  readonly confirm: string | undefined;
  readonly wait: boolean;
  readonly noWait: boolean;
  readonly yes: boolean;
  /** How long it may take, such as 15m. */
  readonly deadline: string | undefined;
}

export async function runDestroy(typed: Wish, context: Context): Promise<ErrorCode | undefined> {
  const { withData, discardWorlds, purge, finalSnapshots: folder, wait, noWait, deadline } = typed;
  const { io, synth, origin, connect } = context;
  const [op, connection, from] = await Promise.all([load(), connect(), origin("destroy")]);
  const { config, clock } = connection;
  const { report, pause, times, stop } = stoppable(context, clock, deadline);
  const signal = AbortSignal.any([stop.signal, stop.off]);
  const again = againText(config.name, typed);
  const release = hearInterrupts(context, stop, destroyMeanings(again));
  const warn = (text: string) => io.warn(text);
  const wish = op.lockWish({ command: "destroy", wait, noWait, io, clock, signal, pause });
  const seen = connection.locks.read(config.name).catch(() => undefined);
  const attended = io.interactive;
  const leftBehind = purge ? op.leftoverSearch(connection, "always") : undefined;
  const wiring = { ...connection, report, signal, stop, again, attended, origin: from, synth, warn, leftBehind };
  const ports = portsOf(wiring, () => op.awaitFreeLock(connection, wish));
  const approve = async (plan: DestroyPlan) => {
    pause();
    const approved = await isApproved(op, { io, config, plan }, typed);
    stop.restart();
    return approved;
  };
  try {
    const keep = folder === undefined ? undefined : await op.finalSnapshots(context, connection, folder);
    await Promise.all([seen, op.guardChange(wiring)]);
    const plan = await op.planDestroy(ports, { withData, discardWorlds, keepsWorlds: keep !== undefined });
    // The end of a run that was cut off is still to be written down.
    if (plan.stacks.length === 0 && !op.purgesAny(plan) && !(await op.wasCutOff(connection))) {
      pause();
      io.result(await op.nothingToDestroy(ports), op.destroyedText);
      return undefined;
    }
    if (!(await approve(plan))) return "refused";
    const done = await op.destroy(plan, {
      underLock: async (work) =>
        op.withEnvironmentLock(connection, wish, await seen, (held) =>
          op.journaled(wiring, held, (write, undertaking) => {
            const record: RecordRevision = (outcome) => write(outcome, times.timings());
            const own = { ...op.sureFirst(wiring, held.sure), held, record, undertaking, keep };
            return work(portsOf(own), held.undisturbed);
          }),
        ),
      fresh: op.freshPlan,
      approve,
      warn,
    });
    if (done === undefined) return "refused";
    pause();
    io.result(done, op.destroyedText);
    return undefined;
  } catch (error) {
    throw stop.told(error);
  } finally {
    release();
    stop.end();
    pause();
  }
}

/** Whatever the first run was to keep, the next one is to keep, too. */
const againText = (env: string, { purge, withData, discardWorlds, finalSnapshots }: Wish): string =>
  [
    `gworld destroy --env ${env}`,
    ...(purge ? ["--purge"] : []),
    ...(withData ? ["--with-data"] : []),
    ...(discardWorlds ? ["--discard-worlds"] : []),
    ...(finalSnapshots === undefined ? [] : [`--final-snapshots ${shellWord(finalSnapshots)}`]),
  ].join(" ");

interface Asking extends Pick<Context, "io">, Pick<Awaited<ReturnType<Context["connect"]>>, "config"> {
  readonly plan: DestroyPlan;
}

/** Shows what goes, and asks. A plan that deletes nothing is not asked about. */
async function isApproved(
  op: Awaited<ReturnType<typeof load>>,
  { io, config, plan }: Asking,
  { finalSnapshots, confirm, yes }: Wish,
): Promise<boolean> {
  if (plan.stacks.length === 0 && !op.purgesAny(plan)) return true;
  op.refuseDataUnsaid(plan);
  if (finalSnapshots !== undefined) op.refuseUnseen(plan);
  return io.approve((_, style) => op.destroyPlanText(plan, style), {
    yes,
    question: `${plan.purge === undefined ? "Destroy" : "Destroy and purge"} ${config.name}?`,
    ...(op.wantsName(config, plan) && { confirm: { expected: config.name, given: confirm } }),
  });
}

interface Wiring extends Awaited<ReturnType<Context["connect"]>> {
  readonly report: ReportOperation;
  readonly signal: AbortSignal;
  readonly stop: Stopping;
  readonly again: string;
  readonly attended: boolean;
  readonly held?: Held;
  readonly record?: RecordRevision;
  readonly undertaking?: Pick<Undertaking, "plans" | "begins" | "begun">;
  readonly keep?: KeepWorld | undefined;
  readonly leftBehind?: FindLeftovers | undefined;
}

function portsOf(wiring: Wiring, busy?: () => Promise<void>) {
  return {
    ...stackPorts(wiring, { busy, begun: "leave" }),
    signal: wiring.held?.signal ?? wiring.signal,
    lost: wiring.held?.lost,
    sure: wiring.held?.sure ?? (async () => undefined),
    record: wiring.record ?? (async () => null),
    undertaking: wiring.undertaking ?? noUndertaking,
  };
}

/** Before there is a lock nothing is begun. */
const noUndertaking: Pick<Undertaking, "plans" | "begins" | "begun"> = {
  plans: async () => undefined,
  begins: async () => undefined,
  begun: () => [],
};

const load = async () => ({
  ...(await import("../../model/doomed.ts")),
  ...(await import("../../operations/destroy.ts")),
  ...(await import("../../operations/fresh-plan.ts")),
  ...(await import("../../operations/leftovers.ts")),
  ...(await import("../../operations/lock.ts")),
  ...(await import("../../operations/journal.ts")),
  ...(await import("../../operations/sure-first.ts")),
  ...(await import("../../output/destroy.ts")),
  ...(await import("./final-snapshots.ts")),
  ...(await import("../../output/lock.ts")),
});
