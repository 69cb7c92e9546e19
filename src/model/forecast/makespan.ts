/** A stack that takes its time once all it needs is done. */
export interface TimedStack {
  readonly name: string;
  /** What is not among the stacks is taken for done. */
  readonly needs: readonly string[];
  readonly seconds: number;
}

export interface Makespan {
  readonly seconds: number;
  /** The chain of stacks that decides how long it all takes, first to last. */
  readonly path: readonly string[];
}

/** How long stacks take that run in parallel along their graph, which has no cycles. */
export function makespan(stacks: readonly TimedStack[]): Makespan {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const known = new Map<string, Makespan>();
  const endOf = ({ name, needs, seconds }: TimedStack): Makespan => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const before = longest(needs.flatMap((need) => byName.get(need) ?? []).map(endOf));
    const end = { seconds: before.seconds + seconds, path: seconds > 0 ? [...before.path, name] : before.path };
    known.set(name, end);
    return end;
  };
  return longest(stacks.map(endOf));
}

const longest = (ends: readonly Makespan[]): Makespan =>
  ends.reduce((most, end) => (end.seconds > most.seconds ? end : most), { seconds: 0, path: [] });
