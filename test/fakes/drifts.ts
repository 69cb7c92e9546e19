import type { Detection, Drifts, ResourceDrift } from "../../src/ports/drifts.ts";

/** Drift detection in memory: a detection goes on for so many looks, and finds what a test has put there by stack ID. */
export function fakeDrifts(looks = 2) {
  const found = new Map<string, readonly ResourceDrift[]>();
  const ends = new Map<string, Detection>();
  const refusals = new Map<string, Error>();
  const lookFailures: Error[] = [];
  const calls: string[] = [];
  const left = new Map<string, number>();
  const port: Drifts = {
    async detect(stackId) {
      calls.push(`detect ${stackId}`);
      const refusal = refusals.get(stackId);
      if (refusal !== undefined) throw refusal;
      left.set(stackId, looks);
      return stackId;
    },
    async detection(id) {
      calls.push(`detection ${id}`);
      const failure = lookFailures.shift();
      if (failure !== undefined) throw failure;
      const more = (left.get(id) ?? 0) - 1;
      left.set(id, more);
      return more > 0 ? { state: "going" } : (ends.get(id) ?? { state: "complete" });
    },
    async found(stackId) {
      calls.push(`found ${stackId}`);
      return found.get(stackId) ?? [];
    },
  };
  return { port, found, ends, refusals, lookFailures, calls };
}
