import { defineCommand } from "../cli/command.ts";
import { logArgs, logExamples, logFlags } from "../cli/log-flags.ts";

export const logs = defineCommand({
  name: "logs",
  summary: "Read or follow the logs of all services as one stream in time order",
  examples: logExamples,
  exitCodes: ["credentials", "resumable", "notFound", "interrupted"],
  args: logArgs,
  flags: logFlags,
  run: async (input, context) => (await import("./logging/logs.ts")).runLogs(input, context),
});
