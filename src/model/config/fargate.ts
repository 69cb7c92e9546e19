const gib = 1024;
const steps = (from: number, to: number, step: number) =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/** Memory in MiB that Fargate offers for each number of CPU units (Amazon ECS task size table). */
export const fargateSizes: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, gib, 2 * gib]],
  [512, steps(gib, 4 * gib, gib)],
  [1024, steps(2 * gib, 8 * gib, gib)],
  [2048, steps(4 * gib, 16 * gib, gib)],
  [4096, steps(8 * gib, 30 * gib, gib)],
  [8192, steps(16 * gib, 60 * gib, 4 * gib)],
  [16384, steps(32 * gib, 120 * gib, 8 * gib)],
]);

/** Why Fargate has no such task size; undefined when it has. */
export function fargateProblem(cpu: number, memory: number): string | undefined {
  const offered = fargateSizes.get(cpu);
  if (offered === undefined)
    return `Fargate has no task with cpu ${cpu}; it has ${[...fargateSizes.keys()].join(", ")}`;
  if (offered.includes(memory)) return undefined;
  const [first = 0, second = 0] = offered;
  const last = offered.at(-1) ?? 0;
  const list = offered.length <= 4 ? offered.join(", ") : `${first} to ${last} in steps of ${second - first}`;
  return `Fargate has no memory ${memory} with cpu ${cpu}; it has ${list}`;
}
