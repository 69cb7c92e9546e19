import { defineCommand } from "../cli/command.ts";
import { deployFlags, flag, lockFlags } from "../cli/flags.ts";

export const deploy = defineCommand({
  name: "deploy",
  summary: "Bring an environment to its configuration: plan, approve, apply, verify, record",
  examples: [
    { command: "gworld deploy --env dev", summary: "Shows the plan and asks" },
    { command: "gworld deploy --env prod --plan plan.json", summary: "What was approved, or nothing" },
    { command: "gworld deploy --env staging --stack network storage --yes", summary: "Two stacks, without asking" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "lockLost", "interrupted"],
  args: {},
  flags: {
    stack: flag.list("Only these stacks, such as network or storage", { placeholder: "name" }),
    plan: flag.string("Deploy what this saved plan says, unasked (gworld diff --out)", { placeholder: "file" }),
    allowReplace: flag.list("Resource that may lose its data", { placeholder: "logical-id" }),
    noRollback: flag.boolean("Leave what fails as it is, for a look, until --recover takes it back"),
    recover: flag.boolean("First bring stacks back whose update and rollback have failed"),
    skip: flag.list("With --recover: a resource that the rollback leaves as it is", { placeholder: "logical-id" }),
    ...deployFlags,
    ...lockFlags,
  },
  run: async (input, context) => (await import("./deploying/deploy.ts")).runDeploy(input, context),
});
