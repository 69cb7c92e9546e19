import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const worldsDelete = defineCommand({
  name: "worlds delete",
  summary: "Delete a world with all its rows; its snapshots stay",
  examples: [
    { command: "gworld worlds delete smallville-copy -e dev", summary: "Shows what goes and asks" },
    { command: "gworld worlds delete old --confirm prod --yes -e prod", summary: "In a protected environment" },
  ],
  exitCodes: ["credentials", "notFound", "locked", "refused", "interrupted"],
  args: { world: arg.required("World to delete") },
  flags: { confirm: flag.string("Name of the environment, where it is protected", { placeholder: "env" }) },
  async run({ world, confirm, yes }, context) {
    const [{ deleteWorld, planDelete }, { findWorld }, { withLease }, { collectGeneration }, output] =
      await Promise.all([
        import("../operations/worlds-delete.ts"),
        import("../operations/worlds.ts"),
        import("../operations/lease.ts"),
        import("../operations/collect.ts"),
        import("../output/worlds.ts"),
      ]);
    const { io, signal } = context;
    const connection = await context.connect();
    const { config } = connection;
    const plan = await planDelete(connection, await findWorld(connection, world));
    const asked = {
      yes,
      question: `Delete ${world}?`,
      ...(config.protected && { confirm: { expected: config.name, given: confirm } }),
    };
    if (!(await io.approve(output.deletePlanText(plan), asked))) return "refused";
    const waiting = (text: string) => io.note(text);
    io.result(
      await deleteWorld(connection, plan, { withLease, collect: collectGeneration, signal, waiting }),
      output.deletedText,
    );
    return undefined;
  },
});
