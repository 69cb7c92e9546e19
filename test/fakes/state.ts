import type { AuditRow } from "../../src/model/audit.ts";
import { GworldError } from "../../src/model/error.ts";
import type { LockProof, LockRow } from "../../src/model/lock.ts";
import type { Operation } from "../../src/model/operation.ts";
import type { Revision } from "../../src/model/revision.ts";
import type { StateStanding } from "../../src/model/standing.ts";
import type { State, StateEntry } from "../../src/ports/state.ts";

/** The state table in memory. `failures` are thrown by the next calls, in order; `writeFailures` by the next writes. */
export function fakeState(locks?: ReadonlyMap<string, LockRow>) {
  const revisions: Revision[] = [];
  const operations = new Map<number, Operation>();
  const standings = new Map<string, StateStanding>();
  const audit = new Map<string, AuditRow[]>();
  const failures: Error[] = [];
  const writeFailures: Error[] = [];
  const turn = (all: Error[] = failures) => {
    const failure = all.shift();
    if (failure !== undefined) throw failure;
  };
  const newest = (environment: string) => revisions.filter((one) => one.environment === environment).toReversed();
  const put = (entry: StateEntry) => {
    const { environment, before, standing, revision, operation } = entry;
    if (standings.get(environment)?.write !== before?.write) throw new GworldError("failed", "overtaken", { hint: "" });
    if (revisions.some((one) => one.environment === environment && one.revision === revision?.revision))
      throw new GworldError("failed", "taken", { hint: "" });
    if (audit.get(environment)?.some(({ seq }) => seq === entry.audit.seq))
      throw new GworldError("failed", "taken", { hint: "" });
    standings.set(environment, standing);
    audit.set(environment, [...(audit.get(environment) ?? []), entry.audit]);
    if (revision !== undefined) revisions.push(revision);
    if (operation !== undefined) operations.set(operation.id, operation);
  };
  const mustHold = (environment: string, proof: LockProof | undefined) => {
    const lock = locks?.get(environment);
    const isHeld = lock?.state === "HELD" && lock.holder.id === proof?.holderId && lock.fence === proof.fence;
    if (locks !== undefined && proof !== undefined && !isHeld)
      throw new GworldError("locked", "not ours", { hint: "" });
  };
  const port: State = {
    async latest(environment) {
      turn();
      return newest(environment)[0];
    },
    async revisions(environment, most) {
      turn();
      return newest(environment).slice(0, most);
    },
    async revision(environment, revision) {
      turn();
      return newest(environment).find((one) => one.revision === revision);
    },
    standing: async (environment) => standings.get(environment),
    operation: async (_, id) => operations.get(id),
    operations: async (_, most) => [...operations.values()].toReversed().slice(0, most),
    audit: async (environment) => audit.get(environment) ?? [],
    async write(entry, proof) {
      turn();
      turn(writeFailures);
      mustHold(entry.environment, proof);
      put(entry);
    },
    async progress(operation, proof) {
      turn();
      mustHold(operation.environment, proof);
      operations.set(operation.id, operation);
    },
  };
  return { port, revisions, operations, standings, audit, failures, writeFailures };
}
