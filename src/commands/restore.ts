import { type Context, defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";
import { engines } from "../model/restore/engine.ts";
import { ttlModes } from "../model/restore/request.ts";
import type { Way } from "../operations/restore-back.ts";

export const restore = defineCommand({
  name: "restore",
  summary: "Put a snapshot back, all or nothing: as a new world, or in place of the one it is of",
  examples: [
    {
      command: "gworld restore 01JD2V8Q4XK3M5N7P9R1S3T5V7 --as smallville-copy -e dev",
      summary: "A new world, paused",
    },
    { command: "gworld restore 01JD2V8Q4XK3M5N7P9R1S3T5V7 -e dev", summary: "The same world, back to that tick" },
    {
      command: "gworld restore 01JD2V8Q4XK3M5N7P9R1S3T5V7 --only objects events -e dev",
      summary: "Two parts of a paused world; the rest stays",
    },
    { command: "gworld restore smallville --undo -e dev", summary: "Back to before the restore, within 24 hours" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound", "locked", "refused", "interrupted"],
  args: { id: arg.required("Snapshot; with --undo, --redo and --abort a world, a restore or a snapshot") },
  flags: {
    as: flag.string("The world to make; without it the snapshot's own world is replaced", { placeholder: "world" }),
    undo: flag.boolean("Bring back what a restore has replaced"),
    redo: flag.boolean("Bring back what an undo has taken away"),
    abort: flag.boolean("Drop a restore that did not come to its end"),
    from: flag.string("An archive elsewhere", { placeholder: "s3://bucket/prefix" }),
    ttl: flag.string("Events past their time: keep as they are, shift by the snapshot's age, strip the end", {
      placeholder: "mode",
      choices: ttlModes,
    }),
    only: flag.list(
      "Only these of agents, memories, objects, events; agents and memories go together. Stands after the ID",
      {
        placeholder: "part",
        greedy: true,
      },
    ),
    allowFuzzy: flag.boolean("Also a snapshot that is not exact"),
    engine: flag.string("Who loads the rows: gworld, or from more than 5 GB on DynamoDB's own bulk load", {
      placeholder: "engine",
      choices: engines,
    }),
    maxWcu: flag.integer("Write units a second it may take at most", { placeholder: "units", min: 1 }),
    confirm: flag.string("Name of the environment, where it is protected", { placeholder: "env" }),
  },
  async run(input, context) {
    const [operation, { withLease }, { collectGeneration }, { countRows }, output, { whatText }, request] =
      await Promise.all([
        import("../operations/restore.ts"),
        import("../operations/lease.ts"),
        import("../operations/collect.ts"),
        import("../operations/count-rows.ts"),
        import("../output/restore.ts"),
        import("../output/restore-parts.ts"),
        import("../model/restore/request.ts"),
      ]);
    const { io, signal } = context;
    const wish = request.restoreRequest(input);
    const connection = await context.connect();
    const { config } = connection;
    const confirm = config.protected ? { confirm: { expected: config.name, given: input.confirm } } : {};
    const back = { connection, id: input.id, asked: { yes: input.yes, ...confirm } };
    if (input.abort) return dropped(context, back);
    if (input.undo || input.redo) return broughtBack(context, { ...back, way: input.undo ? "undo" : "redo" });
    const plan = await operation.planRestore(connection, wish, { maxWriteUnits: input.maxWcu, count: countRows });
    if (plan.done === undefined) {
      const question = plan.mode === "new" ? `Make ${plan.worldId}?` : `Replace ${whatText(plan)}?`;
      const asked = { yes: input.yes, question, ...(plan.mode === "replace" && confirm) };
      if (!(await io.approve(output.restorePlanText(plan), asked))) return "refused";
    }
    const { restoreProgress } = await import("../output/restore-progress.ts");
    const progress = io.progress(restoreProgress());
    try {
      const restored = await operation.applyRestore(connection, plan, {
        withLease,
        collect: collectGeneration,
        signal,
        maxWriteUnits: input.maxWcu,
        command: request.restoreCommand(config.name, wish, input.maxWcu),
        report: (event) => progress.report(event),
      });
      progress.end();
      io.result(restored, output.restoredText(config.name));
      return undefined;
    } finally {
      progress.end();
    }
  },
});

interface Back {
  readonly connection: Awaited<ReturnType<Context["connect"]>>;
  readonly id: string;
  readonly asked: Omit<Parameters<Context["io"]["approve"]>[1], "question">;
}

async function dropped({ io, signal }: Context, { connection, id, asked }: Back) {
  const [operation, { withLease }, { dropRestore: drop }, { endBulk }, output] = await Promise.all([
    import("../operations/restore-back/abort.ts"),
    import("../operations/lease.ts"),
    import("../operations/restore/drop.ts"),
    import("../operations/restore/end-bulk.ts"),
    import("../output/restore-back.ts"),
  ]);
  const plan = await operation.planAbort(connection, id);
  if (!(await io.approve(output.abortPlanText(plan), { ...asked, question: "Drop it?" }))) return "refused";
  const waiting = (text: string) => io.note(text);
  const options = { withLease, drop, endBulk, signal, waiting };
  io.result(await operation.abortRestore(connection, plan, options), output.undoneText);
  return undefined;
}

async function broughtBack({ io, signal }: Context, { connection, id, asked, way }: Back & { readonly way: Way }) {
  const [operation, { withLease }, output] = await Promise.all([
    import("../operations/restore-back.ts"),
    import("../operations/lease.ts"),
    import("../output/restore-back.ts"),
  ]);
  const plan = await operation.planUndo(connection, id, way);
  const question = `Bring ${plan.world.worldId} back?`;
  if (plan.back !== undefined && !(await io.approve(output.undoPlanText(plan, plan.back), { ...asked, question })))
    return "refused";
  const waiting = (text: string) => io.note(text);
  io.result(await operation.applyUndo(connection, plan, { withLease, signal, waiting }), output.undoneText);
  return undefined;
}
