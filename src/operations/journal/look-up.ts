import type { BegunStack } from "../../model/begun-stack.ts";
import { isOpen } from "../../model/history.ts";
import type { LockProof } from "../../model/lock.ts";
import type { JournalPorts } from "../journal.ts";

/** Looks up how what the last revision left going on has ended, and keeps that, before anything else is done. */
export async function lookUp(ports: JournalPorts, proof: LockProof | undefined): Promise<void> {
  if (proof === undefined) return;
  const { config, state } = ports;
  try {
    const latest = await state.latest(config.name);
    const left = latest?.operation && (await state.operation(config.name, latest.operation));
    if (!left || !left.stacks?.some(isOpen)) return;
    await state.progress({ ...left, stacks: await endsOf(ports, left.stacks) }, proof);
  } catch {
    // Whoever looks at the history asks again.
  }
}

/** What became of each request, as far as CloudFormation can be asked. */
export const endsOf = (
  { stacks }: Pick<JournalPorts, "stacks">,
  begun: readonly BegunStack[],
): Promise<readonly BegunStack[]> =>
  Promise.all(
    begun.map(async (one) => {
      if (!isOpen(one)) return one;
      const { region, stackId, name } = one;
      const status = await stacks(region)
        .statusAfter(stackId ?? name, one)
        .catch(() => undefined);
      return status === undefined ? one : { ...one, status };
    }),
  );
