import type { Context } from "../../cli/command.ts";
import { refuseIdleDeadlines } from "../../model/deadline.ts";
import { GworldError } from "../../model/error.ts";
import { runDeployment, type Deploying } from "./run.ts";
import { load } from "./wiring.ts";

interface Wish extends Pick<
  Deploying,
  "yes" | "wait" | "noWait" | "allowReplace" | "noRollback" | "deadline" | "serviceDeadline" | "detach" | "stack"
> {
  /** The file of a saved plan. */
  readonly plan: string | undefined;
  readonly recover: boolean;
  readonly skip: readonly string[];
}

/** Deploys the configuration, or just what a saved plan says. */
export async function runDeploy({ plan: file, recover, skip, ...wish }: Wish, context: Context) {
  if (skip.length > 0 && !recover)
    throw new GworldError("usage", "--skip goes with --recover: it is a rollback that skips a resource.", {
      hint: `Add it: --recover --skip ${skip.join(" ")}`,
    });
  if (file !== undefined && wish.stack.length > 0)
    throw new GworldError("usage", "--stack does not go with --plan: a saved plan names its stacks.", {
      hint: "Leave --stack out, or plan again: gworld diff --stack ... --out plan.json",
    });
  // Before anything is changed: a recovery is.
  refuseIdleDeadlines("gworld deploy", wish);
  const approved = file === undefined ? undefined : await approvedPlan(file, context);
  const stack = approved?.only ?? wish.stack;
  const op = await load();
  if (recover) {
    const { runRecovery } = await import("./recover.ts");
    if (!(await runRecovery(op, context, { ...wish, skip }))) return "refused";
  }
  return runDeployment(op, context, {
    ...wish,
    stack,
    approved,
    command: "deploy",
    question: "Deploy this?",
  });
}

async function approvedPlan(file: string, { connect, readFile, synth, version }: Context) {
  const { openPlan } = await import("../../operations/saved-plan.ts");
  const content = await readFile(file);
  return openPlan({ ...(await connect()), synth, version }, file, content);
}
