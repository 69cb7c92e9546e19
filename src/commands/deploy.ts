import { defineCommand, type Context } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";
import type { DeployPlan, StackPlan } from "../model/plan.ts";
import type { Adopted, FoundStack } from "../operations/settle.ts";

export const deploy = defineCommand({
  name: "deploy",
  summary: "Bring an environment to its configuration: plan, approve, apply, verify, record",
  examples: [
    { command: "gworld deploy --env dev", summary: "Shows the plan and asks" },
    { command: "gworld deploy --env staging --stack network storage --yes", summary: "Two stacks, without asking" },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "refused", "interrupted"],
  args: {},
  flags: {
    stack: flag.list("Only these stacks, such as network or storage", { placeholder: "name" }),
    allowReplace: flag.list("Resource that may lose its data", { placeholder: "logical-id" }),
  },
  async run({ stack, allowReplace, yes }, context) {
    const { io, signal, synth, version } = context;
    const [step, connection] = await Promise.all([load(), context.connect()]);
    const { config, clock } = connection;
    const { report, pause } = step.operationDisplay(io);
    const watch = step.watchServices({ ...connection, report, lastLines: step.lastLines(connection, config.name) });
    const follow = step.followStacks({ clock, signal, report, see: watch.see });
    const place = step.placeTemplate({ ...connection, synth });
    const adopted: Adopted[] = [];
    const settle = async (found: readonly FoundStack[]) => adopted.push(...(await step.settle(follow, found)));
    const approve = (text: Text, question: string) => {
      pause();
      return io.approve(text, { yes, question });
    };
    const guard = step.stackGuard(connection, allowReplace);
    const remove = step.stackRemoval(follow);
    const ports = { ...connection, synth, place, settle, follow, remove, report, signal, allowReplace, guard };
    try {
      const deployment = await step.deploy(
        connection,
        {
          plan: () => step.planDeploy(ports, stack),
          adopted,
          discard: (plan) => step.discardPlan(ports, plan),
          // The local cloud belongs to nobody else: its state backend is made without asking.
          bootstrap:
            config.name === "local"
              ? async () => step.applyBootstrap(ports, await step.planBootstrap(ports))
              : undefined,
          approve: (plan: DeployPlan) => approve((_, style) => step.approvalText(plan, style), "Deploy this?"),
          apply: (plan) =>
            step.applyDeploy(
              { ...ports, approve: (more: StackPlan) => approve((_, style) => step.beyondText(more, style), "Go on?") },
              plan,
            ),
          evidence: () => watch.end(),
          rollouts: async (body, name, region) =>
            step.expectedRollouts(body, await connection.stacks(region).resources(name)),
          verify: (expected) => step.verifyRollouts({ ...ports, environment: config.name }, expected),
          record: (done) => step.recordRevision({ ...connection, warn: (text) => io.warn(text) }, done),
        },
        { allowReplace, version, signal },
      );
      pause();
      if (deployment === undefined) return "refused";
      io.result(deployment, step.deploymentText);
      return undefined;
    } finally {
      await watch.end();
      pause();
    }
  },
});

type Text = Parameters<Context["io"]["approve"]>[0];

const load = async () => ({
  ...(await import("../operations/apply.ts")),
  ...(await import("../operations/bootstrap.ts")),
  ...(await import("../operations/deploy.ts")),
  ...(await import("../operations/diff.ts")),
  ...(await import("../operations/follow.ts")),
  ...(await import("../operations/guard-stack.ts")),
  ...(await import("../operations/last-lines.ts")),
  ...(await import("../operations/place-template.ts")),
  ...(await import("../operations/record.ts")),
  ...(await import("../operations/remove-stack.ts")),
  ...(await import("../operations/service-watch.ts")),
  ...(await import("../operations/settle.ts")),
  ...(await import("../operations/verify-rollouts.ts")),
  ...(await import("../output/deploy.ts")),
  ...(await import("../output/operation-display.ts")),
  ...(await import("../output/plan.ts")),
});
