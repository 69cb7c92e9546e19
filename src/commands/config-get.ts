import { defineCommand } from "../cli/command.ts";
import { arg } from "../cli/flags.ts";

export const configGet = defineCommand({
  name: "config get",
  summary: "Print one effective value",
  examples: [
    { command: "gworld config get region --env prod", summary: "A single value, bare" },
    { command: "gworld config get services.agent-runtime --env dev", summary: "A part, as JSON" },
  ],
  exitCodes: ["notFound"],
  args: { key: arg.required("Dotted key, such as services.agent-runtime.cpu") },
  flags: {},
  async run({ key }, { io, environment }) {
    const [{ configValue }, { valueText }] = await Promise.all([
      import("../operations/config.ts"),
      import("../output/config.ts"),
    ]);
    io.result(configValue(await environment(), key), valueText);
  },
});
