import { defineCommand } from "../cli/command.ts";
import { arg } from "../cli/flags.ts";

export const worldsShow = defineCommand({
  name: "worlds show",
  summary: "Show one world: its tick, its engine, what holds it up, its last snapshot",
  examples: [
    { command: "gworld worlds show smallville -e prod", summary: "What is known of it" },
    { command: "gworld worlds show smallville -e prod --json", summary: "The same for a program" },
  ],
  exitCodes: ["credentials", "resumable", "notFound"],
  args: { world: arg.required("World to show") },
  flags: {},
  async run({ world }, context) {
    const [{ showWorld }, { findWorld }, { countRows }, { worldText }] = await Promise.all([
      import("../operations/worlds-show.ts"),
      import("../operations/find-world.ts"),
      import("../operations/count-rows.ts"),
      import("../output/worlds-show.ts"),
    ]);
    const connection = await context.connect();
    const shown = await showWorld(connection, await findWorld(connection, world), countRows);
    context.io.result(shown, worldText({ env: connection.config.name, now: context.clock.now() }));
  },
});
