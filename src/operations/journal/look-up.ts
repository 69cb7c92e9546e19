import type { BegunStack } from "../../model/begun-stack.ts";
import { isOpen, isUnsettled } from "../../model/history.ts";
import type { LockProof } from "../../model/lock.ts";
import type { Revision } from "../../model/revision.ts";
import type { JournalPorts } from "../journal.ts";

/** Of so many revisions it is looked up: one that is called off, or deployed beside another, comes before what still goes on. */
const farBack = 5;

/** Looks up how what the last revisions left going on has ended, and keeps that, before anything else is done. */
export async function lookUp(ports: JournalPorts, proof: LockProof | undefined): Promise<void> {
  if (proof === undefined) return;
  const { config, state } = ports;
  try {
    const open = (await state.revisions(config.name, farBack)).filter(isUnsettled);
    await Promise.all(open.map((revision) => settle(ports, proof, revision)));
  } catch {
    // Whoever looks at the history asks again.
  }
}

async function settle(ports: JournalPorts, proof: LockProof, { operation: id }: Revision): Promise<void> {
  const { config, state } = ports;
  const left = id === undefined ? undefined : await state.operation(config.name, id);
  if (!left?.stacks?.some(isOpen)) return;
  await state.progress({ ...left, stacks: await endsOf(ports, left.stacks) }, proof);
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
