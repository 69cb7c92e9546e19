import type { BegunStack } from "../../src/model/begun-stack.ts";
import type { Undertaking } from "../../src/operations/journal.ts";

/** What an operation is at, in memory. */
export function fakeUndertaking() {
  const begun: BegunStack[] = [];
  return {
    plans: async () => undefined,
    keeps: async () => undefined,
    begins: async (stack) => void begun.push(stack),
    begun: () => begun,
  } satisfies Undertaking;
}
