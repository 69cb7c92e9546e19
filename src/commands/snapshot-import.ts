import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const snapshotImport = defineCommand({
  name: "snapshot import",
  summary: "Take a snapshot out of a file, proved to the byte; asks nothing, because it changes no world",
  examples: [
    { command: "gworld snapshot import smallville.tar -e dev", summary: "Under the world it is of" },
    { command: "gworld snapshot import smallville.tar --as smallville-prod -e dev", summary: "Under another" },
    { command: "gworld snapshot import smallville.tar --check -e dev", summary: "Is the file whole?" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "interrupted"],
  args: { file: arg.required("File that `snapshot export` has written") },
  flags: {
    as: flag.string("World to file it under, which `restore <id>` then makes", { placeholder: "world" }),
    check: flag.boolean("Read and prove all of the file, and store nothing"),
  },
  async run({ file, as, check }, context) {
    const [{ importSnapshot }, { withLease }, output, { worldIdOf }] = await Promise.all([
      import("../operations/snapshot-import.ts"),
      import("../operations/lease.ts"),
      import("../output/snapshot-import.ts"),
      import("../model/restore/request.ts"),
    ]);
    const { io, signal } = context;
    const worldId = as === undefined ? undefined : worldIdOf(as);
    const connection = await context.connect();
    const progress = io.progress(output.carryProgress(check ? "Checked" : "Imported"));
    try {
      const imported = await importSnapshot(connection, {
        file,
        as: worldId,
        check,
        withLease,
        signal,
        report: (event) => progress.report(event),
        say: (text) => io.note(text),
      });
      progress.end();
      io.result(imported, output.importedText(connection.config.name));
    } finally {
      progress.end();
    }
  },
});
