import { makesRevision, type Operation } from "../../model/operation.ts";
import { leftBy } from "../../model/history.ts";
import type { JournalLock, JournalPorts } from "../journal.ts";
import { append, moment } from "./append.ts";
import { endsOf } from "./look-up.ts";

/** Writes down what a holder that is gone was at, since it cannot, and how its stacks ended, as CloudFormation tells. */
export async function closeGone(ports: JournalPorts, lock: JournalLock): Promise<void> {
  const found = await leftBehind(ports, lock).catch(() => undefined);
  if (found === undefined) return;
  const { left, gone } = found;
  const { command: what, by: who } = gone;
  if (left === undefined) {
    const revision = makesRevision(gone) ? unseen(gone) : undefined;
    await append(ports, lock.proof, { what, who, outcome: "interrupted", revision });
    return;
  }
  const stacks = await endsOf(ports, left.stacks ?? []);
  const { gitSha, ci, document } = left;
  const told = { gitSha, ci, document, ...leftBy(left.planned ?? [], { begun: stacks }) };
  await append(ports, lock.proof, {
    what,
    who,
    outcome: "interrupted",
    operation: { ...left, ...(stacks.length > 0 && { stacks }), state: "interrupted", endedAt: moment(ports) },
    revision: makesRevision(gone) ? { ...unseen(gone), ...told } : undefined,
  });
}

/** Of which nobody knows more than who did it. */
const unseen = ({ command, by, version }: Pick<Operation, "command" | "by" | "version">) =>
  ({ command, by, version, result: "interrupted", templates: {}, seconds: 0 }) as const;

/** Undefined where it has written down how it ended, and only its lock was left. */
async function leftBehind({ config, state }: JournalPorts, { from }: JournalLock) {
  const open = (await state.standing(config.name).catch(() => undefined))?.operation;
  const id = open ?? from?.fence;
  const left: Operation | undefined = id === undefined ? undefined : await state.operation(config.name, id);
  if (left !== undefined) return left.state === "running" ? { left, gone: left } : undefined;
  if (open !== undefined || from === undefined) return undefined;
  // An older gworld keeps no journal: what its lock tells is all there is.
  return { left, gone: { command: from.command, by: from.holder.arn, version: "" } };
}
