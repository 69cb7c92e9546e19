import type { Context } from "../../cli/command.ts";
import { operationDisplay } from "../../output/operation-display.ts";
import { stackPorts } from "../stacks/stack-ports.ts";
import type { Deploying } from "./run.ts";
import type { Operations } from "./wiring.ts";

interface Wish extends Pick<Deploying, "yes" | "wait" | "noWait"> {
  /** Logical IDs that a rollback is to leave as they are. */
  readonly skip: readonly string[];
}

/** Brings stacks that have stopped between two templates back to the last good one. False where that was not approved. */
export async function runRecovery(
  op: Operations,
  context: Context,
  { skip, yes, wait, noWait }: Wish,
): Promise<boolean> {
  const { io, signal, synth } = context;
  const [rec, text, connection, origin] = await Promise.all([
    import("../../operations/recover.ts"),
    import("../../output/recover.ts"),
    context.connect(),
    context.origin(["deploy --recover", ...skip.map((id) => `--skip ${id}`)].join(" ")),
  ]);
  const { config, clock } = connection;
  const warn = (words: string) => io.warn(words);
  const seen = await connection.locks.read(config.name).catch(() => undefined);
  await op.guardChange({ ...connection, origin, warn });
  const plan = await rec.planRecovery(connection, skip);
  if (plan.stacks.length === 0) {
    io.note(`Nothing to recover: no stack of ${config.name} has stopped between two templates.`);
    return true;
  }
  const approve = async (made: typeof plan) =>
    made.stacks.length === 0 || io.approve((_, style) => text.recoveryText(made, style), { yes, question: "Recover?" });
  if (!(await approve(plan))) return false;
  const { report, pause } = operationDisplay(io);
  const wish = op.lockWish({ command: "deploy", wait, noWait, io, clock, signal, pause });
  const wiring = { ...connection, report, signal, attended: io.interactive, synth, origin, warn };
  try {
    return await op.withEnvironmentLock(connection, wish, seen, (held) =>
      op.journaled(wiring, held, async () => {
        const own = op.sureFirst(wiring, held.sure);
        // Whoever had the lock may have recovered them meanwhile.
        const again = () => rec.planRecovery(own, skip);
        const facts = (made: typeof plan) => made.stacks;
        const planning = { again, facts, approve, warn, environment: config.name };
        const current = await op.freshPlan(held.undisturbed, plan, planning);
        if (current !== undefined) await rec.applyRecovery(stackPorts(own), current);
        return current !== undefined;
      }),
    );
  } finally {
    pause();
  }
}
