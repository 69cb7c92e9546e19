import { layersOf, orderLayers, type Link } from "./layers.ts";

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box with its upper left corner. */
export interface PlacedBox extends Box, Point {}

/** A link as a line from box to box, downwards through points that no box covers. */
export interface Route<L extends Link> {
  readonly link: L;
  readonly points: readonly Point[];
}

export interface Layout<L extends Link> {
  readonly boxes: ReadonlyMap<string, PlacedBox>;
  readonly routes: readonly Route<L>[];
  readonly width: number;
  readonly height: number;
}

const gap = { x: 36, y: 84 };
const laneWidth = 12;

/** Boxes in layers from top to bottom, none on another. Links over several layers keep a lane of their own in each between. */
export function layOut<L extends Link>(boxes: readonly Box[], links: readonly L[]): Layout<L> {
  const known = new Map(boxes.map((box) => [box.id, box]));
  const drawn = links.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to);
  const layer = layersOf([...known.keys()], drawn);
  const { chains, lanes } = chainsOf(drawn, layer);
  const all = new Map([...known, ...lanes.map(({ box }) => [box.id, box] as const)]);
  const steps = chains.flatMap(({ ids }) => ids.slice(1).map((to, index) => ({ from: ids[index] ?? to, to })));
  const count = Math.max(0, ...layer.values()) + 1;
  const rows = Array.from({ length: boxes.length === 0 ? 0 : count }, (_, index) => [
    ...[...known.keys()].filter((id) => layer.get(id) === index),
    ...lanes.filter((lane) => lane.layer === index).map(({ box }) => box.id),
  ]);
  const placed = place(orderLayers(rows, steps), all, steps);
  const routes = routesOf(chains, placed);
  const real = new Map([...placed].filter(([id]) => known.has(id)));
  return {
    boxes: real,
    routes,
    width: Math.max(0, ...[...placed.values()].map(({ x, width }) => x + width)),
    height: Math.max(0, ...[...placed.values()].map(({ y, height }) => y + height)),
  };
}

interface Chain<L extends Link> {
  readonly link: L;
  /** From top to bottom, with the lanes between. */
  readonly ids: readonly string[];
}

function chainsOf<L extends Link>(links: readonly L[], layer: ReadonlyMap<string, number>) {
  const lanes: { readonly layer: number; readonly box: Box }[] = [];
  const chains = links.map((link, index): Chain<L> => {
    const [start = 0, end = 0] = [layer.get(link.from), layer.get(link.to)];
    const [top, bottom] = start <= end ? [link.from, link.to] : [link.to, link.from];
    const between = Array.from({ length: Math.max(0, Math.abs(end - start) - 1) }, (_, step) => {
      const at = Math.min(start, end) + step + 1;
      const box = { id: `lane ${index} ${at}`, width: laneWidth, height: 0 };
      lanes.push({ layer: at, box });
      return box.id;
    });
    return { link, ids: [top, ...between, bottom] };
  });
  return { chains, lanes };
}

function place(rows: readonly (readonly string[])[], boxes: ReadonlyMap<string, Box>, steps: readonly Link[]) {
  const width = (id: string) => boxes.get(id)?.width ?? 0;
  const linked = new Set(steps.flatMap(({ from, to }) => [from, to]));
  const pulled = rows.map((row) => row.filter((id) => linked.has(id)));
  let centres = new Map<string, number>(pulled.flatMap((row) => [...spread(row, width, () => 0)]));
  const neighbours = (id: string) =>
    steps
      .flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []))
      .flatMap((one) => centres.get(one) ?? []);
  for (let round = 0; round < 24; round += 1) {
    const order = round % 2 === 0 ? pulled : pulled.toReversed();
    for (const row of order) {
      const wanted = (id: string) => {
        const near = neighbours(id);
        return near.length === 0 ? (centres.get(id) ?? 0) : near.reduce((sum, one) => sum + one, 0) / near.length;
      };
      centres = new Map([...centres, ...spread(row, width, wanted)]);
    }
  }
  for (const row of rows) centres = new Map([...centres, ...besides(row, centres, width)]);
  const left = Math.min(0, ...[...centres].map(([id, centre]) => centre - width(id) / 2));
  const placed = new Map<string, PlacedBox>();
  let y = 0;
  for (const row of rows) {
    const height = Math.max(0, ...row.map((id) => boxes.get(id)?.height ?? 0));
    for (const id of row) {
      const box = boxes.get(id);
      if (box === undefined) continue;
      const tall = box.height === 0 ? height : box.height;
      placed.set(id, { ...box, height: tall, x: round((centres.get(id) ?? 0) - box.width / 2 - left), y });
    }
    y += height + gap.y;
  }
  return placed;
}

