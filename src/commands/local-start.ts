import { defineCommand } from "../cli/command.ts";

export const localStart = defineCommand({
  name: "local start",
  summary: "Start the local cloud; nothing happens when it runs",
  examples: [
    { command: "gworld local start", summary: "A background process, on this machine only" },
    { command: "GWORLD_LOCAL_PORT=4566 gworld local start", summary: "On a port of your choice" },
  ],
  args: {},
  flags: {},
  async run(_, { io, localCloud }) {
    const { localStatusText } = await import("../output/local.ts");
    const cloud = await localCloud();
    const endpoint = await io.during("Starting the local cloud", () => cloud.start());
    io.result({ running: true, ...endpoint }, localStatusText);
  },
});
