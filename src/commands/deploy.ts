import { defineCommand, type Context } from "../cli/command.ts";
import { flag, lockFlags } from "../cli/flags.ts";
import { GworldError } from "../model/error.ts";

export const deploy = defineCommand({
  name: "deploy",
  summary: "Bring an environment to its configuration: plan, approve, apply, verify, record",
  examples: [
    { command: "gworld deploy --env dev", summary: "Shows the plan and asks" },
    { command: "gworld deploy --env prod --plan plan.json", summary: "What was approved, or nothing" },
    { command: "gworld deploy --env staging --stack network storage --yes", summary: "Two stacks, without asking" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "interrupted"],
  args: {},
  flags: {
    stack: flag.list("Only these stacks, such as network or storage", { placeholder: "name" }),
    plan: flag.string("Deploy what this saved plan says, unasked (gworld diff --out)", { placeholder: "file" }),
    allowReplace: flag.list("Resource that may lose its data", { placeholder: "logical-id" }),
    ...lockFlags,
  },
  async run({ plan: file, ...input }, context) {
    if (file !== undefined && input.stack.length > 0)
      throw new GworldError("usage", "--stack does not go with --plan: a saved plan names its stacks.", {
        hint: "Leave --stack out, or plan again: gworld diff --stack ... --out plan.json",
      });
    const [{ load }, { runDeployment }] = await Promise.all([
      import("./deploying/wiring.ts"),
      import("./deploying/run.ts"),
    ]);
    const approved = file === undefined ? undefined : await approvedPlan(file, context);
    const stack = approved?.only ?? input.stack;
    return runDeployment(await load(), context, {
      ...input,
      stack,
      approved,
      command: "deploy",
      question: "Deploy this?",
    });
  },
});

async function approvedPlan(file: string, { connect, readFile, synth, version }: Context) {
  const { openPlan } = await import("../operations/saved-plan.ts");
  const content = await readFile(file);
  return openPlan({ ...(await connect()), synth, version }, file, content);
}
