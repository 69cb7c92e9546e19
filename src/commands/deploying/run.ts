import type { Context } from "../../cli/command.ts";
import { GworldError } from "../../model/error.ts";
import type { PlanPorts } from "../../operations/diff.ts";
import type { Approved } from "../../operations/saved-plan.ts";
import { deadlineOf, serviceDeadline } from "../../model/deadline.ts";
import { deployMeanings, hearInterrupts } from "../stacks/interrupts.ts";
import { stoppable } from "../stacks/stoppable.ts";
import { deploySteps, type Operations } from "./wiring.ts";

export interface Deploying {
  readonly yes: boolean;
  readonly wait: boolean;
  readonly noWait: boolean;
  /** How long the stacks may take, such as 15m. */
  readonly deadline: string | undefined;
  /** How long a service may come no further. */
  readonly serviceDeadline?: string | undefined;
  readonly detach: boolean;
  /** As it was typed, without `gworld`. */
  readonly command: string;
  readonly question: string;
  readonly allowReplace: readonly string[];
  /** What fails stays as it is. */
  readonly noRollback?: boolean | undefined;
  readonly stack: readonly string[];
  /** What the environment is brought to instead of its configuration. */
  readonly back?: { readonly goal: PlanPorts["goal"]; readonly to: number; readonly document: string } | undefined;
  /** Approved beforehand: nothing is asked, and nothing else is done. */
  readonly approved?: Approved | undefined;
}

type Surroundings = Pick<
  Context,
  "io" | "signal" | "synth" | "origin" | "connect" | "hint" | "summarize" | "onInterrupt"
>;

/** Plans, asks, applies and shows: what every verb does that brings an environment to something. */
export async function runDeployment(op: Operations, context: Surroundings, wish: Deploying) {
  const { io, synth } = context;
  const { command, allowReplace, stack, yes, back, detach } = wish;
  const patience = deadlineOf(wish.serviceDeadline, "--service-deadline") ?? serviceDeadline;
  const [connection, origin] = await Promise.all([context.connect(), context.origin(command)]);
  const { clock, config } = connection;
  const again = `gworld ${command} --env ${config.name}`;
  const { report, pause, times, stop } = stoppable(context, clock, wish.deadline);
  const { signal } = stop;
  const release = hearInterrupts(context, stop, deployMeanings(again));
  const lastLines = op.lastLines(connection, config.name);
  const watch = op.watchServices({ ...connection, report, lastLines });
  const steps = deploySteps(op, {
    ...connection,
    synth,
    signal,
    stop,
    detach,
    report,
    attended: io.interactive,
    times,
    pause,
    watch,
    patience,
    approve: (text, question, isApproved = false) => {
      pause();
      return io.approve(text, { yes: yes || isApproved, question });
    },
    question: wish.question,
    allowReplace,
    noRollback: wish.noRollback ?? false,
    stack,
    wish: op.lockWish({ ...wish, io, clock, signal, pause }),
    warn: (text: string) => io.warn(text),
    origin,
    again,
    ...(back && { goal: back.goal, document: back.document }),
    approved: wish.approved,
  });
  try {
    const deployment = await op.deploy(connection, steps, { allowReplace, stop, detach, again, backTo: back?.to });
    pause();
    if (deployment === undefined) return "refused" as const;
    await context.summarize(async () => op.deploymentSummary(deployment));
    io.result(deployment, op.deploymentText);
    return undefined;
  } catch (error) {
    const told = stop.told(error);
    if (told instanceof GworldError)
      await context.summarize(async () => op.failureSummary({ env: config.name, command }, named(context, told)));
    throw told;
  } finally {
    release();
    stop.end();
    await watch.end();
    pause();
  }
}

const named = ({ hint: withEnvironment }: Pick<Context, "hint">, { code, message, hint }: GworldError) => ({
  code,
  message,
  hint: withEnvironment(hint),
});
