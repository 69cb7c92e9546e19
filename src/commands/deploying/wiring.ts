import type { Context } from "../../cli/command.ts";
import type { Deadline } from "../../model/deadline.ts";
import type { ReportOperation } from "../../model/operation-events.ts";
import type { Origin } from "../../model/origin.ts";
import type { StackPlan } from "../../model/plan.ts";
import { expectedRollouts } from "../../model/rollout.ts";
import type { DeploySteps, LockedSteps } from "../../operations/deploy.ts";
import type { PlanPorts } from "../../operations/diff.ts";
import type { RecordRevision, Undertaking } from "../../operations/journal.ts";
import type { Held, LockWish } from "../../operations/lock.ts";
import type { Approved } from "../../operations/saved-plan.ts";
import type { ServiceWatch } from "../../operations/service-watch.ts";
import type { Adopted, FindPorts, FindStacks } from "../../operations/settle.ts";
import type { Stopping } from "../../operations/stopping.ts";
import { stackPorts } from "../stacks/stack-ports.ts";
import { preflight } from "./preflight.ts";

type Approve = (
  text: Parameters<Context["io"]["approve"]>[0],
  question: string,
  isApproved?: boolean,
) => Promise<boolean>;

export interface Wiring extends Awaited<ReturnType<Context["connect"]>>, Pick<Context, "synth" | "signal"> {
  readonly warn: (text: string) => void;
  readonly report: ReportOperation;
  readonly attended: boolean;
  readonly stop: Stopping;
  /** Stacks are begun and not followed. */
  readonly detach: boolean;
  readonly times: DeploySteps["times"];
  readonly pause: () => void;
  readonly watch: ServiceWatch;
  /** How long a service may come no further. */
  readonly patience: Deadline;
  readonly approve: Approve;
  /** What a plan is asked about with. */
  readonly question: string;
  readonly allowReplace: readonly string[];
  readonly noRollback: boolean;
  readonly stack: readonly string[];
  readonly wish: LockWish;
  readonly origin: Origin;
  /** The command that goes on where this one stopped. */
  readonly again: string;
  readonly goal?: PlanPorts["goal"];
  /** The document of the revision that is gone back to. */
  readonly document?: string;
  readonly approved?: Approved | undefined;
}

/** The operations that a deployment consists of, bound to one environment. */
export function deploySteps(op: Operations, wiring: Wiring): DeploySteps {
  const { approve, warn } = wiring;
  const adopted: Adopted[] = [];
  const { wish } = wiring;
  const lock = lookAtLock(wiring);
  const underLock: DeploySteps["underLock"] = async (work) =>
    op.withEnvironmentLock(wiring, wish, await lock.row, async (held) =>
      op.journaled(wiring, held, (record, undertaking) =>
        work(lockedSteps(op, wiring, { held, record, undertaking, adopted })),
      ),
    );
  const ports = portsOf(op, wiring, {
    adopted,
    busy: () => op.awaitFreeLock(wiring, wish),
    callOff: (going) => underLock((locked) => locked.callOff(going)),
  });
  return {
    plan: () => planned(op, wiring, ports, lock),
    async planToChange(made) {
      if (lock.isFirst()) return made;
      await op.discardPlan(ports, made);
      await lock.seen();
      return planned(op, wiring, ports, lock);
    },
    adopted,
    cutOff: () => op.wasCutOff(wiring),
    discard: (made) => op.discardPlan(ports, made),
    // The local cloud belongs to nobody else: its state backend is made without asking.
    bootstrap: wiring.local ? async () => op.applyBootstrap(ports, await op.planBootstrap(ports)) : undefined,
    fresh: op.freshPlan,
    warn,
    times: wiring.times,
    async approve(made) {
      const warnings = await preflight(wiring, made);
      wiring.pause();
      for (const text of warnings) warn(text);
      await wiring.approved?.same(made);
      return approve((_, style) => op.approvalText(made, style), wiring.question, wiring.approved !== undefined);
    },
    underLock,
  };
}

