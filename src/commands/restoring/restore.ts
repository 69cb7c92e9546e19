import type { Context } from "../../cli/command.ts";
import type { ErrorCode } from "../../model/error.ts";
import type { restoreRequest } from "../../model/restore/request.ts";
import type { Way } from "../../operations/restore-back.ts";

type Wish = Parameters<typeof restoreRequest>[0] & { readonly confirm: string | undefined; readonly yes: boolean };

/** Makes the world of a snapshot, or brings back what a restore has replaced, or drops one that did not end. */
export async function runRestore(input: Wish, context: Context): Promise<ErrorCode | undefined> {
  const [
    operation,
    { withSnapshot },
    { withLease },
    { collectGeneration },
    { countRows },
    output,
    { whatText },
    request,
  ] = await Promise.all([
    import("../../operations/restore.ts"),
    import("../../operations/find-snapshot.ts"),
    import("../../operations/lease.ts"),
    import("../../operations/collect.ts"),
    import("../../operations/count-rows.ts"),
    import("../../output/restore.ts"),
    import("../../output/restore-parts.ts"),
    import("../../model/restore/request.ts"),
  ]);
  const { io, signal } = context;
  const wish = request.restoreRequest(input);
  const connection = await context.connect();
  const { config } = connection;
  const confirm = config.protected ? { confirm: { expected: config.name, given: input.confirm } } : {};
  const back = { connection, id: input.id, maxWriteUnits: input.maxWcu, asked: { yes: input.yes, ...confirm } };
  if (input.abort) return dropped(context, back);
  if (input.undo || input.redo) return broughtBack(context, { ...back, way: input.undo ? "undo" : "redo" });
  const means = { maxWriteUnits: input.maxWcu, count: countRows };
  const planOf = (snapshotId: string) => operation.planRestore(connection, { ...wish, snapshotId }, means);
  const plan = await (wish.from === undefined
    ? withSnapshot(connection, wish.snapshotId, planOf)
    : planOf(wish.snapshotId));
  if (plan.done === undefined) {
    const question = plan.mode === "new" ? `Make ${plan.worldId}?` : `Replace ${whatText(plan)}?`;
    const asked = { yes: input.yes, question, ...(plan.mode === "replace" && confirm) };
    if (!(await io.approve(output.restorePlanText(plan), asked))) return "refused";
  }
  const { restoreProgress } = await import("../../output/restore-progress.ts");
  const progress = io.progress(restoreProgress());
  try {
    const restored = await operation.applyRestore(connection, plan, {
      withLease,
      collect: collectGeneration,
      signal,
      maxWriteUnits: input.maxWcu,
      command: request.restoreCommand(config.name, plan.request, input.maxWcu),
      report: (event) => progress.report(event),
    });
    progress.end();
    io.result(restored, output.restoredText(config.name));
    return undefined;
  } finally {
    progress.end();
  }
}

interface Back {
  readonly connection: Awaited<ReturnType<Context["connect"]>>;
  readonly id: string;
  readonly maxWriteUnits: number | undefined;
  readonly asked: Omit<Parameters<Context["io"]["approve"]>[1], "question">;
}

async function dropped(
  { io, signal }: Context,
  { connection, id, asked, maxWriteUnits }: Back,
): Promise<ErrorCode | undefined> {
  const [operation, { withLease }, { dropRestore: drop }, { collectDue }, { collectGeneration: collect }, output] =
    await Promise.all([
      import("../../operations/restore-back/abort.ts"),
      import("../../operations/lease.ts"),
      import("../../operations/restore/drop.ts"),
      import("../../operations/restore/due.ts"),
      import("../../operations/collect.ts"),
      import("../../output/restore-back.ts"),
    ]);
  const plan = await operation.planAbort(connection, id);
  if (!(await io.approve(output.abortPlanText(plan), { ...asked, question: "Drop it?" }))) return "refused";
  const waiting = (text: string) => io.note(text);
  const options = { withLease, drop, collectDue, collect, signal, waiting, maxWriteUnits };
  io.result(await operation.abortRestore(connection, plan, options), output.undoneText);
  return undefined;
}

async function broughtBack({ io, signal }: Context, { connection, id, asked, way }: Back & { readonly way: Way }) {
  const [operation, { withLease }, output] = await Promise.all([
    import("../../operations/restore-back.ts"),
    import("../../operations/lease.ts"),
    import("../../output/restore-back.ts"),
  ]);
  const plan = await operation.planUndo(connection, id, way);
  const question = `Bring ${plan.world.worldId} back?`;
  if (plan.back !== undefined && !(await io.approve(output.undoPlanText(plan, plan.back), { ...asked, question })))
    return "refused";
  const waiting = (text: string) => io.note(text);
  io.result(await operation.applyUndo(connection, plan, { withLease, signal, waiting }), output.undoneText);
  return undefined;
}
