import { defineCommand } from "../cli/command.ts";

export const localReset = defineCommand({
  name: "local reset",
  summary: "Stop the local cloud and delete everything it holds",
  examples: [
    { command: "gworld local reset", summary: "Asks first" },
    { command: "gworld local reset --yes", summary: "For scripts" },
  ],
  exitCodes: ["refused"],
  args: {},
  flags: {},
  async run({ yes }, { io, localCloud }) {
    const cloud = await localCloud();
    const { dir } = cloud;
    const plan = () => `Everything in ${dir} will be deleted: stacks, tables, objects and logs of the local cloud.`;
    if (!(await io.approve(plan, { yes, question: "Delete it all?" }))) return "refused";
    await io.during("Emptying the local cloud", () => cloud.reset());
    io.result({ reset: true, dir }, () => "The local cloud is empty.");
    return undefined;
  },
});
