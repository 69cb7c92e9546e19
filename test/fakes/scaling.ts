import type { ScalableTarget, Scaling } from "../../src/ports/services.ts";

/** Scalable targets in memory. `calls` is shared with other fakes where order between them matters. */
export function fakeScaling(initial: readonly ScalableTarget[], calls: string[] = []) {
  const targets = new Map(initial.map((target) => [target.service, target]));
  const port: Scaling = {
    targets: async () => [...targets.values()],
    async setBounds(target) {
      calls.push(`${target.service} ${target.minCapacity}-${target.maxCapacity}`);
      targets.set(target.service, target);
    },
  };
  return { ...port, calls };
}
