/** A connection between two boxes, by their IDs. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

/**
 * The layer of each box: below all that lead to it. What closes a circle counts the other way round, so that the rest is
 * drawn downwards; what has no link stands in the last layer.
 */
export function layersOf(ids: readonly string[], links: readonly Link[]): ReadonlyMap<string, number> {
  const forward = withoutCircles(ids, links);
  const layers = new Map<string, number>();
  const place = (id: string): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    const above = forward.filter(({ to }) => to === id).map(({ from }) => place(from) + 1);
    const layer = Math.max(0, ...above);
    layers.set(id, layer);
    return layer;
  };
  ids.forEach(place);
  const last = Math.max(0, ...layers.values());
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  return new Map(ids.map((id) => [id, linked.has(id) ? (layers.get(id) ?? 0) : last]));
}

function withoutCircles(ids: readonly string[], links: readonly Link[]): readonly Link[] {
  const state = new Map<string, "open" | "done">();
  const kept: Link[] = [];
  const visit = (id: string) => {
    state.set(id, "open");
    for (const link of links.filter(({ from }) => from === id)) {
      const seen = state.get(link.to);
      if (seen === "open") continue;
      kept.push(link);
      if (seen === undefined) visit(link.to);
    }
    state.set(id, "done");
  };
  for (const id of ids) if (!state.has(id)) visit(id);
  return kept;
}

/** Orders each layer so that few links cross: every box goes to the middle of its neighbours, up and down, some times. */
export function orderLayers(
  layers: readonly (readonly string[])[],
  links: readonly Link[],
): readonly (readonly string[])[] {
  let rows = layers;
  let best = rows;
  for (let round = 0; round < 12; round += 1) {
    rows = round % 2 === 0 ? sweep(rows, links, "from") : sweep(rows.toReversed(), links, "to").toReversed();
    if (crossings(rows, links) < crossings(best, links)) best = rows;
  }
  return best;
}

function sweep(rows: readonly (readonly string[])[], links: readonly Link[], toward: "from" | "to") {
  const own = toward === "from" ? "to" : "from";
  const done: (readonly string[])[] = [];
  for (const row of rows) {
    const above = new Map((done.at(-1) ?? []).map((id, index) => [id, index]));
    const middle = (id: string, index: number) => {
      const near = links.filter((link) => link[own] === id).flatMap((link) => above.get(link[toward]) ?? []);
      return near.length === 0 ? index : near.reduce((sum, place) => sum + place, 0) / near.length;
    };
    const weighed = row.map((id, index) => ({ id, at: middle(id, index), index }));
    done.push(weighed.sort((a, b) => a.at - b.at || a.index - b.index).map(({ id }) => id));
  }
  return done;
}

/** How many pairs of links between neighbouring layers cross. */
export function crossings(rows: readonly (readonly string[])[], links: readonly Link[]): number {
  const place = new Map(rows.flatMap((row, layer) => row.map((id, index) => [id, { layer, index }] as const)));
  const spans = links.flatMap(({ from, to }) => {
    const [start, end] = [place.get(from), place.get(to)];
    return start === undefined || end === undefined ? [] : [{ layer: start.layer, from: start.index, to: end.index }];
  });
  return spans.reduce(
    (sum, one, index) =>
      sum +
      spans
        .slice(index + 1)
        .filter((other) => other.layer === one.layer && (other.from - one.from) * (other.to - one.to) < 0).length,
    0,
  );
}
