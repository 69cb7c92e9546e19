import { defineCommand } from "../cli/command.ts";
import { arg, flag, lockFlags } from "../cli/flags.ts";

export const importCommand = defineCommand({
  name: "import",
  summary: "Take existing resources over into a stack, without changing them",
  examples: [
    { command: "gworld import storage/WorldsTable=gworld-dev-Worlds --env dev", summary: "One table" },
    {
      command: "gworld import --from-terraform state.json --env dev",
      summary: "What of a Terraform state is gworld's",
    },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "locked", "refused", "lockLost", "interrupted"],
  args: { resources: arg.many("<stack>/<logicalId>=<physicalId>") },
  flags: {
    fromTerraform: flag.string("State file, format version 4 (terraform state pull)", { placeholder: "file" }),
    ...lockFlags,
  },
  run: async (input, context) => (await import("./importing/import.ts")).runImport(input, context),
});
