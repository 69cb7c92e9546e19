import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const snapshotDelete = defineCommand({
  name: "snapshot delete",
  summary: "Delete a snapshot, and of its data what no other has",
  examples: [
    { command: "gworld snapshot delete 01JD2V8Q4XK3M5N7P9R1S3T5V7 -e dev", summary: "Shows what goes and asks" },
    { command: "gworld snapshot delete 01JD2V8Q4XK3M5N7P9R1S3T5V7 -e dev --yes", summary: "Without asking" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "interrupted"],
  args: { id: arg.required("Snapshot to delete") },
  flags: { confirm: flag.string("Name of the environment, where it is protected", { placeholder: "env" }) },
  async run({ id, confirm, yes }, context) {
    const [
      operation,
      { withSnapshot },
      { dropSnapshots },
      left,
      { collectDue },
      { collectGeneration },
      { withLease },
      output,
    ] = await Promise.all([
      import("../operations/snapshot-delete.ts"),
      import("../operations/find-snapshot.ts"),
      import("../operations/drop-snapshots.ts"),
      import("../operations/collect-left.ts"),
      import("../operations/restore/due.ts"),
      import("../operations/collect.ts"),
      import("../operations/lease.ts"),
      import("../output/snapshot-delete.ts"),
    ]);
    const { io, signal } = context;
    const connection = await context.connect();
    const { config } = connection;
    const plan = await withSnapshot(connection, id, (one) => operation.planSnapshotDelete(connection, one));
    const asked = {
      yes,
      question: "Delete it?",
      ...(config.protected && { confirm: { expected: config.name, given: confirm } }),
    };
    if (!(await io.approve(output.deletePlanText(plan), asked))) return "refused";
    const deleted = await io.during(`Deleting ${plan.entry.snapshotId}`, () =>
      operation.deleteSnapshot(connection, plan, {
        withLease,
        drop: dropSnapshots,
        collectLeft: left.collectLeft({ withLease, collectDue, collect: collectGeneration }),
        signal,
        waiting: (text) => io.note(text),
      }),
    );
    io.result(deleted, output.deletedText);
    return undefined;
  },
});
