import type { LockRow } from "../../src/model/lock.ts";
import { GworldError } from "../../src/model/error.ts";
import type { Revision, State } from "../../src/ports/state.ts";

/** The state table in memory. `failures` are thrown by the next calls, in order. */
export function fakeState(locks?: ReadonlyMap<string, LockRow>) {
  const revisions: Revision[] = [];
  const failures: Error[] = [];
  const turn = () => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
  };
  const port: State = {
    async latest(environment) {
      turn();
      return revisions.filter((one) => one.environment === environment).at(-1);
    },
    async revisions(environment, most) {
      turn();
      return revisions
        .filter((one) => one.environment === environment)
        .toReversed()
        .slice(0, most);
    },
    async revision(environment, revision) {
      turn();
      return revisions.find((one) => one.environment === environment && one.revision === revision);
    },
    async record(revision, proof) {
      turn();
      const lock = locks?.get(revision.environment);
      const isHeld = lock?.state === "HELD" && lock.holder.id === proof?.holderId && lock.fence === proof.fence;
      if (locks !== undefined && !isHeld) throw new GworldError("locked", "not ours", { hint: "" });
      if (revisions.some((one) => one.environment === revision.environment && one.revision === revision.revision))
        throw new GworldError("failed", "taken", { hint: "" });
      revisions.push(revision);
    },
  };
  return { port, revisions, failures };
}
