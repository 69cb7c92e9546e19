import { defineCommand, type Context } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";
import type { DeploySteps } from "../operations/deploy.ts";
import type { ServiceWatch } from "../operations/service-watch.ts";
import type { Adopted } from "../operations/settle.ts";

export const deploy = defineCommand({
  name: "deploy",
  summary: "Bring an environment to its configuration: plan, approve, apply, verify, record",
  examples: [
    { command: "gworld deploy --env dev", summary: "Shows the plan and asks" },
    { command: "gworld deploy --env staging --stack network storage --yes", summary: "Two stacks, without asking" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "refused", "interrupted"],
  args: {},
  flags: {
    stack: flag.list("Only these stacks, such as network or storage", { placeholder: "name" }),
    allowReplace: flag.list("Resource that may lose its data", { placeholder: "logical-id" }),
  },
  async run({ stack, allowReplace, yes }, { io, signal, synth, version, connect }) {
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
      warn: (text: string) => io.warn(text),
    };
    try {
      const deployment = await op.deploy(connection, deploySteps(op, wiring), { allowReplace, version, signal });
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
}

/** The operations that a deployment consists of, bound to one environment. */
function deploySteps(op: Operations, wiring: Wiring): DeploySteps {
  const { config, local, watch, approve } = wiring;
  const follow = op.followStacks({ ...wiring, see: watch.see });
  const adopted: Adopted[] = [];
  const ports = {
    ...wiring,
    follow,
    place: op.placeTemplate(wiring),
    remove: op.stackRemoval(follow),
    guard: op.stackGuard(wiring, wiring.allowReplace),
    find: op.findStacks({ ...wiring, follow }, (ended) => void adopted.push(ended)),
    environment: config.name,
  };
  return {
    plan: () => op.planDeploy(ports, wiring.stack),
    adopted,
    discard: (plan) => op.discardPlan(ports, plan),
    // The local cloud belongs to nobody else: its state backend is made without asking.
    bootstrap: local ? async () => op.applyBootstrap(ports, await op.planBootstrap(ports)) : undefined,
    async approve(plan) {
      const { exceeded, note } = await op.quotaWarnings(wiring, plan);
      wiring.pause();
      if (note !== undefined) wiring.warn(note);
      for (const row of exceeded) wiring.warn(op.exceededText(row));
      return approve((_, style) => op.approvalText(plan, style), "Deploy this?");
    },
    apply: (plan) =>
      op.applyDeploy(
        { ...ports, approve: (more) => approve((_, style) => op.beyondText(more, style), "Go on?") },
        plan,
      ),
    evidence: () => watch.end(),
    rollouts: async (body, name, region) => op.expectedRollouts(body, await wiring.stacks(region).resources(name)),
    verify: (expected) => op.verifyRollouts(ports, expected),
    record: (done) => op.recordRevision(wiring, done),
  };
}

type Operations = Awaited<ReturnType<typeof load>>;

const load = async () => ({
  ...(await import("../operations/apply.ts")),
  ...(await import("../operations/bootstrap.ts")),
  ...(await import("../operations/deploy.ts")),
  ...(await import("../operations/diff.ts")),
  ...(await import("../operations/follow.ts")),
  ...(await import("../operations/guard-stack.ts")),
  ...(await import("../operations/last-lines.ts")),
  ...(await import("../operations/place-template.ts")),
  ...(await import("../operations/quotas.ts")),
  ...(await import("../operations/record.ts")),
  ...(await import("../operations/remove-stack.ts")),
  ...(await import("../operations/service-watch.ts")),
  ...(await import("../operations/settle.ts")),
  ...(await import("../operations/verify-rollouts.ts")),
  ...(await import("../output/deploy.ts")),
  ...(await import("../output/operation-display.ts")),
  ...(await import("../output/plan.ts")),
  ...(await import("../output/quotas.ts")),
});
