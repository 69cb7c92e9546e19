/** How a node of the graph ended. `skipped` names what it would have needed. */
export type NodeEnd<N> =
  | { readonly end: "done" }
  | { readonly end: "failed"; readonly error: unknown }
  | { readonly end: "skipped"; readonly because: readonly N[] };

/**
 * Runs `start` for each node as soon as all it needs among the nodes is done, everything else in parallel. A failure stops
 * what depends on it and nothing else; no error is lost. Once `stopped` says so, no further node starts.
 */
export async function alongGraph<N extends string>(
  nodes: readonly N[],
  needs: (node: N) => readonly N[],
  start: (node: N) => Promise<void>,
  stopped: () => boolean = () => false,
): Promise<ReadonlyMap<N, NodeEnd<N>>> {
  const ends = new Map<N, Promise<NodeEnd<N>>>();
  const visit = (node: N): Promise<NodeEnd<N>> => {
    const known = ends.get(node);
    if (known !== undefined) return known;
    const end = run(
      node,
      needs(node).filter((need) => nodes.includes(need)),
    );
    ends.set(node, end);
    return end;
  };
  const run = async (node: N, needed: readonly N[]): Promise<NodeEnd<N>> => {
    const reached = await Promise.all(needed.map(visit));
    const because = needed.filter((_, index) => reached[index]?.end !== "done");
    if (because.length > 0 || stopped()) return { end: "skipped", because };
    try {
      await start(node);
      return { end: "done" };
    } catch (error) {
      return { end: "failed", error };
    }
  };
  const all = await Promise.all(nodes.map(async (node) => [node, await visit(node)] as const));
  return new Map(all);
}

/** The graph turned round: what must go before a node may. */
export const downstream =
  <N extends string>(nodes: readonly N[], needs: (node: N) => readonly N[]) =>
  (node: N): readonly N[] =>
    nodes.filter((other) => needs(other).includes(node));