/** What nothing pulls stands to the right of its layer. */
function besides(row: readonly string[], centres: ReadonlyMap<string, number>, width: (id: string) => number) {
  const ends = row.flatMap((id) => [(centres.get(id) ?? -Infinity) + width(id) / 2 + gap.x]);
  let free = Math.max(...ends.filter(Number.isFinite), 0);
  return row.flatMap((id) => {
    if (centres.has(id)) return [];
    const centre = free + width(id) / 2;
    free += width(id) + gap.x;
    return [[id, centre] as const];
  });
}

/** Centres near the wanted ones, in order and apart: the mean of pushing all to the right and all to the left is both. */
function spread(row: readonly string[], width: (id: string) => number, wanted: (id: string) => number) {
  const apart = (one: string, other: string) => (width(one) + width(other)) / 2 + gap.x;
  const push = (ids: readonly string[], sign: 1 | -1) => {
    const centres = new Map<string, number>();
    let before: { readonly id: string; readonly at: number } | undefined;
    for (const id of ids) {
      const free = before === undefined ? -Infinity : before.at + apart(before.id, id);
      const at = Math.max(sign * wanted(id), free);
      centres.set(id, sign * at);
      before = { id, at };
    }
    return centres;
  };
  const [right, left] = [push(row, 1), push(row.toReversed(), -1)];
  return new Map(row.map((id) => [id, ((right.get(id) ?? 0) + (left.get(id) ?? 0)) / 2]));
}

function routesOf<L extends Link>(chains: readonly Chain<L>[], placed: ReadonlyMap<string, PlacedBox>) {
  const centre = (id: string | undefined) => {
    const box = placed.get(id ?? "");
    return box === undefined ? 0 : box.x + box.width / 2;
  };
  /** Links of one side of a box leave it side by side, in the order of where they go. */
  const port = (id: string, chain: Chain<L>, side: "top" | "bottom") => {
    const own = chains.filter(({ ids }) => (side === "bottom" ? ids[0] : ids.at(-1)) === id);
    const goal = ({ ids }: Chain<L>) => centre(side === "bottom" ? ids[1] : ids.at(-2));
    const sorted = own.toSorted((a, b) => goal(a) - goal(b));
    const box = placed.get(id);
    if (box === undefined) return { x: 0, y: 0 };
    const share = (sorted.indexOf(chain) + 1) / (sorted.length + 1);
    return { x: round(box.x + box.width * share), y: side === "bottom" ? box.y + box.height : box.y };
  };
  return chains.map((chain): Route<L> => {
    const { link, ids } = chain;
    const between = ids.slice(1, -1).flatMap((id) => {
      const lane = placed.get(id);
      const x = centre(id);
      return lane === undefined
        ? []
        : [
            { x, y: lane.y },
            { x, y: lane.y + lane.height },
          ];
    });
    const points = [port(ids[0] ?? "", chain, "bottom"), ...between, port(ids.at(-1) ?? "", chain, "top")];
    return { link, points: ids[0] === link.from ? points : points.toReversed() };
  });
}

const round = (value: number) => Math.round(value * 10) / 10;
