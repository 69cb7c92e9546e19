import { defineCommand } from "../cli/command.ts";

export const configShow = defineCommand({
  name: "config show",
  summary: "Show the effective configuration of an environment and where each value comes from",
  examples: [
    { command: "gworld config show --env dev", summary: "Every value with its file and line, or its preset" },
    { command: "gworld config show --env prod --json", summary: "The same for a program" },
  ],
  exitCodes: ["notFound"],
  args: {},
  flags: {},
  async run(_, { io, environment, config, configFile }) {
    const [{ effectiveConfig }, { configText }] = await Promise.all([
      import("../operations/config.ts"),
      import("../output/config.ts"),
    ]);
    const { path } = await configFile();
    io.result(effectiveConfig(await config(), path, await environment()), configText);
  },
});
