import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";
import { consistencies } from "../model/archive/manifest.ts";

export const snapshotCreate = defineCommand({
  name: "snapshot create",
  summary: "Keep one exact moment of a live world; asks nothing, because it changes nothing and costs little",
  examples: [
    { command: "gworld snapshot create smallville -e dev", summary: "As of the tick that is committed now" },
    {
      command: "gworld snapshot create smallville -e prod --name before-party --label reason=upgrade",
      summary: "With a name and a label to find it by",
    },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "interrupted"],
  args: { world: arg.required("World to keep") },
  flags: {
    name: flag.string("What to call it", { placeholder: "name" }),
    label: flag.list("A label; may be given again", { placeholder: "key=value" }),
    consistency: flag.string(
      "tick: exact, the world pauses for milliseconds; quiesce: it pauses throughout; fuzzy: never",
      {
        placeholder: "class",
        choices: consistencies,
      },
    ),
    full: flag.boolean("Read every row, also those that the snapshot before has"),
    maxRcu: flag.integer("Read units a second it may take at most", { placeholder: "units", min: 1 }),
  },
  async run(input, context) {
    const [operation, { findWorld }, { withLease }, output, request] = await Promise.all([
      import("../operations/snapshot-create.ts"),
      import("../operations/find-world.ts"),
      import("../operations/lease.ts"),
      import("../output/snapshot-create.ts"),
      import("../model/snapshot/request.ts"),
    ]);
    const { io, signal, version } = context;
    const wish = request.snapshotRequest(input);
    const connection = await context.connect();
    const plan = await operation.planSnapshot(connection, wish, findWorld);
    io.show(output.snapshotPlanText(plan));
    const command = request.snapshotCommand(plan.env, wish, input.maxRcu);
    const progress = io.progress(output.snapshotProgress());
    try {
      const taken = await operation.applySnapshot(connection, plan, {
        withLease,
        signal,
        version,
        command,
        maxReadUnits: input.maxRcu,
        report: (event) => progress.report(event),
      });
      progress.end();
      io.result(taken, output.snapshotText(plan.env));
      return request.isLess(taken.consistency, wish.consistency) ? "unverified" : undefined;
    } finally {
      progress.end();
    }
  },
});
