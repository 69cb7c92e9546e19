import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const snapshotDiff = defineCommand({
  name: "snapshot diff",
  summary: "Tell what differs between two snapshots, part by part and agent by agent",
  examples: [
    {
      command: "gworld snapshot diff 01JD2V8Q4XK3M5N7P9R1S3T5V7 01KAR3J9Q2M4Z7T0V5W8X1Y6BC -e dev",
      summary: "What has come, changed and gone from the first to the second",
    },
    {
      command: "gworld snapshot diff 01JD2V8Q4XK3M5N7P9R1S3T5V7 01KAR3J9Q2M4Z7T0V5W8X1Y6BC --agent klaus -e dev",
      summary: "What one agent remembers since",
    },
    {
      command: "gworld snapshot diff 01JD2V8Q4XK3M5N7P9R1S3T5V7 01KAR3J9Q2M4Z7T0V5W8X1Y6BC --exit-code --json -e dev",
      summary: "For a check: exit code 3 when they differ",
    },
  ],
  exitCodes: ["changes", "credentials", "resumable", "unverified", "notFound", "refused", "interrupted"],
  args: { a: arg.required("Snapshot to compare from"), b: arg.required("Snapshot to compare with, of any world") },
  flags: {
    agent: flag.string("Show this agent's memories that differ", { placeholder: "id" }),
    all: flag.boolean("Show all that differ, not only the first"),
    exitCode: flag.boolean("End with 3 when they differ"),
  },
  async run({ a, b, agent, all, exitCode }, context) {
    const [{ diffSnapshots }, { withSnapshot }, { openSnapshot }, output] = await Promise.all([
      import("../operations/snapshot-diff.ts"),
      import("../operations/find-snapshot.ts"),
      import("../operations/open-snapshot.ts"),
      import("../output/snapshot-diff.ts"),
    ]);
    const { io, signal } = context;
    const connection = await context.connect();
    const progress = io.progress(output.carryProgress("Compared"));
    try {
      const report = (event: Parameters<typeof progress.report>[0]) => progress.report(event);
      const options = { open: openSnapshot, signal, report };
      const diff = await withSnapshot(connection, a, (one) =>
        withSnapshot(connection, b, (other) =>
          diffSnapshots(connection, { a: one, b: other, agentId: agent }, options),
        ),
      );
      progress.end();
      io.result(diff, output.snapshotDiffText({ all }));
      return exitCode && !diff.same ? "changes" : undefined;
    } finally {
      progress.end();
    }
  },
});
