import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const worldsSimulate = defineCommand({
  name: "worlds simulate",
  summary: "Run a world with a small engine that keeps the world protocol, for demonstrations and load",
  examples: [
    { command: "gworld worlds simulate smallville -e local", summary: "5 conversations a second until Ctrl-C" },
    { command: "gworld worlds simulate smallville --rate 100 --seconds 60 -e dev", summary: "Load for a minute" },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "locked", "refused"],
  args: { world: arg.required("World to run; whoever runs it now loses it") },
  flags: {
    rate: flag.integer("Conversations a second (5)", { placeholder: "n", min: 1, max: 1_000 }),
    ticks: flag.integer("End after so many ticks", { placeholder: "n", min: 1 }),
    conversations: flag.integer("End after so many conversations", { placeholder: "n", min: 1 }),
    seconds: flag.integer("End after so many seconds", { placeholder: "n", min: 1 }),
  },
  async run({ world, rate, ...ends }, context) {
    const [{ simulate }, { takeWorld }, { findWorld }, output] = await Promise.all([
      import("../operations/worlds-simulate.ts"),
      import("../operations/world-engine.ts"),
      import("../operations/find-world.ts"),
      import("../output/worlds-simulate.ts"),
    ]);
    const { io, signal } = context;
    const connection = await context.connect();
    const { worldId } = await findWorld(connection, world);
    const progress = io.progress(output.simulateProgress());
    try {
      const wish = { worldId, rate: rate ?? 5, ...ends };
      const report = (event: Parameters<typeof progress.report>[0]) => progress.report(event);
      const ran = await simulate(connection, wish, { takeWorld, signal, report });
      progress.end();
      io.result(ran, output.simulatedText(connection.config.name));
    } finally {
      progress.end();
    }
  },
});
