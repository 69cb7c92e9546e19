import { defineCommand, type Context } from "../cli/command.ts";
import { flag, lockFlags } from "../cli/flags.ts";
import type { DeploySteps } from "../operations/deploy.ts";
import type { LockWish } from "../operations/lock.ts";
import type { ServiceWatch } from "../operations/service-watch.ts";
import type { Adopted } from "../operations/settle.ts";

export const deploy = defineCommand({
  name: "deploy",
  summary: "Bring an environment to its configuration: plan, approve, apply, verify, record",
  examples: [
    { command: "gworld deploy --env dev", summary: "Shows the plan and asks" },
    { command: "gworld deploy --env staging --stack network storage --yes", summary: "Two stacks, without asking" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "interrupted"],
  args: {},
  flags: {
    stack: flag.list("Only these stacks, such as network or storage", { placeholder: "name" }),
    allowReplace: flag.list("Resource that may lose its data", { placeholder: "logical-id" }),
    ...lockFlags,
  },
  async run({ stack, allowReplace, wait, noWait, yes }, { io, signal, synth, version, gitSha, connect }) {
    const [op, connection] = await Promise.all([load(), connect()]);
    const { report, pause } = op.operationDisplay(io);
    const lastLines = op.lastLines(connection, connection.config.name);
    const watch = op.watchServices({ ...connection, report, lastLines });
    const approve: Approve = (text, question) => {
      pause();
      return io.approve(text, { yes, question });
    };
    const wiring = {
      ...connection,
      synth,
      signal,
      report,
      pause,
      watch,
      approve,
      allowReplace,
      stack,
      wish: op.lockWish({ command: "deploy", wait, noWait, io, clock: connection.clock, signal, pause }),
      warn: (text: string) => io.warn(text),
    };
    try {
      const deployment = await op.deploy(connection, deploySteps(op, wiring), {
        allowReplace,
        version,
        signal,
        gitSha,
      });
      pause();
      if (deployment === undefined) return "refused";
      io.result(deployment, op.deploymentText);
      return undefined;
    } finally {
      await watch.end();
      pause();
    }
  },
});

type Approve = (text: Parameters<Context["io"]["approve"]>[0], question: string) => Promise<boolean>;

interface Wiring extends Awaited<ReturnType<Context["connect"]>>, Pick<Context, "synth" | "signal"> {
  readonly warn: (text: string) => void;
  readonly report: ReturnType<Operations["operationDisplay"]>["report"];
  readonly pause: () => void;
  readonly watch: ServiceWatch;
  readonly approve: Approve;
  readonly allowReplace: readonly string[];
  readonly stack: readonly string[];
  readonly wish: LockWish;
}

/** The operations that a deployment consists of, bound to one environment. */
function deploySteps(op: Operations, wiring: Wiring): DeploySteps {
  const { config, locks, watch, approve, warn } = wiring;
  const adopted: Adopted[] = [];
  const { wish } = wiring;
  const seen = locks.read(config.name).catch(() => undefined);
  const ports = portsOf(op, wiring, adopted, () => op.awaitFreeLock(wiring, wish));
  return {
    plan: () => op.planDeploy(ports, wiring.stack),
    adopted,
    discard: (plan) => op.discardPlan(ports, plan),
    // The local cloud belongs to nobody else: its state backend is made without asking.
    bootstrap: wiring.local ? async () => op.applyBootstrap(ports, await op.planBootstrap(ports)) : undefined,
    fresh: op.freshPlan,
    warn,
    async approve(plan) {
      const { exceeded, note } = await op.quotaWarnings(wiring, plan);
      wiring.pause();
      if (note !== undefined) warn(note);
      for (const row of exceeded) warn(op.exceededText(row));
      return approve((_, style) => op.approvalText(plan, style), "Deploy this?");
    },
    underLock: async (work) =>
      op.withEnvironmentLock(wiring, wish, await seen, async ({ signal, sure, proof, from, undisturbed }) => {
        const own = portsOf(op, { ...op.sureFirst(wiring, sure), signal }, adopted);
        await op.recordGone({ ...own, proof }, config.name, from);
        return work({
          undisturbed,
          plan: () => op.planDeploy(own, wiring.stack),
          apply: (plan) =>
            op.applyDeploy(
              { ...own, approve: (more) => approve((_, style) => op.beyondText(more, style), "Go on?") },
              plan,
            ),
          evidence: () => watch.end(),
          rollouts: async (body, name, region) => op.expectedRollouts(body, await own.stacks(region).resources(name)),
          verify: (expected) => op.verifyRollouts(own, expected),
          record: (done) => op.recordRevision({ ...own, proof }, done),
        });
      }),
  };
}

function portsOf(op: Operations, wiring: Wiring, adopted: Adopted[], busy?: () => Promise<void>) {
  const follow = op.followStacks({ ...wiring, see: wiring.watch.see });
  return {
    ...wiring,
    follow,
    place: op.placeTemplate(wiring),
    remove: op.stackRemoval(follow),
    guard: op.stackGuard(wiring, wiring.allowReplace),
    find: op.findStacks({ ...wiring, follow, ...(busy && { busy }) }, (ended) => void adopted.push(ended)),
    environment: wiring.config.name,
  };
}

type Operations = Awaited<ReturnType<typeof load>>;

const load = async () => ({
  ...(await import("../operations/apply.ts")),
  ...(await import("../operations/bootstrap.ts")),
  ...(await import("../operations/deploy.ts")),
  ...(await import("../operations/diff.ts")),
  ...(await import("../operations/follow.ts")),
  ...(await import("../operations/fresh-plan.ts")),
  ...(await import("../operations/guard-stack.ts")),
  ...(await import("../operations/last-lines.ts")),
  ...(await import("../operations/lock.ts")),
  ...(await import("../operations/place-template.ts")),
  ...(await import("../operations/quotas.ts")),
  ...(await import("../operations/record.ts")),
  ...(await import("../operations/remove-stack.ts")),
  ...(await import("../operations/service-watch.ts")),
  ...(await import("../operations/settle.ts")),
  ...(await import("../operations/sure-first.ts")),
  ...(await import("../operations/verify-rollouts.ts")),
  ...(await import("../output/deploy.ts")),
  ...(await import("../output/lock.ts")),
  ...(await import("../output/operation-display.ts")),
  ...(await import("../output/plan.ts")),
  ...(await import("../output/quotas.ts")),
});
