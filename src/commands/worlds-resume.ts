import { defineCommand } from "../cli/command.ts";
import { arg } from "../cli/flags.ts";

export const worldsResume = defineCommand({
  name: "worlds resume",
  summary: "Let a paused world run again",
  examples: [
    { command: "gworld worlds resume smallville -e dev", summary: "Nothing happens where it is so already" },
    { command: "gworld worlds resume smallville -e dev --json", summary: "The same for a program" },
  ],
  exitCodes: ["credentials", "notFound", "refused"],
  args: { world: arg.required("World to resume") },
  flags: {},
  async run({ world }, context) {
    const [{ switchWorld }, { switchedText }] = await Promise.all([
      import("../operations/worlds.ts"),
      import("../output/worlds.ts"),
    ]);
    context.io.result(await switchWorld(await context.connect(), world, "active"), switchedText);
  },
});
