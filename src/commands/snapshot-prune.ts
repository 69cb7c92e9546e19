import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

const count = (summary: string) => flag.integer(summary, { placeholder: "n", min: 1 });

export const snapshotPrune = defineCommand({
  name: "snapshot prune",
  summary: "Delete snapshots that no rule keeps, and data that no snapshot names",
  examples: [
    {
      command: "gworld snapshot prune smallville --keep-last 3 --keep-daily 7 -e dev",
      summary: "Shows what stays, what goes and why, and asks",
    },
    {
      command: "gworld snapshot prune --keep-daily 7 --keep-weekly 4 --keep-monthly 12 -e dev --yes",
      summary: "All worlds, as a nightly job",
    },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "interrupted"],
  args: { world: arg.optional("Only snapshots of this world") },
  flags: {
    keepLast: count("Keep the newest so many of each world"),
    keepDaily: count("Keep the newest of each of so many days (UTC) that have one"),
    keepWeekly: count("Keep the newest of each of so many weeks (from Monday)"),
    keepMonthly: count("Keep the newest of each of so many months"),
    confirm: flag.string("Name of the environment, where it is protected", { placeholder: "env" }),
  },
  async run(input, context) {
    const [operation, drops, left, { collectDue }, { collectGeneration }, { withLease }, output, retention] =
      await Promise.all([
        import("../operations/snapshot-prune.ts"),
        import("../operations/drop-snapshots.ts"),
        import("../operations/collect-left.ts"),
        import("../operations/restore/due.ts"),
        import("../operations/collect.ts"),
        import("../operations/lease.ts"),
        import("../output/snapshot-prune.ts"),
        import("../model/retention.ts"),
      ]);
    const { io, signal, clock } = context;
    const policy = retention.policyOf(input);
    const connection = await context.connect();
    const { config } = connection;
    const means = { unneeded: drops.unneededChunks, beingRead: drops.beingRead };
    const plan = await io.during("Reading manifests", () =>
      operation.planPrune(connection, policy, { worldId: input.world, ...means }),
    );
    const text = output.prunePlanText(plan, clock.now());
    if (operation.hasWork(plan)) {
      const confirm = config.protected && { confirm: { expected: config.name, given: input.confirm } };
      if (!(await io.approve(text, { yes: input.yes, question: "Prune?", ...confirm }))) return "refused";
    } else io.show(text);
    const done = await operation.applyPrune(connection, plan, {
      ...means,
      withLease,
      drop: drops.dropSnapshots,
      collectLeft: left.collectLeft({ withLease, collectDue, collect: collectGeneration }),
      signal,
      say: (said) => io.note(said),
      command: retention.pruneCommand(config.name, input.world, policy),
    });
    io.result(done, output.prunedText);
    return done.skipped.length > 0 ? "locked" : undefined;
  },
});