/** Looks at the lock at once, without being waited for. */
function lookAtLock({ config, locks }: Wiring) {
  const row = locks.read(config.name).catch(() => undefined);
  let isFirst = false;
  return {
    /** Waits until it was looked at: what is found from then on is what it was, as long as the lock stays as it was. */
    seen: async (): Promise<void> => {
      await row;
      isFirst = true;
    },
    /** Whether it was, before the stacks were found that are planned on. */
    isFirst: () => isFirst,
    row,
  };
}

async function planned(
  op: Operations,
  wiring: Wiring,
  ports: ReturnType<typeof portsOf>,
  { isFirst, seen }: ReturnType<typeof lookAtLock>,
) {
  const guard = op.guardChange(wiring).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const find: FindStacks = async (verb) => {
    const found = await ports.find(verb);
    // Before the first change set.
    const refused = await guard;
    if (refused !== undefined) throw refused.error;
    return found;
  };
  const findToChange: FindStacks = async (verb) => {
    await seen();
    return ports.find(verb);
  };
  const rest = isFirst() ? {} : { findToChange };
  const made = await op.planDeploy({ ...ports, find, ...rest }, wiring.stack);
  try {
    await wiring.approved?.bound(made);
  } catch (error) {
    await op.discardPlan(ports, made);
    throw error;
  }
  return made;
}

interface UnderLock {
  readonly held: Held;
  readonly record: RecordRevision;
  readonly undertaking: Undertaking;
  readonly adopted: Adopted[];
}

function lockedSteps(op: Operations, wiring: Wiring, { held, record, undertaking, adopted }: UnderLock): LockedSteps {
  const { approve, watch, document, stop } = wiring;
  const isStopped = () => held.signal.aborted || stop.off.aborted;
  const callOff: LockedSteps["callOff"] = (going) =>
    op.callOffGoing({ ...own, record, begins: undertaking.begins }, going);
  const own = portsOf(op, op.sureFirst(wiring, held.sure), { adopted, callOff });
  // A saved plan is carried out as it was approved, or not: whoever approved it is not here to be asked.
  const askBeyond = async (more: StackPlan) => {
    wiring.approved?.refuseBeyond(more);
    return approve((_, style) => op.beyondText(more, style), "Go on?");
  };
  const waiting = (names: readonly string[]) =>
    own.report({ kind: "note", at: own.clock.now(), text: `verifying: waiting for ${names.join(", ")}` });
  // Nothing is taken back where what fails is to stay as it is.
  if (!wiring.noRollback) watch.giveUp({ ...own, deadline: wiring.patience });
  return {
    undisturbed: held.undisturbed,
    lost: held.lost,
    callOff,
    plan: () => op.planDeploy(own, wiring.stack),
    async apply(made) {
      const follow = wiring.detach && { follow: op.leaveAtOnce };
      const applied = await stop.during(() =>
        op.applyDeploy({ ...own, approve: askBeyond, isStopped, begins: undertaking.begins, ...follow }, made),
      );
      return { ...applied, errors: [...watch.givenUp(), ...applied.errors] };
    },
    evidence: () => watch.end(),
    rollouts: async (body, name, region) => expectedRollouts(body, await own.stacks(region).resources(name)),
    verify: (expected) => op.verifyRollouts(own, expected),
    check: (begun, patienceMs) => op.verifyEnvironment(own, { begun, patienceMs, signal: held.signal, waiting }),
    keep: document === undefined ? op.keepRevision({ ...own, deployed: op.deployedStacks(own) }) : async () => document,
    record,
    undertaking,
  };
}

interface Finding extends Pick<FindPorts, "busy" | "callOff"> {
  readonly adopted: Adopted[];
}

function portsOf(op: Operations, wiring: Wiring, { adopted, busy, callOff }: Finding) {
  const ended = (one: Adopted) => void adopted.push(one);
  const ports = stackPorts(wiring, { see: wiring.watch.see, busy, adopted: ended, callOff });
  const place = op.placeTemplate(wiring);
  return {
    ...ports,
    ...op.adoptionPorts(wiring),
    adopt: op.adopt({ ...ports, place }),
    place,
    guard: op.stackGuard(wiring, wiring.allowReplace),
    environment: wiring.config.name,
  };
}

export type Operations = Awaited<ReturnType<typeof load>>;

export const load = () => import("./operations.ts");
