import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const snapshotHold = defineCommand({
  name: "snapshot hold",
  summary: "Keep a snapshot from being deleted, or let it go again",
  examples: [
    { command: "gworld snapshot hold 01JD2V8Q4XK3M5N7P9R1S3T5V7 -e prod", summary: "Nothing deletes it" },
    { command: "gworld snapshot hold 01JD2V8Q4XK3M5N7P9R1S3T5V7 --release -e prod", summary: "Let it go" },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "refused"],
  args: { id: arg.required("Snapshot to hold") },
  flags: { release: flag.boolean("Let it go") },
  async run({ id, release }, context) {
    const [{ holdSnapshot }, { withSnapshot }, { heldText }] = await Promise.all([
      import("../operations/snapshot-hold.ts"),
      import("../operations/find-snapshot.ts"),
      import("../output/snapshot-hold.ts"),
    ]);
    const connection = await context.connect();
    const held = await withSnapshot(connection, id, (one) => holdSnapshot(connection, one, !release));
    context.io.result(held, heldText(connection.config.name));
  },
});
