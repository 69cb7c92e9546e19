import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";

export const status = defineCommand({
  name: "status",
  summary: "Show stacks, services and the last deploy of an environment, and what is wrong with it",
  examples: [
    { command: "gworld status -e dev", summary: "One screen" },
    { command: "gworld status -e prod --watch", summary: "Drawn anew every two seconds until Ctrl-C" },
  ],
  exitCodes: ["credentials", "resumable", "notFound"],
  args: {},
  flags: { watch: flag.boolean("Go on looking until Ctrl-C", "w") },
  async run({ watch }, context) {
    const [{ readStatus, watchStatus }, { statusText, statusChangesText }] = await Promise.all([
      import("../operations/status.ts"),
      import("../output/status.ts"),
    ]);
    const { io } = context;
    const connection = await context.connect();
    if (!watch) return io.result(await readStatus(connection), statusText);
    const live = io.live(statusText, statusChangesText);
    try {
      for await (const now of watchStatus(connection, context.signal)) live.show(now);
    } finally {
      live.end();
    }
    return undefined;
  },
});
