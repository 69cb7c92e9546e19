import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";

export const drift = defineCommand({
  name: "drift",
  summary: "Compare what is there with what the stacks declare, property by property",
  examples: [
    { command: "gworld drift --env dev", summary: "All stacks, live values beside declared ones" },
    {
      command: "gworld drift --env prod --exit-code --json",
      summary: "For CI: exit code 3 when something has drifted",
    },
  ],
  exitCodes: ["changes", "credentials", "resumable", "notFound", "interrupted"],
  args: {},
  flags: {
    stack: flag.list("Only these stacks, such as network or storage", { placeholder: "name" }),
    exitCode: flag.boolean("End with 3 when something has drifted"),
  },
  async run({ stack, exitCode }, { io, signal, connect }) {
    const [{ detectDrift, hasDrifted }, { driftText }] = await Promise.all([
      import("../operations/drift.ts"),
      import("../output/drift.ts"),
    ]);
    const connection = await connect();
    const report = await io.during("Comparing stacks with what is there", () =>
      detectDrift({ ...connection, signal }, stack),
    );
    io.result(report, driftText);
    return exitCode && hasDrifted(report) ? "changes" : undefined;
  },
});
