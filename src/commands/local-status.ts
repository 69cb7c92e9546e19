import { defineCommand } from "../cli/command.ts";

export const localStatus = defineCommand({
  name: "local status",
  summary: "Show whether the local cloud runs, where, and since when",
  examples: [
    { command: "gworld local status", summary: "Endpoint, process and folder" },
    { command: "gworld local status --json", summary: "The same for a program" },
  ],
  args: {},
  flags: {},
  async run(_, { io, localCloud }) {
    const { localStatusText } = await import("../output/local.ts");
    const cloud = await localCloud();
    const endpoint = await cloud.status();
    io.result({ running: endpoint !== undefined, dir: cloud.dir, ...endpoint }, localStatusText);
  },
});
