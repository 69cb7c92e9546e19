import { defineCommand } from "../cli/command.ts";
import { flag, lockFlags } from "../cli/flags.ts";

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
  async run(input, context) {
    const [{ load }, { runDeployment }] = await Promise.all([
      import("./deploying/wiring.ts"),
      import("./deploying/run.ts"),
    ]);
    return runDeployment(await load(), context, { ...input, command: "deploy", question: "Deploy this?" });
  },
});
