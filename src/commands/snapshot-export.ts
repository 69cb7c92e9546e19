import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const snapshotExport = defineCommand({
  name: "snapshot export",
  summary: "Write all of a snapshot into one file",
  examples: [
    {
      command: "gworld snapshot export 01JD2V8Q4XK3M5N7P9R1S3T5V7 smallville.tar -e prod",
      summary: "To carry it elsewhere",
    },
    {
      command: "gworld snapshot export 01JD2V8Q4XK3M5N7P9R1S3T5V7 smallville.tar --force -e prod",
      summary: "In place of a file that is there",
    },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "refused", "interrupted"],
  args: { id: arg.required("Snapshot to export"), file: arg.required("File to write") },
  flags: { force: flag.boolean("Replace the file if there is one") },
  async run({ id, file, force }, context) {
    const [{ exportSnapshot }, { withSnapshot }, { openSnapshot }, output] = await Promise.all([
      import("../operations/snapshot-export.ts"),
      import("../operations/find-snapshot.ts"),
      import("../operations/open-snapshot.ts"),
      import("../output/snapshot-export.ts"),
    ]);
    const { io, signal } = context;
    const connection = await context.connect();
    const progress = io.progress(output.carryProgress("Exported"));
    try {
      const report = (event: Parameters<typeof progress.report>[0]) => progress.report(event);
      const options = { open: openSnapshot, file, force, signal, report };
      const exported = await withSnapshot(connection, id, (one) => exportSnapshot(connection, one, options));
      progress.end();
      io.result(exported, output.exportedText);
    } finally {
      progress.end();
    }
  },
});
