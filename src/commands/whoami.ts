import { defineCommand } from "../cli/command.ts";

export const whoami = defineCommand({
  name: "whoami",
  summary: "Show the account, the ARN and where the credentials come from; never a key",
  examples: [
    { command: "gworld whoami", summary: "The credentials in force here" },
    { command: "gworld whoami --env prod --profile ops", summary: "Those that --env prod would use" },
  ],
  exitCodes: ["credentials", "resumable"],
  args: {},
  flags: {},
  async run(_, { io, identity }) {
    const { whoamiText } = await import("../output/whoami.ts");
    const port = await identity();
    io.result(await port.caller(), whoamiText);
  },
});
