import { defineCommand } from "../cli/command.ts";

export const localStop = defineCommand({
  name: "local stop",
  summary: "Stop the local cloud and its services; what it holds stays",
  examples: [
    { command: "gworld local stop", summary: "Its data is there again after the next start" },
    { command: "gworld local stop --json", summary: "Says whether there was something to stop" },
  ],
  args: {},
  flags: {},
  async run(_, { io, localCloud }) {
    const cloud = await localCloud();
    const stopped = await io.during("Stopping the local cloud", () => cloud.stop());
    io.result({ stopped }, () => (stopped ? "The local cloud is stopped." : "The local cloud was not running."));
  },
});
