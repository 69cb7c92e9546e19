import { defineCommand } from "../cli/command.ts";
import { arg } from "../cli/flags.ts";

export const snapshotVerify = defineCommand({
  name: "snapshot verify",
  summary: "Read all of a snapshot again and prove that it can be restored",
  examples: [
    { command: "gworld snapshot verify 01JD2V8Q4XK3M5N7P9R1S3T5V7 -e prod", summary: "Every chunk, every row" },
    { command: "gworld snapshot verify 01JD2V8Q4XK3M5N7P9R1S3T5V7 -e prod --json", summary: "For a nightly check" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "refused", "interrupted"],
  args: { id: arg.required("Snapshot to verify") },
  flags: {},
  async run({ id }, context) {
    const [{ verifySnapshot }, { withSnapshot }, output] = await Promise.all([
      import("../operations/snapshot-verify.ts"),
      import("../operations/find-snapshot.ts"),
      import("../output/snapshot-verify.ts"),
    ]);
    const { io, signal } = context;
    const connection = await context.connect();
    const progress = io.progress(output.carryProgress("Verified"));
    try {
      const options = { signal, report: (event: Parameters<typeof progress.report>[0]) => progress.report(event) };
      const verified = await withSnapshot(connection, id, (one) => verifySnapshot(connection, one, options));
      progress.end();
      io.result(verified, output.verifiedText(connection.config.name));
      return verified.result === "damaged" ? "unverified" : undefined;
    } finally {
      progress.end();
    }
  },
});
