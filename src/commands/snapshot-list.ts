import { defineCommand } from "../cli/command.ts";
import { arg } from "../cli/flags.ts";

export const snapshotList = defineCommand({
  name: "snapshot list",
  summary: "List snapshots, newest first",
  examples: [
    { command: "gworld snapshot list -e dev", summary: "Those of all worlds" },
    { command: "gworld snapshot list smallville -e dev --json", summary: "Those of one world, for a program" },
  ],
  exitCodes: ["credentials", "resumable", "notFound"],
  args: { world: arg.optional("Only snapshots of this world") },
  flags: {},
  async run({ world }, context) {
    const [{ listSnapshots }, { hasUnnoted }, { snapshotListText }] = await Promise.all([
      import("../operations/snapshot-list.ts"),
      import("../operations/find-snapshot.ts"),
      import("../output/snapshot-list.ts"),
    ]);
    const connection = await context.connect();
    const list = await listSnapshots(connection, world, hasUnnoted);
    context.io.result(list, snapshotListText({ now: context.clock.now(), env: connection.config.name, world }));
  },
});
