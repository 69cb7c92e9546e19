import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crossings, layersOf, orderLayers } from "../../src/model/picture/layers.ts";
import { layOut, type Box, type Point } from "../../src/model/picture/layout.ts";

const link = (from: string, to: string) => ({ from, to });
const boxesOf = (count: number): readonly Box[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `b${index}`,
    width: 40 + ((index * 37) % 160),
    height: 30 + ((index * 13) % 60),
  }));

/** Any links at all, circles and loops among them. */
const drawings = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.record({
    boxes: fc.constant(boxesOf(count)),
    links: fc
      .uniqueArray(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 24, selector: (pair) => pair.join() })
      .map((pairs) => pairs.map(([from, to]) => link(`b${from}`, `b${to}`))),
  }),
);

describe("layers", () => {
  test("everything stands below all that lead to it", () => {
    const layers = layersOf(["a", "b", "c", "d"], [link("a", "b"), link("b", "d"), link("a", "d"), link("c", "d")]);
    expect(Object.fromEntries(layers)).toEqual({ a: 0, b: 1, c: 0, d: 2 });
  });

  test("a circle does not hang, and what has no link stands last", () => {
    const layers = layersOf(["a", "b", "c", "alone"], [link("a", "b"), link("b", "c"), link("c", "a")]);
    expect(Object.fromEntries(layers)).toEqual({ a: 0, b: 1, c: 2, alone: 2 });
  });

  test("an order without crossings is found where it is near", () => {
    const links = [link("a", "y"), link("b", "x")];
    const rows = orderLayers(
      [
        ["a", "b"],
        ["x", "y"],
      ],
      links,
    );
    expect(crossings(rows, links)).toBe(0);
  });
});

describe("a layout", () => {
  const overlaps = (one: Box & Point, other: Box & Point) =>
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height;

  test("puts no box on another, and all of them inside the drawing", () => {
    fc.assert(
      fc.property(drawings, ({ boxes, links }) => {
        const { boxes: placed, width, height } = layOut(boxes, links);
        const all = [...placed.values()];
        expect(all).toHaveLength(boxes.length);
        all.forEach((one, index) => {
          expect(all.slice(index + 1).filter((other) => overlaps(one, other))).toEqual([]);
          expect(one.x).toBeGreaterThanOrEqual(-0.1);
          expect(one.x + one.width).toBeLessThanOrEqual(width);
          expect(one.y + one.height).toBeLessThanOrEqual(height);
        });
      }),
    );
  });

  test("draws every link but loops, from the edge of one box to the edge of the other, and through none between", () => {
    fc.assert(
      fc.property(drawings, ({ boxes, links }) => {
        const { boxes: placed, routes } = layOut(boxes, links);
        expect(routes).toHaveLength(links.filter(({ from, to }) => from !== to).length);
        for (const {
          link: { from, to },
          points,
        } of routes) {
          for (const [id, point] of [[from, points[0]] as const, [to, points.at(-1)] as const]) {
            const box = placed.get(id);
            expect(point && box && point.x >= box.x - 0.1 && point.x <= box.x + box.width + 0.1).toBe(true);
          }
          const inner = points.slice(1, -1).map(({ x, y }) => ({ id: "", x, y: y + 0.5, width: 0.1, height: 0.1 }));
          expect(inner.filter((point) => [...placed.values()].some((box) => overlaps(point, box)))).toEqual([]);
        }
      }),
    );
  });

  test("is the same every time, and of nothing is empty", () => {
    const links = [link("b0", "b1"), link("b0", "b2"), link("b2", "b3"), link("b0", "b3")];
    expect(layOut(boxesOf(4), links)).toEqual(layOut(boxesOf(4), links));
    expect(layOut([], [])).toMatchObject({ width: 0, height: 0, routes: [] });
  });
});
