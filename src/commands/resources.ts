import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";

export const resources = defineCommand({
  name: "resources",
  summary: "List what exists: every resource of the environment's stacks",
  examples: [
    { command: "gworld resources --env dev", summary: "All of it" },
    { command: "gworld resources --env dev --type AWS::DynamoDB::Table", summary: "One type" },
  ],
  exitCodes: ["credentials", "resumable", "notFound"],
  args: {},
  flags: {
    stack: flag.list("Only these stacks, such as network or storage", { placeholder: "name" }),
    type: flag.string("Only this type", { placeholder: "type" }),
  },
  async run({ stack, type }, { io, connect }) {
    const [{ environmentResources }, { resourcesText }] = await Promise.all([
      import("../operations/resources.ts"),
      import("../output/resources.ts"),
    ]);
    io.result({ resources: await environmentResources(await connect(), { names: stack, type }) }, resourcesText);
  },
});
