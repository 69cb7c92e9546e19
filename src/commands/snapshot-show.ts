import { defineCommand } from "../cli/command.ts";
import { arg } from "../cli/flags.ts";

export const snapshotShow = defineCommand({
  name: "snapshot show",
  summary: "Show what a snapshot holds, what it takes to restore it, and what was noticed when it was taken",
  examples: [
    { command: "gworld snapshot show 01KAR3J9Q2M4Z7T0V5W8X1Y6BC -e dev", summary: "One snapshot, part by part" },
    { command: "gworld snapshot show 01KAR3J9Q2M4Z7T0V5W8X1Y6BC -e dev --json", summary: "The same for a program" },
  ],
  exitCodes: ["credentials", "resumable", "notFound"],
  args: { id: arg.required("ID of the snapshot, as `snapshot list` shows it") },
  flags: {},
  async run({ id }, context) {
    const [{ showSnapshot }, { withSnapshot }, { snapshotDetailsText }] = await Promise.all([
      import("../operations/snapshot-show.ts"),
      import("../operations/find-snapshot.ts"),
      import("../output/snapshot-show.ts"),
    ]);
    const connection = await context.connect();
    const details = await withSnapshot(connection, id, (one) => showSnapshot(connection, one));
    context.io.result(details, snapshotDetailsText(connection.config.name));
  },
});
