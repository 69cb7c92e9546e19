import { defineCommand } from "../cli/command.ts";
import { arg } from "../cli/flags.ts";

export const snapshotReindex = defineCommand({
  name: "snapshot reindex",
  summary: "Note snapshots in the catalogue that the archive has, as after a lost table",
  examples: [
    { command: "gworld snapshot reindex -e dev", summary: "Of all worlds" },
    { command: "gworld snapshot reindex smallville -e dev", summary: "Of one" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "interrupted"],
  args: { world: arg.optional("Only snapshots of this world") },
  flags: {},
  async run({ world }, context) {
    const [{ reindexSnapshots }, { withLease }, { reindexedText }] = await Promise.all([
      import("../operations/snapshot-reindex.ts"),
      import("../operations/lease.ts"),
      import("../output/snapshot-reindex.ts"),
    ]);
    const { io, signal } = context;
    const connection = await context.connect();
    const done = await io.during("Reading manifests", () =>
      reindexSnapshots(connection, { worldId: world, withLease, signal, say: (text) => io.note(text) }),
    );
    io.result(done, reindexedText(connection.config.name));
    return done.problems.length > 0 ? "unverified" : undefined;
  },
});
