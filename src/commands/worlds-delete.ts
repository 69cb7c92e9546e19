import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const worldsDelete = defineCommand({
  name: "worlds delete",
  summary: "Delete a world with all its rows; its snapshots stay unless they are asked for too",
  examples: [
    { command: "gworld worlds delete smallville-copy -e dev", summary: "Shows what goes and asks" },
    {
      command: "gworld worlds delete old --with-snapshots --confirm prod --yes -e prod",
      summary: "With all that there is of it, in a protected environment",
    },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "locked", "refused", "interrupted"],
  args: { world: arg.required("World to delete") },
  flags: {
    withSnapshots: flag.boolean("Its snapshots too"),
    confirm: flag.string("Name of the environment, where it is protected", { placeholder: "env" }),
  },
  async run({ world, withSnapshots, confirm, yes }, context) {
    const [
      { deleteWorld, planDelete },
      { findWorld },
      { countRows },
      { withLease },
      { collectGeneration },
      { dropSnapshots },
      output,
    ] = await Promise.all([
      import("../operations/worlds-delete.ts"),
      import("../operations/find-world.ts"),
      import("../operations/count-rows.ts"),
      import("../operations/lease.ts"),
      import("../operations/collect.ts"),
      import("../operations/drop-snapshots.ts"),
      import("../output/worlds-delete.ts"),
    ]);
    const { io, signal } = context;
    const connection = await context.connect();
    const { config } = connection;
    const plan = await planDelete(connection, await findWorld(connection, world), { withSnapshots, count: countRows });
    const asked = {
      yes,
      question: `Delete ${world}?`,
      ...(config.protected && { confirm: { expected: config.name, given: confirm } }),
    };
    if (!(await io.approve(output.deletePlanText(plan), asked))) return "refused";
    const waiting = (text: string) => io.note(text);
    const deleted = await io.during(`Deleting ${world}`, () =>
      deleteWorld(connection, plan, { withLease, collect: collectGeneration, drop: dropSnapshots, signal, waiting }),
    );
    io.result(deleted, output.deletedText(config.name));
    return undefined;
  },
});
