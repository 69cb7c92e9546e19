import { defineCommand } from "../cli/command.ts";

export const worldsList = defineCommand({
  name: "worlds list",
  summary: "List the worlds of an environment",
  examples: [
    { command: "gworld worlds list -e dev", summary: "Which there are, who runs them, when they were last kept" },
    { command: "gworld worlds list -e dev --json", summary: "The same for a program" },
  ],
  exitCodes: ["credentials", "resumable", "notFound"],
  args: {},
  flags: {},
  async run(_, context) {
    const [{ listWorlds }, { worldListText }] = await Promise.all([
      import("../operations/worlds-list.ts"),
      import("../output/worlds-list.ts"),
    ]);
    const connection = await context.connect();
    const list = await listWorlds(connection);
    context.io.result(list, worldListText({ env: connection.config.name, now: context.clock.now() }));
  },
});
